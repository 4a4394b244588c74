-- Property: every campaign that a paid visit names is one campaign of an advertising report.
-- Who relies on it: whoever sets advertising and the orders that it brought against each other.
-- What would go wrong silently: the visits are paid and credited, but to no campaign: a report that
-- is missing, or a link that is tagged with another name, makes a campaign look worse than it is.
{{ config(severity='warn') }}
with

touches as (
    select * from {{ ref('int_attribution__touches') }}
)

select
    touches.store,
    touches.ad_platform,
    touches.match_basis,
    touches.campaign_id_told,
    touches.campaign_name_told,
    count(*) as touches
from touches
where touches.match_basis in ('unknown_id', 'unknown_name', 'ambiguous_name')
group by
    touches.store, touches.ad_platform, touches.match_basis, touches.campaign_id_told,
    touches.campaign_name_told
