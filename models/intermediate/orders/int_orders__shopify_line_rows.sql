with

orders as (
    select * from {{ ref('int_changes__shopify_orders') }}
),

gift_card_names as (
    select * from {{ ref('stg_reference__gift_card_names') }}
),

numbered as (
    -- An export repeats the order's name on every line and tells the order's own figures on the
    -- first one only.
    select
        orders.store,
        orders.order_name,
        row_number() over (
            partition by orders.store, orders.order_name
            order by orders.source_line, orders.source_file
        ) as line_number,
        orders.lineitem_id as line_item_id,
        orders.lineitem_sku as sku,
        orders.lineitem_name as product_name,
        orders.lineitem_quantity as quantity,
        orders.lineitem_price as unit_price,
        coalesce(orders.lineitem_discount, 0) as line_discount,
        orders.is_lineitem_requires_shipping as requires_shipping,
        -- A source that does not say it does not say that no tax is inside.
        coalesce(orders.is_lineitem_taxable, true) as is_taxable,
        orders.is_lineitem_gift_card,
        orders.lineitem_fulfillment_status as fulfillment_status,
        orders.vendor,
        orders.source_file,
        orders.source_line,
        orders.batch_id
    from orders
    where orders.record_type = 'data'
),

named_gift_cards as (
    select
        numbered.store,
        numbered.order_name,
        numbered.line_number,
        count(*) as name_count
    from numbered
    inner join gift_card_names
        on lower(numbered.product_name) like '%' || gift_card_names.gift_card_name || '%'
    where not coalesce(numbered.requires_shipping, true)
    group by numbered.store, numbered.order_name, numbered.line_number
),

classified as (
    -- A tip is a line without a product; a gift card is money owed, not goods sold.
    select
        numbered.*,
        case
            when numbered.sku is null and lower(numbered.product_name) = 'tip' then 'tip'
            when coalesce(
                    numbered.is_lineitem_gift_card, named_gift_cards.name_count is not null
                ) then 'gift_card'
            else 'merchandise'
        end as line_kind
    from numbered
    left join named_gift_cards
        on numbered.store = named_gift_cards.store
        and numbered.order_name = named_gift_cards.order_name
        and numbered.line_number = named_gift_cards.line_number
),

final as (
    select
        classified.store,
        classified.order_name,
        classified.line_number,
        classified.order_name || '/' || cast(classified.line_number as {{ dbt.type_string() }})
            as order_line_id,
        classified.line_kind,
        classified.line_item_id,
        classified.sku,
        classified.product_name,
        classified.vendor,
        classified.fulfillment_status,
        classified.source_file,
        classified.source_line,
        classified.batch_id,
        coalesce(classified.quantity, 0) as quantity,
        {{ money('coalesce(classified.quantity, 0) * coalesce(classified.unit_price, 0)') }}
            as line_amount,
        classified.line_discount,
        classified.is_taxable
    from classified
)

select * from final
