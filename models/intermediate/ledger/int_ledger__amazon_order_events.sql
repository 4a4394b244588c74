with

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

bookings as (
    {{ bookings() }}
),

components as (
    select 'item_price' as component, 'gross_revenue' as measure
    union all
    select 'shipping_price' as component, 'shipping_revenue' as measure
    union all
    select 'gift_wrap_price' as component, 'gift_wrap_revenue' as measure
    union all
    select 'item_promotion_discount' as component, 'discounts' as measure
    union all
    select 'ship_promotion_discount' as component, 'discounts' as measure
    union all
    select 'tax_collected' as component, cast(null as {{ dbt.type_string() }}) as measure
),

amounts as (
    select
        amazon_order_rows.*,
        components.component,
        components.measure,
        case components.component
            when 'item_price' then amazon_order_rows.item_price
            when 'shipping_price' then amazon_order_rows.shipping_price
            when 'gift_wrap_price' then amazon_order_rows.gift_wrap_price
            when 'item_promotion_discount' then -amazon_order_rows.item_promotion_discount
            when 'ship_promotion_discount' then -amazon_order_rows.ship_promotion_discount
            when 'tax_collected'
                then {{ money(
                    'amazon_order_rows.item_tax + amazon_order_rows.shipping_tax'
                    ' + amazon_order_rows.gift_wrap_tax'
                ) }}
        end as amount
    from amazon_order_rows
    cross join components
),

final as (
    -- The order report opens the sale; once Amazon has settled the line, the report is only a
    -- second witness.
    select
        amounts.store,
        'sale' as event_type,
        coalesce(amazon_lines.sale_date, amounts.purchase_date) as event_date,
        amounts.purchase_date as posted_date,
        coalesce(amazon_lines.sale_date, amounts.purchase_date) as fx_date,
        amounts.order_id,
        case
            when amounts.is_shipped
                and (bookings.booking <> 'now' or not amazon_lines.is_settled)
                then amounts.order_line_key
        end as order_line_key,
        amounts.component,
        case
            when amounts.is_shipped
                and (bookings.booking <> 'now' or not amazon_lines.is_settled)
                then amounts.measure
        end as measure,
        case
            when not amounts.is_shipped then 'evidence'
            when bookings.booking = 'now' and amazon_lines.is_settled then 'evidence'
            when amounts.component = 'tax_collected' then 'balance_sheet'
            else 'pnl'
        end as ledger_role,
        'estimated' as basis,
        amounts.currency,
        {{ booked_amount('amounts.amount', 'bookings.booking') }} as amount,
        'all_orders' as report,
        amounts.order_id as document_id,
        amounts.source_file,
        amounts.source_line,
        amounts.batch_id,
        bookings.booking,
        lines_settled.first_batch_id as replaced_batch_id,
        lines_settled.first_posted_date as replaced_date
    from amounts
    cross join bookings
    left join amazon_lines
        on amounts.order_line_key = amazon_lines.order_line_key
    left join lines_settled
        on amounts.store = lines_settled.store
        and amounts.order_id = lines_settled.order_id
        and amounts.sku = lines_settled.sku
    where amounts.amount <> 0
        and (bookings.booking = 'now' or (amounts.is_shipped and amazon_lines.is_settled))
)

select * from final
