{{ config(severity='warn') }}
-- Property: every type of charge in the landed Shopify bills has a row in shopify_billing_types.
-- Who relies on it: the split of what Shopify takes. The amounts count either way, as shopify_fees
-- of the account.
-- What would go wrong silently: labels under a new name would be fees of the shop and no shipping.
with

billing as (
    select * from {{ ref('stg_shopify__billing') }}
),

billing_types as (
    select * from {{ ref('stg_reference__shopify_billing_types') }}
)

select
    billing.store,
    billing.charge_type,
    billing.currency,
    count(*) as row_count,
    sum(billing.amount) as amount
from billing
left join billing_types
    on {{ normalized_code('billing.charge_type') }}
    = {{ normalized_code('billing_types.charge_type') }}
where billing.record_type = 'data'
    and billing_types.charge_type is null
group by billing.store, billing.charge_type, billing.currency
