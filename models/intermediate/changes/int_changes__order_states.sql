with

order_rows as (
    select * from {{ ref('int_changes__order_rows') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

delivery_rows as (
    select * from {{ ref('int_changes__delivery_rows') }}
),

billed_orders as (
    select * from {{ ref('int_changes__billed_orders') }}
),

orders_told as (
    select
        order_rows.store,
        {{ order_number('order_rows.order_id') }} as order_number,
        order_rows.fingerprint,
        order_rows.sku_fingerprint
    from order_rows
    where order_rows.order_id is not null
    union all
    select
        order_rows.store,
        {{ order_number('order_rows.other_order_id') }} as order_number,
        order_rows.fingerprint,
        order_rows.sku_fingerprint
    from order_rows
    where order_rows.other_order_id is not null
        and order_rows.other_order_id <> coalesce(order_rows.order_id, '')
    union all
    select
        delivery_rows.store,
        delivery_rows.order_number,
        delivery_rows.fingerprint,
        cast(0 as bigint) as sku_fingerprint
    from delivery_rows
    union all
    select
        billed_orders.store,
        billed_orders.order_number,
        billed_orders.fingerprint,
        cast(0 as bigint) as sku_fingerprint
    from billed_orders
),

final as (
    -- Two equal states mean that nothing an order rests on has changed in between.
    select
        orders_told.store,
        orders_told.order_number,
        {{ fingerprint_text([
            'count(*)', 'sum(orders_told.fingerprint)', 'sum(orders_told.sku_fingerprint)',
            'max(reporting_currency.reporting_currency)'
        ]) }} as fingerprint
    from orders_told
    cross join reporting_currency
    group by orders_told.store, orders_told.order_number
)

select * from final
