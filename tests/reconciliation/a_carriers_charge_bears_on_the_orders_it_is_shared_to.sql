-- Property: an order whose lines bear a charge of a carrier is one of the orders on which the row
-- of the invoice bears, by its own number or by the one under which the shop lists it.
-- Who relies on it: a run that computes changed orders only.
-- What would go wrong silently: a charge that lands later would not make its order be computed
-- again.
with

charges as (
    select * from {{ ref('int_costs__carrier_charges') }}
),

packages as (
    select * from {{ ref('int_costs__shipping_packages') }}
    where order_id is not null
),

orders as (
    select * from {{ ref('int_costs__shipping_orders') }}
),

shared as (
    select
        charges.store,
        charges.source_file,
        charges.source_line,
        packages.order_code as order_id,
        packages.order_code as order_number
    from charges
    inner join packages
        on charges.store = packages.store
        and charges.tracking_number = packages.tracking_number
    where charges.match_kind = 'parcel'
    union all
    select
        charges.store,
        charges.source_file,
        charges.source_line,
        charges.order_id,
        orders.order_code as order_number
    from charges
    inner join orders
        on charges.store = orders.store
        and charges.platform = orders.platform
        and charges.order_id = orders.order_id
    where charges.match_kind = 'order'
)

select
    shared.store,
    shared.source_file,
    shared.source_line,
    shared.order_id
from shared
left join {{ ref('int_changes__carrier_orders') }} as carrier_orders
    on shared.store = carrier_orders.store
    and shared.source_file = carrier_orders.source_file
    and shared.source_line = carrier_orders.source_line
    and shared.order_number = carrier_orders.order_number
group by shared.store, shared.source_file, shared.source_line, shared.order_id
having count(carrier_orders.order_number) = 0
