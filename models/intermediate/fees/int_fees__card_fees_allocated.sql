with

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

weighed as (
    select
        shopify_payments.payment_key,
        shopify_payments.store,
        shopify_lines.order_line_key,
        shopify_lines.line_number,
        shopify_lines.allocation_weight,
        {{ cents('shopify_payments.fee') }} as fee_cents
    from shopify_payments
    inner join shopify_lines
        on shopify_payments.store = shopify_lines.store
        and shopify_payments.order_name = shopify_lines.order_name
    where shopify_payments.fee <> 0
        and shopify_payments.treatment in ('charge', 'refund', 'chargeback')
),

{{ allocation_steps(
    from_cte='weighed', total='fee_cents', weight='allocation_weight',
    partition_by='payment_key', order_by='line_number', result='fee_share_cents'
) }},

final as (
    -- The fee is charged on the order as a whole; its lines bear it by their net value.
    select
        allocated.payment_key,
        allocated.store,
        allocated.order_line_key,
        {{ from_cents('allocated.fee_share_cents') }} as fee_share
    from allocated
    where allocated.fee_share_cents <> 0
)

select * from final
