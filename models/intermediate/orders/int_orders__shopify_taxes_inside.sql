with

lines_discounted as (
    select * from {{ ref('int_orders__shopify_lines_discounted') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

buckets as (
    -- Where the tax of a tax-inclusive order hides: in its taxable goods and in the shipping that
    -- was paid.
    select
        lines_discounted.store,
        lines_discounted.order_name,
        lines_discounted.line_number,
        'goods' as bucket,
        case
            when lines_discounted.is_taxable and lines_discounted.line_kind = 'merchandise'
                then {{ cents('lines_discounted.line_net') }}
            else 0
        end as weight
    from lines_discounted
    union all
    select
        shopify_orders.store,
        shopify_orders.order_name,
        {{ shipping_line_number() }} as line_number,
        'shipping' as bucket,
        {{ cents('shopify_orders.shipping - shopify_orders.shipping_discount') }} as weight
    from shopify_orders
),

taxed as (
    select
        buckets.*,
        {{ cents('shopify_orders.taxes') }} as taxes_cents
    from buckets
    inner join shopify_orders
        on buckets.store = shopify_orders.store
        and buckets.order_name = shopify_orders.order_name
        and shopify_orders.tax_mode = 'inclusive'
),

{{ allocation_steps(
    from_cte='taxed', total='taxes_cents', weight='weight',
    partition_by='store, order_name', order_by='line_number', result='tax_cents'
) }},

final as (
    select
        allocated.store,
        allocated.order_name,
        allocated.line_number,
        allocated.bucket,
        coalesce({{ from_cents('allocated.tax_cents') }}, 0) as tax_inside
    from allocated
)

select * from final
