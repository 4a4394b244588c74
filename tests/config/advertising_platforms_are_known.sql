-- Property: every platform of an advertising report has its windows in ad_platforms.
-- Who relies on it: the paths of orders, which a platform's click window bounds.
-- What would go wrong silently: visits of a new platform would count as long as all others.
with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

ad_platforms as (
    select * from {{ ref('stg_reference__ad_platforms') }}
)

select
    ad_spend.platform,
    count(*) as row_count
from ad_spend
left join ad_platforms
    on ad_spend.platform = ad_platforms.ad_platform
    and ad_platforms.ad_product = 'all'
where ad_platforms.ad_platform is null
group by ad_spend.platform
