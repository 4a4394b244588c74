with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

order_events as (
    select * from {{ ref('int_ledger__amazon_order_events') }}
),

settlement_events as (
    select * from {{ ref('int_ledger__settlement_events') }}
),

events as (
    select
        {{ event_columns(
            'order_events', "'amazon'", detail='order_events.detail', has_bookings=true
        ) }}
    from order_events
    union all
    select
        {{ event_columns(
            'settlement_events', "'amazon'", detail='settlement_events.settlement_amount_key',
            known_batch='settlement_events.batch_id'
        ) }}
    from settlement_events
),

prices as (
    select
        events.*,
        {{ price_kind('events.component') }} as price_kind
    from events
    where events.ledger_role = 'pnl'
        and {{ price_kind('events.component') }} is not null
),

taxed_apart as (
    -- A settlement that tells the tax of a line in a row of its own tells its prices without it,
    -- one that tells the tax of a promotion the promotion alone; of a sale and its refund one may
    -- do so alone. The order report's price contains its tax.
    select
        settlement_events.order_line_key,
        settlement_events.event_type,
        settlement_events.document_id,
        max(case when settlement_events.component = 'promotion_tax' then 0 else 1 end) = 0
            as is_of_promotions_only
    from settlement_events
    where settlement_events.component
        in ('tax', 'shipping_tax', 'gift_wrap_tax', 'promotion_tax')
        and settlement_events.order_line_key is not null
    group by
        settlement_events.order_line_key, settlement_events.event_type,
        settlement_events.document_id
),

ordered_per_line as (
    -- Cancelled rows tell the tax of a line only where no other row does.
    select
        order_rows.order_line_key,
        sum(order_rows.item_price) as item_price,
        sum(order_rows.item_tax) as item_tax,
        sum(order_rows.shipping_price) as shipping_price,
        sum(order_rows.shipping_tax) as shipping_tax,
        sum(order_rows.gift_wrap_price) as gift_wrap_price,
        sum(order_rows.gift_wrap_tax) as gift_wrap_tax,
        row_number() over (
            partition by order_rows.order_line_key
            order by
                case when coalesce(sum(order_rows.item_tax), 0) = 0 then 1 else 0 end,
                case when order_rows.is_cancelled then 1 else 0 end
        ) as told_rank
    from order_rows
    group by order_rows.order_line_key, order_rows.is_cancelled
),

priced as (
    -- Prices of marketplaces where the buyer's price contains the tax, with what the order report
    -- says of price and tax; a promotion takes off its part of both.
    select
        prices.*,
        case prices.price_kind
            when 'item' then ordered_per_line.item_price
            when 'item_promotion' then ordered_per_line.item_price
            when 'shipping' then ordered_per_line.shipping_price
            when 'shipping_promotion' then ordered_per_line.shipping_price
            when 'gift_wrap' then ordered_per_line.gift_wrap_price
        end as ordered_price,
        case prices.price_kind
            when 'item' then ordered_per_line.item_tax
            when 'item_promotion' then ordered_per_line.item_tax
            when 'shipping' then ordered_per_line.shipping_tax
            when 'shipping_promotion' then ordered_per_line.shipping_tax
            when 'gift_wrap' then ordered_per_line.gift_wrap_tax
        end as ordered_tax,
        sum(prices.amount) over (
            partition by
                prices.order_line_key, prices.report, prices.event_type, prices.price_kind,
                prices.booking
            order by
                prices.posted_date, prices.source_file, prices.source_line, prices.detail_key
            rows between unbounded preceding and current row
        ) as amount_after
    from prices
    inner join order_lines
        on prices.order_line_key = order_lines.order_line_key
    inner join marketplaces
        on lower(order_lines.marketplace_name) = lower(marketplaces.marketplace_name)
        and marketplaces.is_vat_inclusive
    left join ordered_per_line
        on prices.order_line_key = ordered_per_line.order_line_key
        and ordered_per_line.told_rank = 1
    left join taxed_apart
        on prices.order_line_key = taxed_apart.order_line_key
        and prices.event_type = taxed_apart.event_type
        and prices.document_id = taxed_apart.document_id
    where taxed_apart.order_line_key is null
        or (
            taxed_apart.is_of_promotions_only
            and prices.price_kind not in ('item_promotion', 'shipping_promotion')
        )
),

final as (
    -- Parts of a price share its tax by what came before and with them, so that the whole price
    -- has the whole tax.
    select
        priced.*,
        coalesce(priced.ordered_tax, 0) = 0 or priced.ordered_price = 0 as is_unknown,
        {{ pro_rata('priced.amount_after', 'priced.ordered_tax', 'priced.ordered_price') }}
        - {{ pro_rata(
            'priced.amount_after - priced.amount', 'priced.ordered_tax', 'priced.ordered_price'
        ) }} as tax_inside
    from priced
)

select * from final
