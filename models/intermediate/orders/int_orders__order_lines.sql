with

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_sources as (
    select * from {{ ref('stg_reference__shopify_sources') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

mcf_goods as (
    -- A Shopify order that Amazon's warehouse shipped, or of it the goods that did: it stays a
    -- Shopify sale.
    select
        amazon_order_rows.store,
        {{ order_number('amazon_order_rows.merchant_order_id') }} as order_name,
        coalesce(lower(amazon_order_rows.sku), '') as sku_code
    from amazon_order_rows
    where amazon_order_rows.is_mcf
        and not amazon_order_rows.is_cancelled
        and amazon_order_rows.merchant_order_id is not null
    group by
        amazon_order_rows.store, {{ order_number('amazon_order_rows.merchant_order_id') }},
        coalesce(lower(amazon_order_rows.sku), '')
),

mcf_orders as (
    -- Amazon's number of the goods may be another than the shop's: where one of the order's names
    -- no line, Amazon shipped all of it.
    select
        mcf_goods.store,
        mcf_goods.order_name,
        max(case when shopify_lines.order_name is null then 1 else 0 end) as has_other_skus
    from mcf_goods
    left join shopify_lines
        on mcf_goods.store = shopify_lines.store
        and mcf_goods.order_name = {{ order_number('shopify_lines.order_name') }}
        and mcf_goods.sku_code = lower(shopify_lines.sku)
    group by mcf_goods.store, mcf_goods.order_name
),

shopify as (
    select
        shopify_lines.order_line_key,
        shopify_lines.store,
        'shopify' as platform,
        coalesce(shopify_sources.channel_name, 'Shopify Other') as channel_name,
        'Shopify' as marketplace_name,
        shopify_lines.order_name as order_id,
        shopify_lines.order_line_id,
        cast(shopify_lines.line_number as bigint) as line_number,
        shopify_lines.line_kind,
        shopify_lines.sku,
        shopify_lines.product_name,
        shopify_lines.vendor as brand,
        case
            when mcf_orders.order_name is null then 'merchant'
            when shopify_lines.line_kind <> 'merchandise'
                or mcf_orders.has_other_skus = 1
                or mcf_goods.order_name is not null then 'mcf'
            else 'merchant'
        end as fulfillment_method,
        shopify_orders.email_hash,
        shopify_orders.discount_code as promotion_code,
        coalesce(shopify_orders.discount_code, '') like '%, %' as has_several_promotions,
        shopify_orders.currency,
        shopify_orders.sale_date,
        shopify_orders.is_counted,
        'actual' as revenue_basis,
        cast(
            case when shopify_lines.line_kind = 'merchandise' then shopify_lines.quantity else 0 end
            as bigint
        ) as quantity,
        shopify_lines.source_file,
        shopify_lines.source_line
    from shopify_lines
    inner join shopify_orders
        on shopify_lines.store = shopify_orders.store
        and shopify_lines.order_name = shopify_orders.order_name
    left join shopify_sources
        on coalesce(lower(shopify_orders.source_name), '(blank)')
        = lower(shopify_sources.source_name)
    left join mcf_orders
        on shopify_lines.store = mcf_orders.store
        and {{ order_number('shopify_lines.order_name') }} = mcf_orders.order_name
    left join mcf_goods
        on shopify_lines.store = mcf_goods.store
        and {{ order_number('shopify_lines.order_name') }} = mcf_goods.order_name
        and lower(shopify_lines.sku) = mcf_goods.sku_code
),

amazon as (
    select
        amazon_lines.order_line_key,
        amazon_lines.store,
        'amazon' as platform,
        case amazon_lines.fulfillment_method
            when 'merchant' then 'Amazon FBM'
            else 'Amazon FBA'
        end as channel_name,
        amazon_lines.marketplace_name,
        amazon_lines.order_id,
        amazon_lines.order_line_id,
        cast(null as bigint) as line_number,
        'merchandise' as line_kind,
        amazon_lines.sku,
        amazon_lines.product_name,
        cast(null as {{ dbt.type_string() }}) as brand,
        coalesce(amazon_lines.fulfillment_method, 'fba') as fulfillment_method,
        cast(null as {{ dbt.type_string() }}) as email_hash,
        amazon_lines.promotion_ids as promotion_code,
        coalesce(amazon_lines.promotion_ids, '') like '%, %' as has_several_promotions,
        amazon_lines.currency,
        amazon_lines.sale_date,
        amazon_lines.is_counted,
        case
            when amazon_lines.is_settlement_only then 'settlement_only'
            when amazon_lines.is_settled then 'actual'
            else 'estimated'
        end as revenue_basis,
        cast(amazon_lines.quantity as bigint) as quantity,
        cast(null as {{ dbt.type_string() }}) as source_file,
        cast(null as bigint) as source_line
    from amazon_lines
),

final as (
    select * from shopify
    union all
    select * from amazon
)

select * from final
