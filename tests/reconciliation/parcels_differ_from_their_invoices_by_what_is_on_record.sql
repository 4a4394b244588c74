-- Property: of each parcel that the carrier has charged, what the shipment file says of it less
-- what the invoices say is the difference on record; no other parcel has one.
-- Who relies on it: whoever checks the carrier, and the estimates that no invoice has replaced yet.
-- What would go wrong silently: the carrier would charge more than was agreed, and nothing show it.
with

told as (
    select
        store,
        charged_code,
        currency,
        sum(case when component = 'shipping_cost_estimate' then cost end) as told_cost,
        sum(case when component in ('carrier_charge', 'carrier_adjustment') then cost end)
            as charged_cost
    from {{ ref('int_costs__shipping_costs') }}
    where charged_code is not null
        and currency is not null
    group by store, charged_code, currency
),

differences as (
    select * from {{ ref('int_ledger__shipping_differences') }}
)

select
    coalesce(told.store, differences.store) as store,
    coalesce(told.charged_code, differences.charged_code) as charged_code,
    told.told_cost,
    told.charged_cost,
    differences.amount as difference_on_record
from told
full outer join differences
    on told.store = differences.store
    and told.charged_code = differences.charged_code
    and told.currency = differences.currency
where coalesce(told.told_cost - told.charged_cost, 0) <> coalesce(differences.amount, 0)
