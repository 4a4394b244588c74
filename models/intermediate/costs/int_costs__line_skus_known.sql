with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

aliases_known as (
    select * from {{ ref('int_products__aliases_known') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

lines as (
    select
        order_lines.order_line_key,
        order_lines.store,
        order_lines.sku,
        order_lines.sale_date,
        case
            when {{ is_closed('order_lines.sale_date') }} and {{ books_are_kept() }}
                then fiscal_periods.closed_at
            else {{ latest_moment() }}
        end as known_by
    from order_lines
    left join fiscal_periods
        on order_lines.sale_date >= fiscal_periods.starts_on
        and order_lines.sale_date <= fiscal_periods.ends_on
    where order_lines.platform = 'shopify'
        and order_lines.line_kind = 'merchandise'
        and order_lines.sku is not null
),

aliases as (
    select
        aliases_known.*,
        min(aliases_known.known_from) over (
            partition by aliases_known.store, aliases_known.sku
        ) as first_known_from
    from aliases_known
),

products as (
    -- A line of a closed period keeps the product list as it was when that was closed, or, where
    -- nobody wrote that down, as the day of the sale knew it.
    select
        lines.order_line_key,
        lines.store,
        lines.sku,
        lines.sale_date,
        lines.known_by,
        coalesce(aliases.cost_sku, lines.sku) as cost_sku
    from lines
    left join aliases
        on lines.store = aliases.store
        and lines.sku = aliases.sku
        and {{ is_known_at('aliases', knowledge_of_day(
            'lines.known_by', 'lines.sale_date', 'aliases.first_known_from'
        )) }}
),

names as (
    select
        products.order_line_key,
        products.store,
        products.sku as own_sku,
        products.sku
    from products
    union distinct
    select
        products.order_line_key,
        products.store,
        products.sku as own_sku,
        products.cost_sku as sku
    from products
    union distinct
    select
        products.order_line_key,
        products.store,
        products.sku as own_sku,
        aliases.sku
    from products
    inner join aliases
        on products.store = aliases.store
        and products.cost_sku = aliases.cost_sku
        and {{ is_known_at('aliases', knowledge_of_day(
            'products.known_by', 'products.sale_date', 'aliases.first_known_from'
        )) }}
),

final as (
    -- Amazon's warehouse calls goods by the SKU of its own listing, the shop's line by another one.
    select
        names.order_line_key,
        names.store,
        names.sku,
        names.sku = names.own_sku as is_own_sku
    from names
)

select * from final
