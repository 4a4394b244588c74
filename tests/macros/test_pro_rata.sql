-- Property: pro_rata is exact and rounds ties away from zero; unsettled_share counts the units that
-- wait only where others are settled; a component is a price or none.
-- Who relies on it: the tax inside Amazon's prices, and sales that are settled shipment by shipment.
-- What would go wrong silently: a cent of tax would stay in the revenue, or a settled unit would
-- count a second time.
with

cases as (
    select
        1 as case_id,
        119.00 as amount,
        19.00 as part,
        119.00 as whole,
        19.00 as expected
    union all
    select 2, -39.99, 1.00, 2.00, -20.00
    union all
    select 3, 39.99, 1.00, 2.00, 20.00
    union all
    select 4, 9999999999.99, 0.01, 0.02, 5000000000.00
    union all
    select 5, 10.00, 5.00, 0.00, null
    union all
    select 6, 0.00, 5.00, 9.00, 0.00
),

units as (
    select
        1 as case_id,
        2 as quantity,
        1 as settled_quantity,
        20.00 as expected,
        'principal_refund' as component,
        'item' as expected_kind
    union all
    select 2, 2, 0, 0.00, 'shipping_refund', 'shipping'
    union all
    select 3, 2, 2, 0.00, 'gift_wrap', 'gift_wrap'
    union all
    select 4, 3, 1, 26.67, 'commission', 'none'
    union all
    select 5, 1, 2, 0.00, 'item_price', 'item'
    union all
    select 6, 2, 0, 0.00, 'promotion_principal_refund', 'item_promotion'
    union all
    select 7, 2, 0, 0.00, 'ship_promotion_discount', 'shipping_promotion'
    union all
    select 8, 2, 0, 0.00, 'restocking_fee', 'item'
    union all
    select 9, 2, 0, 0.00, 'return_shipping', 'item'
)

select cases.case_id
from cases
where coalesce({{ pro_rata('cases.amount', 'cases.part', 'cases.whole') }}, -1)
    <> coalesce(cases.expected, -1)
union all
select units.case_id
from units
where {{ unsettled_share('40.00', 'units') }} <> units.expected
    or coalesce({{ price_kind('units.component') }}, 'none') <> units.expected_kind
