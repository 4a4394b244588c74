with

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

settled_in_turn as (
    select * from {{ ref('int_orders__lines_settled_in_turn') }}
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

waiting as (
    -- Amazon settles each shipment by itself: the units that no settlement has told yet still wait.
    -- A tax that the price contains is told twice, and the price counts.
    select
        amounts.*,
        coalesce(amazon_lines.sale_date, amounts.purchase_date) as sale_date,
        amounts.is_shipped
        and coalesce(amazon_lines.is_settled, false)
        and not (
            amounts.component = 'tax_collected' and coalesce(amounts.is_tax_inside, false)
        ) as is_replaced,
        case
            when not amounts.is_shipped then 0
            when amounts.component = 'tax_collected' and amounts.is_tax_inside then 0
            when not coalesce(amazon_lines.is_settled, false) then {{ money('amounts.amount') }}
            else {{ money(unsettled_share('amounts.amount', 'amazon_lines')) }}
        end as waiting_amount
    from amounts
    left join amazon_lines
        on amounts.order_line_key = amazon_lines.order_line_key
),

parts as (
    select
        true as is_waiting,
        'now' as booking
    union all
    select
        false as is_waiting,
        bookings.booking
    from bookings
),

parted as (
    -- What a settlement has told may have to stay in its closed period until it was known.
    select
        waiting.*,
        parts.booking,
        parts.is_waiting or parts.booking <> 'now' as is_counted,
        waiting.component || case
            when settled_in_turn.place > 1
                then '/' || cast(settled_in_turn.place as {{ dbt.type_string() }})
            else ''
        end as detail,
        case
            when parts.is_waiting then {{ money('waiting.waiting_amount') }}
            when parts.booking = 'now' then {{ money('waiting.amount - waiting.waiting_amount') }}
            else {{ settled_in_turn_share(
                'waiting.amount', 'settled_in_turn', 'settled_in_turn.quantity'
            ) }}
        end as part_amount,
        settled_in_turn.batch_id as replaced_batch_id,
        settled_in_turn.posted_date as replaced_date
    from waiting
    inner join parts
        on parts.booking = 'now' or waiting.is_replaced
    left join settled_in_turn
        on waiting.order_line_key = settled_in_turn.order_line_key
        and parts.booking <> 'now'
),

final as (
    -- The order report opens the sale; once Amazon has settled the line, the report is only a
    -- second witness.
    select
        parted.store,
        'sale' as event_type,
        parted.sale_date as event_date,
        parted.purchase_date as posted_date,
        parted.sale_date as fx_date,
        parted.order_id,
        case when parted.is_counted then parted.order_line_key end as order_line_key,
        parted.component,
        case when parted.is_counted then parted.measure end as measure,
        case
            when not parted.is_counted then 'evidence'
            when parted.component = 'tax_collected' then 'balance_sheet'
            else 'pnl'
        end as ledger_role,
        'estimated' as basis,
        parted.currency,
        {{ booked_amount('parted.part_amount', 'parted.booking') }} as amount,
        parted.report,
        parted.order_id as document_id,
        parted.source_file,
        parted.source_line,
        parted.batch_id,
        parted.booking,
        parted.detail,
        parted.replaced_batch_id,
        parted.replaced_date
    from parted
    where parted.part_amount <> 0
)

select * from final
