-- Property: each unit that a settlement says it refunds is looked at on its day, and no more units
-- of a product come back to an order than its settlements refund; where they state no units of a
-- refund, no more than they sold.
-- Who relies on it: units sold less units returned, and the return rates by product.
-- What would go wrong silently: a product would look as if nobody sent it back, or as if more came
-- back than was ever refunded.
with

refunded as (
    select
        store,
        order_id,
        sku,
        posted_date,
        quantity
    from {{ ref('int_settlements__units') }}
    where event_type = 'refund'
),

sold_per_product as (
    select
        store,
        order_id,
        sku,
        sum(quantity) as quantity
    from {{ ref('int_settlements__units') }}
    where event_type = 'sale'
    group by store, order_id, sku
),

returned as (
    select * from {{ ref('int_settlements__units_returned') }}
),

refunded_per_product as (
    select
        refunded.store,
        refunded.order_id,
        refunded.sku,
        case
            when count(*) > count(refunded.quantity)
                then greatest(
                        coalesce(cast(sum(refunded.quantity) as bigint), 0),
                        coalesce(cast(max(sold_per_product.quantity) as bigint), 0)
                    )
            else cast(sum(refunded.quantity) as bigint)
        end as quantity
    from refunded
    left join sold_per_product
        on refunded.store = sold_per_product.store
        and refunded.order_id = sold_per_product.order_id
        and refunded.sku = sold_per_product.sku
    group by refunded.store, refunded.order_id, refunded.sku
),

returned_per_product as (
    select
        returned.store,
        returned.order_id,
        returned.sku,
        sum(returned.quantity) as quantity
    from returned
    group by returned.store, returned.order_id, returned.sku
)

select
    refunded.store,
    refunded.order_id,
    refunded.sku,
    refunded.posted_date,
    refunded.quantity as refunded_units,
    returned.quantity as returned_units
from refunded
left join returned
    on refunded.store = returned.store
    and refunded.order_id = returned.order_id
    and refunded.sku = returned.sku
    and refunded.posted_date = returned.posted_date
where returned.order_id is null
union all
select
    returned_per_product.store,
    returned_per_product.order_id,
    returned_per_product.sku,
    cast(null as date) as posted_date,
    refunded_per_product.quantity as refunded_units,
    returned_per_product.quantity as returned_units
from returned_per_product
left join refunded_per_product
    on returned_per_product.store = refunded_per_product.store
    and returned_per_product.order_id = refunded_per_product.order_id
    and returned_per_product.sku = refunded_per_product.sku
where returned_per_product.quantity > coalesce(refunded_per_product.quantity, 0)
