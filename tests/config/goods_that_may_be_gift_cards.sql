{{ config(severity='warn') }}
-- Property: no sold line without a SKU that is neither shipped nor taxed counts as goods while its
-- name is no known one.
-- Who relies on it: revenue. A gift card is money owed, and a CSV of orders tells one by its name.
-- What would go wrong silently: a gift card under another name would be revenue on the day it is
-- sold, and again on the day it is spent; this names the product. A gift card belongs in
-- gift_card_names; a service may have a SKU.
with

order_rows as (
    select * from {{ ref('stg_shopify__orders') }}
),

gift_card_names as (
    select * from {{ ref('stg_reference__gift_card_names') }}
),

orders_sold as (
    -- The first row of an order tells its state.
    select
        order_rows.store,
        order_rows.order_name
    from order_rows
    where order_rows.record_type = 'data'
        and order_rows.financial_status
        in ('paid', 'partially_paid', 'partially_refunded', 'refunded')
        and not coalesce(order_rows.is_test, false)
    group by order_rows.store, order_rows.order_name
)

select
    order_rows.store,
    order_rows.lineitem_name as product_name,
    count(*) as row_count,
    sum(order_rows.lineitem_quantity * order_rows.lineitem_price) as amount
from order_rows
inner join orders_sold
    on order_rows.store = orders_sold.store
    and order_rows.order_name = orders_sold.order_name
left join gift_card_names
    on lower(order_rows.lineitem_name) like '%' || gift_card_names.gift_card_name || '%'
where order_rows.record_type = 'data'
    and order_rows.lineitem_sku is null
    and not order_rows.is_lineitem_requires_shipping
    and not order_rows.is_lineitem_taxable
    and order_rows.is_lineitem_gift_card is null
    and order_rows.lineitem_quantity * order_rows.lineitem_price > 0
    and lower(order_rows.lineitem_name) <> 'tip'
    and gift_card_names.gift_card_name is null
group by order_rows.store, order_rows.lineitem_name
