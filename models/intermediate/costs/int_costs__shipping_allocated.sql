with

shipping_costs as (
    select * from {{ ref('int_costs__shipping_costs') }}
),

packages as (
    select * from {{ ref('int_costs__shipping_packages') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

parcel_orders as (
    select
        packages.store,
        packages.tracking_number,
        packages.platform,
        packages.order_id
    from packages
    where packages.tracking_number is not null
        and packages.order_id is not null
    group by
        packages.store, packages.tracking_number, packages.platform, packages.order_id
),

costs_of_orders as (
    -- The charge of a parcel belongs to everything that was in it.
    select
        shipping_costs.cost_key,
        shipping_costs.store,
        shipping_costs.cost,
        coalesce(shipping_costs.platform, parcel_orders.platform) as platform,
        coalesce(shipping_costs.order_id, parcel_orders.order_id) as order_id
    from shipping_costs
    left join parcel_orders
        on shipping_costs.store = parcel_orders.store
        and shipping_costs.tracking_number = parcel_orders.tracking_number
        and shipping_costs.match_kind = 'parcel'
    -- An estimate of a closed period may have to stay there, whatever was charged since.
    where shipping_costs.match_kind in ('parcel', 'order')
        and (
            shipping_costs.is_counted
            or (
                shipping_costs.component = 'shipping_cost_estimate'
                and {{ is_closed('shipping_costs.cost_date') }}
            )
        )
),

weighed as (
    select
        costs_of_orders.cost_key,
        order_lines.store,
        order_lines.order_line_key,
        costs_of_orders.cost,
        {{ cents('costs_of_orders.cost') }} as cost_cents,
        order_lines.order_id,
        coalesce(order_lines.line_number, 0) as line_number,
        order_lines.order_line_id,
        case
            when sum(order_lines.quantity) over (partition by costs_of_orders.cost_key) > 0
                then order_lines.quantity
            else 1
        end as units_weight,
        row_number() over (
            partition by costs_of_orders.cost_key
            order by order_lines.order_id, order_lines.line_number, order_lines.order_line_id
        ) as place
    from costs_of_orders
    inner join order_lines
        on costs_of_orders.store = order_lines.store
        and costs_of_orders.platform = order_lines.platform
        and costs_of_orders.order_id = order_lines.order_id
        and order_lines.line_kind = 'merchandise'
),

{{ allocation_steps(
    from_cte='weighed', total='cost_cents', weight='units_weight',
    partition_by='cost_key', order_by='order_id, line_number, order_line_id',
    result='cost_share_cents'
) }},

final as (
    -- A parcel weighs what is in it: the lines bear it by their units, in cents. Fractions of a
    -- cent, as a fuel surcharge leaves them, stay with the first line.
    select
        allocated.cost_key,
        allocated.store,
        allocated.order_line_key,
        {{ from_cents('allocated.cost_share_cents') }}
        + case
            when allocated.place = 1
                then {{ money('allocated.cost - ' ~ from_cents('allocated.cost_cents')) }}
            else cast(0 as numeric(18, 4))
        end as cost_share
    from allocated
)

select * from final
