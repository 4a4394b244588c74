with

refund_rows as (
    select * from {{ ref('int_changes__shopify_refunds') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

per_refund as (
    -- An adjustment is a change of what the customer owes, so it counts against what goes back.
    select
        refund_rows.store,
        refund_rows.order_name,
        refund_rows.refund_id,
        min(refund_rows.processed_at) as refund_at,
        min(refund_rows.processed_date) as refund_date,
        max(refund_rows.batch_id) as batch_id,
        max(refund_rows.transaction_currency) as transaction_currency,
        {{ money('sum(coalesce(refund_rows.refunded_amount, 0))') }} as paid_amount,
        {{ money(
            'sum(coalesce(refund_rows.subtotal, 0) + coalesce(refund_rows.total_tax, 0)'
            ' - coalesce(refund_rows.adjustment_amount, 0)'
            ' - coalesce(refund_rows.adjustment_tax, 0))'
        ) }} as amount_with_taxes,
        min(
            case
                when refund_rows.subtotal is null and refund_rows.adjustment_amount is null then 0
                else 1
            end
        ) as is_split_told
    from refund_rows
    where refund_rows.record_type = 'data'
        and refund_rows.order_name is not null
    group by refund_rows.store, refund_rows.order_name, refund_rows.refund_id
),

amounts as (
    -- What was paid in another currency than the shop's is compared by its pieces.
    select
        per_refund.*,
        shopify_orders.currency,
        shopify_orders.tax_mode,
        shopify_orders.is_counted,
        case
            when per_refund.transaction_currency <> shopify_orders.currency
                then per_refund.amount_with_taxes
            else per_refund.paid_amount
        end as told_amount
    from per_refund
    inner join shopify_orders
        on per_refund.store = shopify_orders.store
        and per_refund.order_name = shopify_orders.order_name
),

final as (
    -- Where prices include tax, so does what a line gives back, unless only both together make up
    -- what was paid.
    select
        amounts.store,
        amounts.order_name,
        amounts.refund_id,
        amounts.refund_at,
        amounts.refund_date,
        amounts.batch_id,
        amounts.currency,
        amounts.is_counted,
        amounts.told_amount,
        amounts.is_split_told = 1 as is_split_told,
        amounts.tax_mode = 'inclusive'
        and amounts.amount_with_taxes <> amounts.told_amount as is_tax_inside
    from amounts
)

select * from final
