-- Property: of a settlement that landed in both flat file versions, one version counts.
-- Who relies on it: every Amazon amount.
-- What would go wrong silently: downloading a settlement a second time in the other format would
-- double its revenue.
select
    store,
    settlement_id,
    count(distinct layout) as counted_layouts
from {{ ref('fact_settlement_lines') }}
where is_primary
group by store, settlement_id
having count(distinct layout) > 1
