with

expected as (
    select * from {{ ref('int_fees__shopify_expected') }}
),

charged as (
    select * from {{ ref('int_fees__shopify_charged') }}
),

sourced as (
    -- The payout's fee of a payment holds its conversion: that part is charged and not told apart.
    select
        expected.store,
        expected.order_name,
        expected.fee_code,
        expected.currency,
        expected.sale_date,
        expected.rate_card_row_id,
        expected.expected_amount,
        case
            when expected.fee_code = 'currency_conversion_fee' then cast(0 as numeric(18, 4))
            else charged.charged_amount
        end as charged_amount
    from expected
    left join charged
        on expected.subject_key = charged.subject_key
        and expected.fee_code = charged.fee_code
    where expected.order_name is not null
        and expected.subject_kind <> 'replaced'
),

per_order as (
    -- What is charged counts; the rate card speaks for the payments of which no charge has landed.
    select
        sourced.store,
        sourced.order_name,
        sourced.fee_code,
        min(sourced.currency) as currency,
        min(sourced.sale_date) as sale_date,
        min(sourced.rate_card_row_id) as rate_card_row_id,
        {{ sum_if_known('sourced.expected_amount') }} as expected_amount,
        {{ money('sum(sourced.charged_amount)') }} as charged_amount,
        {{ money(
            'sum(case when sourced.charged_amount is null then sourced.expected_amount end)'
        ) }} as estimated_amount,
        sum(case when sourced.charged_amount is null then 1 else 0 end) as uncharged_count,
        sum(
            case
                when sourced.charged_amount is null and sourced.expected_amount is null then 1
                else 0
            end
        ) as unknown_count
    from sourced
    group by sourced.store, sourced.order_name, sourced.fee_code
),

final as (
    select
        per_order.store,
        per_order.order_name,
        per_order.fee_code,
        case
            when per_order.fee_code = 'third_party_transaction_fee' then 'shopify_fees'
            else 'payment_processing_fees'
        end as measure,
        per_order.currency,
        per_order.sale_date,
        per_order.charged_amount,
        per_order.expected_amount,
        case
            when per_order.unknown_count > 0 then 'unknown'
            when per_order.uncharged_count > 0 then 'estimated'
            else 'actual'
        end as fee_basis,
        case
            when per_order.unknown_count = 0 and per_order.uncharged_count > 0
                then per_order.estimated_amount
        end as estimated_amount,
        per_order.rate_card_row_id
    from per_order
)

select * from final
