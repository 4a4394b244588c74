-- Property: a SKU has a state when, and only when, some list or report tells of it.
-- Who relies on it: a run that computes changed orders only.
-- What would go wrong silently: a new cost of such a SKU would not make its orders be computed
-- again.
with

told as (
    select store, sku from {{ ref('stg_reference__products') }}
    union all
    select store, sku from {{ ref('stg_reference__products_versions') }}
    union all
    select store, bundle_sku as sku from {{ ref('stg_reference__bundles_versions') }}
    union all
    select store, sku from {{ ref('stg_costs__cogs_versions') }}
    union all
    select store, sku from {{ ref('stg_costs__receipts') }}
    union all
    select store, sku from {{ ref('stg_amazon__fba_fee_preview') }}
),

told_once as (
    select store, sku
    from told
    where sku is not null
    group by store, sku
)

select
    told_once.store as told_store,
    told_once.sku as told_sku,
    sku_states.store,
    sku_states.sku
from told_once
full outer join {{ ref('int_changes__sku_states') }} as sku_states
    on told_once.store = sku_states.store
    and told_once.sku = sku_states.sku
where told_once.sku is null
    or sku_states.sku is null
