-- Property: every component of settlement_amount_types that is charged to the account for storage
-- has a row in account_charge_drivers, if only one that says no report names its products.
-- Who relies on it: the margin of products, which bear the space that they take.
-- What would go wrong silently: a storage fee under a new name would stay on the account for ever.
with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
),

drivers as (
    select * from {{ ref('account_charge_drivers') }}
)

select
    settlement_amount_types.component,
    count(*) as code_count
from settlement_amount_types
left join drivers
    on settlement_amount_types.component = drivers.component
where settlement_amount_types.measure = 'amazon_storage_fees'
    and settlement_amount_types.scope = 'account'
    and drivers.component is null
group by settlement_amount_types.component
