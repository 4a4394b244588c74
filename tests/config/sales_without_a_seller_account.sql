-- Property: for every order on Amazon, amazon_seller_accounts has a row for its store, country and
-- day.
-- Who relies on it: tax and digital services fee on every expected fee.
-- What would go wrong silently: the fees of a country that the brand has just opened have nothing
-- to be compared with, and nobody is told.
{{ config(severity='warn') }}
with

order_rows as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

seller_accounts as (
    select * from {{ ref('stg_reference__amazon_seller_accounts') }}
)

select
    order_rows.store,
    marketplaces.country,
    min(order_rows.purchase_date) as first_purchase_date,
    count(*) as row_count
from order_rows
inner join marketplaces
    on lower(order_rows.sales_channel) = lower(marketplaces.marketplace_name)
left join seller_accounts
    on order_rows.store = seller_accounts.store
    and marketplaces.country = seller_accounts.country
    and order_rows.purchase_date >= seller_accounts.effective_from
    and order_rows.purchase_date < coalesce(seller_accounts.effective_to, {{ far_future() }})
where seller_accounts.store is null
group by order_rows.store, marketplaces.country
