-- Property: the expected fulfillment fee of what is priced is the fee of one unit, which is its
-- base fee with surcharge and discount, times the units; one that is not known stays so.
-- Who relies on it: the second largest fee of Amazon, expected and claimed.
-- What would go wrong silently: a line of three units with the fee of one looks overcharged.
with

amazon_expected as (
    select * from {{ ref('int_fees__amazon_expected') }}
    where fee_code = 'fba_fulfillment_fee'
),

fulfillment_expected as (
    select * from {{ ref('int_fees__fulfillment_expected') }}
)

select
    fulfillment_expected.subject_key,
    fulfillment_expected.unit_fee,
    amazon_expected.quantity,
    amazon_expected.expected_amount
from fulfillment_expected
left join amazon_expected
    on fulfillment_expected.subject_key = amazon_expected.subject_key
where amazon_expected.subject_key is null
    or (fulfillment_expected.unit_fee is null) <> (amazon_expected.expected_amount is null)
    or fulfillment_expected.unit_fee * amazon_expected.quantity <> amazon_expected.expected_amount
    or fulfillment_expected.unit_fee
    <> fulfillment_expected.base_fee + fulfillment_expected.surcharge
    + fulfillment_expected.sipp_discount
