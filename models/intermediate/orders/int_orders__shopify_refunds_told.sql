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
        min(refund_rows.source_file) as source_file,
        min(refund_rows.source_line) as source_line,
        max(refund_rows.transaction_currency) as transaction_currency,
        {{ money('sum(coalesce(refund_rows.refunded_amount, 0))') }} as paid_amount,
        {{ money(
            'sum(coalesce(refund_rows.subtotal, 0) + coalesce(refund_rows.total_tax, 0)'
            ' - coalesce(refund_rows.adjustment_amount, 0)'
            ' - coalesce(refund_rows.adjustment_tax, 0))'
        ) }} as amount_with_taxes,
        {{ money(
            'sum(coalesce(refund_rows.subtotal, 0) - coalesce(refund_rows.adjustment_amount, 0)'
            ' - coalesce(refund_rows.adjustment_tax, 0))'
        ) }} as amount_taxed_inside,
        {{ money(
            "-sum(case when refund_rows.kind in ('shipping_refund', 'shipping_line', 'duties') then 0"
            " else coalesce(refund_rows.adjustment_amount, 0)"
            " + coalesce(refund_rows.adjustment_tax, 0) end)"
        ) }} as adjusted_amount,
        max(case when refund_rows.is_without_payment then 1 else 0 end) as is_without_payment,
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

judged as (
    -- Where prices include tax, so does what a line gives back, unless only both together make up
    -- what was paid.
    select
        amounts.*,
        amounts.tax_mode = 'inclusive'
        and amounts.amount_with_taxes <> amounts.told_amount as is_tax_inside
    from amounts
),

final as (
    select
        judged.store,
        judged.order_name,
        judged.refund_id,
        judged.refund_at,
        judged.refund_date,
        judged.batch_id,
        judged.source_file,
        judged.source_line,
        judged.currency,
        judged.is_counted,
        judged.told_amount,
        case
            when judged.is_tax_inside then judged.amount_taxed_inside
            else judged.amount_with_taxes
        end as pieces_amount,
        judged.adjusted_amount,
        judged.is_without_payment = 1 as is_without_payment,
        judged.is_split_told = 1 as is_split_told,
        judged.is_tax_inside
    from judged
)

select * from final
