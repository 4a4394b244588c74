with

returns as (
    select * from {{ ref('int_changes__returns') }}
),

reimbursements as (
    select * from {{ ref('int_changes__reimbursements') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

aliases_known as (
    select * from {{ ref('int_products__aliases_known') }}
),

products_versions as (
    select * from {{ ref('stg_reference__products_versions') }}
),

named as (
    select
        returns.store,
        returns.order_id,
        returns.sku
    from returns
    where returns.record_type = 'data'
    union all
    select
        reimbursements.store,
        reimbursements.amazon_order_id as order_id,
        reimbursements.sku
    from reimbursements
    where reimbursements.record_type = 'data'
),

told as (
    select
        named.store,
        named.order_id,
        named.sku
    from named
    group by named.store, named.order_id, named.sku
),

first_led as (
    -- What an alias once led to keeps leading a return there: a later list that says otherwise
    -- changes no month in which the cost came back.
    select
        aliases_known.store,
        aliases_known.sku,
        aliases_known.cost_sku,
        min(aliases_known.known_from) as known_from
    from aliases_known
    group by aliases_known.store, aliases_known.sku, aliases_known.cost_sku
),

batches as (
    select
        products_versions.store,
        products_versions.loaded_at,
        min(products_versions.batch_id) as batch_id
    from products_versions
    where products_versions.record_type = 'data'
    group by products_versions.store, products_versions.loaded_at
),

placed as (
    -- Nothing says which of several lines of a product it was: the one that led there first, of
    -- several the first one by name.
    select
        told.store,
        told.order_id,
        told.sku,
        lines_of_product.sku as sold_sku,
        batches.batch_id as known_batch_id,
        row_number() over (
            partition by told.store, told.order_id, told.sku
            order by first_led.known_from, lines_of_product.sku
        ) as position
    from told
    inner join amazon_lines as lines_of_product
        on told.store = lines_of_product.store
        and told.order_id = lines_of_product.order_id
    inner join first_led
        on lines_of_product.store = first_led.store
        and lines_of_product.sku = first_led.sku
        and told.sku = first_led.cost_sku
    inner join batches
        on first_led.store = batches.store
        and first_led.known_from = batches.loaded_at
    left join amazon_lines as own_lines
        on told.store = own_lines.store
        and told.order_id = own_lines.order_id
        and told.sku = own_lines.sku
    where own_lines.sku is null
),

final as (
    select
        placed.store,
        placed.order_id,
        placed.sku,
        placed.sold_sku,
        placed.known_batch_id
    from placed
    where placed.position = 1
)

select * from final
