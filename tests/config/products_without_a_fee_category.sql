-- Property: every product that was sold on Amazon has a fee category in the country of the sale,
-- and the category that the product list states is a name that amazon_fee_categories knows.
-- Who relies on it: the referral fee that should have been charged.
-- What would go wrong silently: nothing is guessed, so the fees of such a product are never
-- audited; this lists it with the names that no row maps.
{{ config(severity='warn') }}
with

order_rows as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

products as (
    select * from {{ ref('stg_reference__products') }}
),

amazon_measured as (
    select * from {{ ref('int_products__amazon_measured') }}
),

measured as (
    select * from {{ ref('int_products__measured') }}
),

fee_category_names as (
    select * from {{ ref('int_products__fee_category_names') }}
),

sold as (
    select
        order_rows.store,
        order_rows.sku,
        marketplaces.country,
        sum(order_rows.quantity) as units
    from order_rows
    inner join marketplaces
        on lower(order_rows.sales_channel) = lower(marketplaces.marketplace_name)
    where order_rows.order_status like 'Shipped%'
        and coalesce(order_rows.item_status, '') <> 'Cancelled'
        and order_rows.sku is not null
    group by order_rows.store, order_rows.sku, marketplaces.country
)

select
    sold.store,
    sold.sku,
    sold.country,
    sold.units,
    products.amazon_fee_category,
    amazon_measured.product_group,
    products.category
from sold
left join measured
    on sold.store = measured.store
    and sold.sku = measured.sku
left join fee_category_names
    on sold.country = fee_category_names.country
    and measured.fee_category_code = fee_category_names.fee_category_code
left join products
    on sold.store = products.store
    and sold.sku = products.sku
left join amazon_measured
    on sold.store = amazon_measured.store
    and sold.sku = amazon_measured.sku
where fee_category_names.fee_category is null
    or (
        products.amazon_fee_category is not null
        and measured.fee_category_source not in ('override', 'products_file')
    )
