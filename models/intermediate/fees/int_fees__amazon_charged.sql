with

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

fee_codes as (
    select * from {{ ref('stg_reference__amazon_fee_codes') }}
),

coded as (
    -- The warehouse fee of an order of another channel has rate cards of its own.
    select
        amounts_placed.order_line_key,
        amounts_placed.currency,
        amounts_placed.posted_date,
        amounts_placed.amount,
        amounts_placed.batch_id,
        case
            when order_lines.platform = 'shopify' then 'mcf_fulfillment_fee'
            else coalesce(fee_codes.fee_code, amounts_placed.component)
        end as fee_code
    from amounts_placed
    inner join order_lines
        on amounts_placed.order_line_key = order_lines.order_line_key
    left join fee_codes
        on amounts_placed.component = fee_codes.component
    where amounts_placed.placement = 'line'
        and amounts_placed.measure
        in ('amazon_referral_fees', 'amazon_fulfillment_fees', 'amazon_other_fees')
),

final as (
    -- A cost is positive here; what a correction gives back makes it smaller.
    select
        coded.order_line_key,
        coded.fee_code,
        coded.currency,
        {{ money('-sum(coded.amount)') }} as charged_amount,
        min(coded.posted_date) as first_posted_date,
        max(coded.posted_date) as last_posted_date,
        min(coded.batch_id) as first_batch_id
    from coded
    group by coded.order_line_key, coded.fee_code, coded.currency
)

select * from final
