-- Property: a settlement code that is booked as revenue or as a return belongs to an order, never
-- to the account.
-- Who relies on it: the grain of the fact, where revenue stands on sale and refund rows only.
-- What would go wrong silently: revenue on an account charge has no product and no cost, and
-- margins look better than they are.
with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
)

select
    settlement_amount_types.transaction_type,
    settlement_amount_types.amount_type,
    settlement_amount_types.amount_description,
    settlement_amount_types.measure
from settlement_amount_types
where settlement_amount_types.scope <> 'order'
    and settlement_amount_types.measure in (
        'gross_revenue', 'discounts', 'shipping_revenue', 'gift_wrap_revenue', 'other_revenue',
        'returns'
    )
