with

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

settled_prices as (
    select * from {{ ref('int_ledger__settled_prices') }}
),

kinds as (
    select 'price' as kind
    union all
    select 'shipping' as kind
    union all
    select 'gift_wrap' as kind
    union all
    select 'promotion' as kind
    union all
    select 'shipping_promotion' as kind
),

ordered as (
    select
        amazon_order_rows.store,
        amazon_order_rows.order_id,
        amazon_order_rows.sku,
        amazon_order_rows.currency,
        amazon_order_rows.is_tax_inside,
        amazon_order_rows.purchase_date,
        coalesce(amazon_lines.sale_date, amazon_order_rows.purchase_date) as sale_date,
        amazon_lines.ordered_quantity as quantity,
        amazon_lines.settled_quantity,
        kinds.kind,
        coalesce(
            case kinds.kind
                when 'price' then amazon_order_rows.item_price
                when 'shipping' then amazon_order_rows.shipping_price
                when 'gift_wrap' then amazon_order_rows.gift_wrap_price
                when 'promotion' then -amazon_order_rows.item_promotion_discount
                when 'shipping_promotion' then -amazon_order_rows.ship_promotion_discount
            end, 0
        ) as amount,
        amazon_order_rows.source_file,
        amazon_order_rows.source_line,
        amazon_order_rows.batch_id
    from amazon_order_rows
    inner join amazon_lines
        on amazon_order_rows.order_line_key = amazon_lines.order_line_key
    cross join kinds
    where not amazon_order_rows.is_cancelled
        and not amazon_order_rows.is_mcf
),

ordered_per_line as (
    -- What the report says of the units that are settled.
    select
        ordered.store,
        ordered.order_id,
        ordered.sku,
        ordered.kind,
        min(ordered.currency) as currency,
        max(case when ordered.is_tax_inside then 1 else 0 end) as is_tax_inside,
        min(ordered.purchase_date) as purchase_date,
        min(ordered.sale_date) as sale_date,
        sum(ordered.amount - {{ unsettled_share('ordered.amount', 'ordered') }}) as amount,
        min(ordered.source_file) as source_file,
        min(ordered.source_line) as source_line,
        max(ordered.batch_id) as batch_id
    from ordered
    group by ordered.store, ordered.order_id, ordered.sku, ordered.kind
),

compared as (
    -- A line is settled once its price is told; what is told of nothing else then is 0. Where the
    -- price contains its tax, a settlement may tell the two apart.
    select
        ordered_per_line.*,
        coalesce(ordered_per_line.currency, prices.currency) as told_currency,
        coalesce(settled.amount, 0)
        + case when ordered_per_line.is_tax_inside = 1 then coalesce(settled.tax, 0) else 0 end
            as settled_amount
    from ordered_per_line
    inner join settled_prices as prices
        on ordered_per_line.store = prices.store
        and ordered_per_line.order_id = prices.order_id
        and ordered_per_line.sku = prices.sku
        and prices.kind = 'price'
        and prices.has_amount
    left join settled_prices as settled
        on ordered_per_line.store = settled.store
        and ordered_per_line.order_id = settled.order_id
        and ordered_per_line.sku = settled.sku
        and ordered_per_line.kind = settled.kind
),

final as (
    -- Two witnesses of one amount: where they disagree, the difference is on record and the
    -- settlement counts.
    select
        compared.store,
        'sale' as event_type,
        compared.sale_date as event_date,
        compared.purchase_date as posted_date,
        compared.sale_date as fx_date,
        compared.order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'settled_' || compared.kind || '_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        compared.told_currency as currency,
        compared.settled_amount - compared.amount as amount,
        'all_orders_against_settlements' as report,
        compared.order_id as document_id,
        compared.source_file,
        compared.source_line,
        compared.batch_id
    from compared
    where compared.settled_amount <> compared.amount
)

select * from final
