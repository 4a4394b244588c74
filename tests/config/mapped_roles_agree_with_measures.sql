-- Property: a code of profit and loss names a measure, a code of the balance sheet names none, and
-- an advertising code names ad_spend; a Shopify fee adjustment names a measure and no other
-- treatment does.
-- Who relies on it: the ledger, which books an amount under the measure that its code names.
-- What would go wrong silently: a fee without a measure leaves the profit and loss, or collected
-- tax enters it.
with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
),

shopify_transaction_types as (
    select * from {{ ref('shopify_transaction_types') }}
)

select
    settlement_amount_types.amount_type as code_group,
    settlement_amount_types.amount_description as code,
    settlement_amount_types.ledger_role as role_or_treatment,
    settlement_amount_types.measure
from settlement_amount_types
where
    case settlement_amount_types.ledger_role
        when 'pnl' then settlement_amount_types.measure is null
        when 'advertising' then coalesce(settlement_amount_types.measure, '') <> 'ad_spend'
        else settlement_amount_types.measure is not null
    end
union all
select
    'shopify' as code_group,
    shopify_transaction_types.transaction_type as code,
    shopify_transaction_types.treatment as role_or_treatment,
    shopify_transaction_types.measure
from shopify_transaction_types
where
    case shopify_transaction_types.treatment
        when 'fee_adjustment' then shopify_transaction_types.measure is null
        else shopify_transaction_types.measure is not null
    end
