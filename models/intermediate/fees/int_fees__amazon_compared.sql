with

amazon_expected as (
    select * from {{ ref('int_fees__amazon_expected') }}
),

refunds_expected as (
    select * from {{ ref('int_fees__refunds_expected') }}
),

chargebacks_expected as (
    select * from {{ ref('int_fees__chargebacks_expected') }}
),

amazon_charged as (
    select * from {{ ref('int_fees__amazon_charged') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

lines_expected as (
    -- A line that left the warehouse on two days has one row again.
    select
        amazon_expected.order_line_key,
        amazon_expected.fee_code,
        amazon_expected.currency,
        cast(sum(amazon_expected.quantity) as bigint) as quantity,
        {{ sum_if_known('amazon_expected.expected_amount') }} as expected_amount,
        min(amazon_expected.reason_code) as reason_code,
        max(amazon_expected.rate_card_row_id) as rate_card_row_id,
        min(amazon_expected.size_tier) as measured_size_tier
    from amazon_expected
    where amazon_expected.subject_kind = 'order_line'
    group by
        amazon_expected.order_line_key, amazon_expected.fee_code, amazon_expected.currency
    union all
    select
        refunds_expected.*,
        cast(null as {{ dbt.type_string() }}) as measured_size_tier
    from refunds_expected
    union all
    select * from chargebacks_expected
),

units_settled as (
    select * from {{ ref('int_fees__units_settled') }}
),

lines_priced as (
    select amazon_expected.order_line_key
    from amazon_expected
    where amazon_expected.subject_kind = 'order_line'
    group by amazon_expected.order_line_key
),

joined as (
    select
        coalesce(lines_expected.order_line_key, amazon_charged.order_line_key) as order_line_key,
        coalesce(lines_expected.fee_code, amazon_charged.fee_code) as fee_code,
        coalesce(lines_expected.currency, amazon_charged.currency) as currency,
        lines_expected.order_line_key is not null as has_rule,
        lines_expected.quantity,
        lines_expected.expected_amount,
        lines_expected.reason_code,
        lines_expected.rate_card_row_id,
        lines_expected.measured_size_tier,
        amazon_charged.charged_amount,
        amazon_charged.first_posted_date,
        amazon_charged.last_posted_date
    from lines_expected
    full outer join amazon_charged
        on lines_expected.order_line_key = amazon_charged.order_line_key
        and lines_expected.fee_code = amazon_charged.fee_code
        and lines_expected.currency = amazon_charged.currency
),

settled as (
    -- Once Amazon has told the price of the sale, a fee that it did not charge is a fee of 0.
    select
        joined.order_line_key,
        joined.fee_code,
        joined.currency,
        joined.quantity,
        joined.expected_amount,
        joined.reason_code,
        joined.has_rule,
        joined.rate_card_row_id,
        joined.measured_size_tier,
        joined.first_posted_date,
        joined.last_posted_date,
        coalesce(amazon_lines.is_settled, false) as is_settled,
        coalesce(amazon_lines.is_settlement_only, false) as is_settlement_only,
        joined.fee_code not in ('referral_fee_refund', 'refund_administration')
        and units_settled.units > 0 and units_settled.units < joined.quantity as is_partly_settled,
        amazon_lines.order_line_key is not null and lines_priced.order_line_key is null
            as is_unpriced,
        case
            when joined.charged_amount is null and amazon_lines.is_settled
                then cast(0 as numeric(18, 4))
            else joined.charged_amount
        end as charged_amount
    from joined
    left join amazon_lines
        on joined.order_line_key = amazon_lines.order_line_key
    left join lines_priced
        on joined.order_line_key = lines_priced.order_line_key
    left join units_settled
        on amazon_lines.store = units_settled.store
        and amazon_lines.order_id = units_settled.order_id
        and amazon_lines.sku = units_settled.sku
),

final as (
    select
        settled.order_line_key,
        settled.fee_code,
        settled.currency,
        settled.quantity,
        settled.expected_amount,
        settled.charged_amount,
        {{ money('settled.charged_amount - settled.expected_amount') }} as variance_amount,
        case when settled.charged_amount is null then 'estimated' else 'actual' end as basis,
        case
            when settled.is_settlement_only then 'no_order_report'
            when settled.reason_code is not null then settled.reason_code
            when settled.is_unpriced then 'no_price'
            when not settled.has_rule then 'no_card'
            when settled.charged_amount is null then 'not_settled_yet'
            when settled.charged_amount = settled.expected_amount then 'match'
            when abs(settled.charged_amount - settled.expected_amount)
                <= settled.quantity * cast(0.01 as numeric(18, 4)) then 'rounding'
            when settled.is_partly_settled then 'partly_settled'
            when settled.charged_amount = 0 and settled.expected_amount > 0 then 'not_charged'
            when settled.charged_amount = 0 then 'missing_refund'
            else 'differs'
        end as outcome,
        settled.rate_card_row_id,
        settled.measured_size_tier,
        settled.first_posted_date,
        settled.last_posted_date
    from settled
)

select * from final
