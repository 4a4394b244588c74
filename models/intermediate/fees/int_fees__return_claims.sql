with

refunds_unreturned as (
    select * from {{ ref('int_fees__refunds_unreturned') }}
),

claim_windows as (
    select * from {{ ref('stg_reference__claim_windows') }}
),

lines_to_price as (
    select * from {{ ref('int_fees__amazon_lines_to_price') }}
),

counting_numbers as (
    select * from {{ ref('int_fees__counting_numbers') }}
),

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

refunded_amounts as (
    -- A buyer who got a part of the price back keeps the unit: nothing is missing.
    select
        amounts_placed.order_line_key,
        {{ money('-sum(amounts_placed.amount)') }} as refunded_amount
    from amounts_placed
    where amounts_placed.placement = 'line'
        and amounts_placed.component = 'principal_refund'
    group by amounts_placed.order_line_key
),

unit_prices as (
    select
        lines_to_price.order_line_key,
        min(lines_to_price.unit_price) as paid_price,
        min(lines_to_price.unit_price_promoted) as unit_price
    from lines_to_price
    group by lines_to_price.order_line_key
),

final as (
    -- The price of a unit that nobody has: it may be claimed once the days for its return are over,
    -- and for a while only.
    select
        refunds_unreturned.order_line_key,
        'customer_return_reimbursement' as fee_code,
        refunds_unreturned.currency,
        counting_numbers.units as quantity,
        {{ round_fee('-unit_prices.unit_price * counting_numbers.units') }} as expected_amount,
        case when unit_prices.unit_price is null then 'no_price' else 'missing_reimbursement' end
            as reason,
        claim_windows.rate_card_row_id,
        {{ date_plus_days('refunds_unreturned.refund_date', 'claim_windows.opens_after_days') }}
            as claim_from,
        {{ date_plus_days('refunds_unreturned.refund_date', 'claim_windows.closes_after_days') }}
            as claim_deadline,
        {{ date_plus_days('refunds_unreturned.refund_date', 'claim_windows.closes_after_days') }}
        >= refunds_unreturned.known_until as is_open,
        refunds_unreturned.refund_date
    from refunds_unreturned
    inner join claim_windows
        on refunds_unreturned.country = claim_windows.country
        and claim_windows.claim = 'customer_return'
        and {{ in_effect('refunds_unreturned.refund_date', 'claim_windows') }}
    inner join counting_numbers
        on refunds_unreturned.units = counting_numbers.units
    inner join refunded_amounts
        on refunds_unreturned.order_line_key = refunded_amounts.order_line_key
    left join unit_prices
        on refunds_unreturned.order_line_key = unit_prices.order_line_key
    where {{ date_plus_days('refunds_unreturned.refund_date', 'claim_windows.opens_after_days') }}
        <= refunds_unreturned.known_until
        and (
            unit_prices.paid_price is null
            or refunded_amounts.refunded_amount
            >= {{ round_fee('unit_prices.paid_price * counting_numbers.units') }}
        )
)

select * from final
