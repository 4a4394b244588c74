with

refund_rows as (
    select * from {{ ref('int_changes__shopify_refunds') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
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

placed as (
    select
        per_refund.*,
        shopify_orders.currency,
        shopify_orders.tax_mode,
        shopify_orders.is_counted,
        coalesce(per_refund.transaction_currency <> shopify_orders.currency, false) as is_foreign
    from per_refund
    inner join shopify_orders
        on per_refund.store = shopify_orders.store
        and per_refund.order_name = shopify_orders.order_name
),

read_by_payments as (
    -- A payment of the same day tells more of a reading than one of another day.
    select
        placed.store,
        placed.order_name,
        placed.refund_id,
        max(case
            when -shopify_payments.amount <> placed.amount_with_taxes then 0
            when shopify_payments.transaction_date = placed.refund_date then 2
            else 1
        end) as on_top_place,
        max(case
            when -shopify_payments.amount <> placed.amount_taxed_inside then 0
            when shopify_payments.transaction_date = placed.refund_date then 2
            else 1
        end) as inside_place
    from placed
    inner join shopify_payments
        on placed.store = shopify_payments.store
        and placed.order_name = shopify_payments.order_name
        and placed.currency = shopify_payments.currency
        and shopify_payments.treatment = 'refund'
    where placed.is_foreign
    group by placed.store, placed.order_name, placed.refund_id
),

amounts as (
    -- What was paid in another currency than the shop's is compared by its pieces, in the reading
    -- that the payment in the shop's own currency makes up.
    select
        placed.*,
        case
            when not placed.is_foreign then placed.paid_amount
            when placed.tax_mode = 'inclusive'
                and coalesce(read_by_payments.on_top_place <= read_by_payments.inside_place, true)
                then placed.amount_taxed_inside
            else placed.amount_with_taxes
        end as told_amount
    from placed
    left join read_by_payments
        on placed.store = read_by_payments.store
        and placed.order_name = read_by_payments.order_name
        and placed.refund_id = read_by_payments.refund_id
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
