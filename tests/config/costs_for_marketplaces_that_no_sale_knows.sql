{{ config(severity='warn') }}
-- Property: a cost for one marketplace names one that the seed marketplaces or a sale knows, in any
-- spelling (`Amazon.com`, `AMAZON_COM`; the shop is `Shopify`).
-- Who relies on it: the cost of what is sold there.
-- What would go wrong silently: sales of `Amazon US` have another name, so that the general cost
-- would count for them, or none at all.
with

costs as (
    select
        store,
        marketplace,
        {{ normalized_code('marketplace') }} as marketplace_code,
        count(*) as cost_count
    from {{ ref('int_costs__unit_costs_known') }}
    where marketplace is not null
        and known_to is null
    group by store, marketplace, {{ normalized_code('marketplace') }}
),

known as (
    select {{ normalized_code('marketplace_name') }} as marketplace_code
    from {{ ref('stg_reference__marketplaces') }}
    union distinct
    select {{ normalized_code('marketplace_name') }} as marketplace_code
    from {{ ref('int_costs__goods_sold') }}
    where marketplace_name is not null
    union distinct
    select 'shopify' as marketplace_code
)

select
    costs.store,
    costs.marketplace,
    costs.cost_count
from costs
left join known
    on costs.marketplace_code = known.marketplace_code
where known.marketplace_code is null
