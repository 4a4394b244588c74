with

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

rows_promoted as (
    -- A promotion of a price that contains its tax takes off its part of the tax, too.
    select
        amazon_order_rows.*,
        coalesce({{ pro_rata(
            'amazon_order_rows.item_promotion_discount', 'amazon_order_rows.item_tax',
            'amazon_order_rows.item_price'
        ) }}, 0)
        + coalesce({{ pro_rata(
            'amazon_order_rows.ship_promotion_discount', 'amazon_order_rows.shipping_tax',
            'amazon_order_rows.shipping_price'
        ) }}, 0) as promotion_tax
    from amazon_order_rows
    where not amazon_order_rows.is_cancelled
        and not amazon_order_rows.is_mcf
),

ordered_per_order as (
    select
        rows_promoted.store,
        {{ order_number('rows_promoted.order_id') }} as order_number,
        rows_promoted.currency,
        {{ money(
            'sum(rows_promoted.item_price + rows_promoted.shipping_price'
            ' + rows_promoted.gift_wrap_price - rows_promoted.item_promotion_discount'
            ' - rows_promoted.ship_promotion_discount'
            ' - case when rows_promoted.is_tax_inside then rows_promoted.item_tax'
            ' + rows_promoted.shipping_tax + rows_promoted.gift_wrap_tax'
            ' - rows_promoted.promotion_tax else 0 end)'
        ) }} as ordered_amount
    from rows_promoted
    group by
        rows_promoted.store, {{ order_number('rows_promoted.order_id') }},
        rows_promoted.currency
),

copies as (
    select
        shopify_orders.*,
        {{ money('shopify_orders.total - shopify_orders.taxes') }} as copied_amount
    from shopify_orders
    where shopify_orders.is_copy_matched
),

final as (
    -- Two witnesses of one sale: a difference between them is on record, and Amazon counts.
    select
        copies.store,
        'sale' as event_type,
        copies.sale_date as event_date,
        copies.sale_date as posted_date,
        copies.sale_date as fx_date,
        copies.order_name as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'amazon_copy_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        copies.currency,
        ordered_per_order.ordered_amount - copies.copied_amount as amount,
        'orders_against_all_orders' as report,
        copies.order_name as document_id,
        copies.source_file,
        copies.source_line,
        copies.batch_id
    from copies
    inner join ordered_per_order
        on copies.store = ordered_per_order.store
        and {{ order_number('copies.amazon_order_id') }} = ordered_per_order.order_number
        and copies.currency = ordered_per_order.currency
    where ordered_per_order.ordered_amount <> copies.copied_amount
)

select * from final
