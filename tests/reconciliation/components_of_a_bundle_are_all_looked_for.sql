-- Property: of a bundle sold, as many components are looked for as its list says on the day of the
-- sale.
-- Who relies on it: the cost of goods sold of bundles.
-- What would go wrong silently: a bundle without one of its components would look cheap.
with

goods_sold as (
    -- A book whose close nobody wrote down knows each list as of a moment of its own.
    select * from {{ ref('int_costs__goods_sold') }}
    where known_by is not null
),

lists as (
    select
        goods_sold.order_line_key,
        goods_sold.book,
        bundles_known.effective_from,
        bundles_known.quantity,
        max(bundles_known.effective_from) over (
            partition by goods_sold.order_line_key, goods_sold.book
        ) as newest_effective_from
    from goods_sold
    inner join {{ ref('int_costs__bundles_known') }} as bundles_known
        on goods_sold.store = bundles_known.store
        and goods_sold.cost_sku = bundles_known.bundle_sku
        and goods_sold.sale_date >= bundles_known.effective_from
        and {{ is_known_at('bundles_known', 'goods_sold.known_by') }}
),

listed as (
    select
        order_line_key,
        book,
        sum(case when effective_from = newest_effective_from then quantity else 0 end) as units
    from lists
    group by order_line_key, book
),

looked_for as (
    select
        order_line_key,
        book,
        sum(case when sku_role = 'component' then units_each else 0 end) as units
    from {{ ref('int_costs__costs_to_find') }}
    where known_by is not null
    group by order_line_key, book
)

select
    goods_sold.order_line_key,
    goods_sold.book,
    listed.units as units_listed,
    looked_for.units as units_looked_for
from goods_sold
left join listed
    on goods_sold.order_line_key = listed.order_line_key
    and goods_sold.book = listed.book
left join looked_for
    on goods_sold.order_line_key = looked_for.order_line_key
    and goods_sold.book = looked_for.book
where coalesce(listed.units, 0) <> coalesce(looked_for.units, 0)
