-- Property: an order of the shop that names an order which Amazon tells of, too, is a copy of it,
-- and so is one that Amazon's connector put there.
-- Who relies on it: the revenue of both channels.
-- What would go wrong silently: such an order would be sold twice, once in the shop and once at
-- Amazon.
with

told as (
    select
        store,
        order_name,
        max(amazon_order_id) as amazon_order_id,
        max(case when source_name = 'sell-on-amazon' then 1 else 0 end) as says_so
    from {{ ref('int_changes__shopify_orders') }}
    where record_type = 'data'
    group by store, order_name
),

known_at_amazon as (
    select store, {{ order_number('order_id') }} as order_number
    from {{ ref('int_orders__amazon_lines') }}
    group by store, {{ order_number('order_id') }}
),

copies as (
    select store, order_name, case when has_amazon_order then 1 else 0 end as has_amazon_order
    from {{ ref('int_orders__amazon_copies') }}
)

select
    told.store,
    told.order_name,
    copies.store as copy_store,
    copies.order_name as copy_name,
    told.amazon_order_id,
    copies.has_amazon_order
from told
left join known_at_amazon
    on told.store = known_at_amazon.store
    and {{ order_number('told.amazon_order_id') }} = known_at_amazon.order_number
full outer join copies
    on told.store = copies.store
    and told.order_name = copies.order_name
where told.store is null
    or (copies.store is null and (told.says_so = 1 or known_at_amazon.store is not null))
    or copies.has_amazon_order <> case when known_at_amazon.store is null then 0 else 1 end
