-- Property: a line of goods of the shop, in a period that is not closed, goes by every SKU that the
-- product list gives its product: the one that carries its cost, and all aliases of that.
-- Who relies on it: returns and fees of orders that Amazon ships, which name Amazon's own SKU.
-- What would go wrong silently: the cost of a unit that came back would never be given back.
with

products as (
    select
        store,
        sku,
        cost_sku
    from {{ ref('int_products__skus') }}
),

lines as (
    select
        order_lines.order_line_key,
        order_lines.store,
        coalesce(products.cost_sku, order_lines.sku) as cost_sku
    from {{ ref('int_orders__order_lines') }} as order_lines
    left join products
        on order_lines.store = products.store
        and order_lines.sku = products.sku
    where order_lines.platform = 'shopify'
        and order_lines.line_kind = 'merchandise'
        and order_lines.sku is not null
        and not ({{ is_closed('order_lines.sale_date') }} and {{ books_are_kept() }})
),

expected as (
    select
        lines.order_line_key,
        lines.store,
        lines.cost_sku as sku
    from lines
    union distinct
    select
        lines.order_line_key,
        lines.store,
        products.sku
    from lines
    inner join products
        on lines.store = products.store
        and lines.cost_sku = products.cost_sku
),

told as (
    select
        names.order_line_key,
        names.store,
        names.sku
    from {{ ref('int_costs__line_skus_known') }} as names
    inner join lines
        on names.order_line_key = lines.order_line_key
    where not names.is_own_sku
)

select
    coalesce(expected.order_line_key, told.order_line_key) as order_line_key,
    expected.sku as expected_sku,
    told.sku as told_sku
from expected
inner join {{ ref('int_orders__order_lines') }} as own
    on expected.order_line_key = own.order_line_key
    and expected.sku <> own.sku
full outer join told
    on expected.order_line_key = told.order_line_key
    and expected.store = told.store
    and expected.sku = told.sku
where expected.order_line_key is null
    or told.order_line_key is null
