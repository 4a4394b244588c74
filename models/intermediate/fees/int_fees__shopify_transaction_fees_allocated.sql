with

fees_billed as (
    select * from {{ ref('int_fees__shopify_transaction_fees_billed') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

weighed as (
    select
        fees_billed.billing_key,
        fees_billed.subject_key,
        fees_billed.store,
        fees_billed.sale_date,
        shopify_lines.order_line_key,
        shopify_lines.line_number,
        shopify_lines.allocation_weight,
        {{ cents('fees_billed.charged_amount') }} as fee_cents
    from fees_billed
    inner join shopify_lines
        on fees_billed.store = shopify_lines.store
        and fees_billed.order_name = shopify_lines.order_name
),

{{ allocation_steps(
    from_cte='weighed', total='fee_cents', weight='allocation_weight',
    partition_by='billing_key, subject_key', order_by='line_number', result='fee_share_cents'
) }},

final as (
    -- The lines of an order bear its fees by their net value, charged ones as estimated ones.
    select
        allocated.billing_key,
        allocated.subject_key,
        allocated.store,
        allocated.sale_date,
        allocated.order_line_key,
        {{ from_cents('allocated.fee_share_cents') }} as fee_share
    from allocated
    where allocated.fee_share_cents <> 0
)

select * from final
