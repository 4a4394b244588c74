with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

customer_returns as (
    select * from {{ ref('int_orders__customer_returns') }}
),

mcf_lines as (
    select * from {{ ref('int_costs__mcf_lines') }}
),

shopify_restocked as (
    select * from {{ ref('int_orders__shopify_restocked') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

proofs as (
    -- Amazon says in which condition a unit came back; a blank one proves nothing.
    select
        coalesce(mcf_lines.order_line_key, customer_returns.order_line_key) as order_line_key,
        customer_returns.return_date,
        customer_returns.disposition = 'SELLABLE' as is_sellable,
        coalesce(customer_returns.was_sellable, customer_returns.disposition = 'SELLABLE')
            as was_sellable,
        customer_returns.units,
        customer_returns.batch_id,
        customer_returns.first_booked_date
    from customer_returns
    left join mcf_lines
        on customer_returns.store = mcf_lines.store
        and customer_returns.order_id = mcf_lines.order_id
        and customer_returns.sku = mcf_lines.sku
    where customer_returns.disposition is not null
    union all
    select
        shopify_restocked.order_line_key,
        shopify_restocked.return_date,
        true as is_sellable,
        true as was_sellable,
        shopify_restocked.units,
        shopify_restocked.batch_id,
        shopify_restocked.first_booked_date
    from shopify_restocked
),

booked as (
    select
        proofs.order_line_key,
        proofs.return_date,
        proofs.is_sellable,
        proofs.was_sellable,
        proofs.units,
        proofs.batch_id,
        {{ booked_day(
            'proofs.return_date', 'null', 'batches.closed_until', 'batches.dated_until'
        ) }} as booked_date,
        proofs.first_booked_date
    from proofs
    left join batches on proofs.batch_id = batches.batch_id
),

per_day as (
    select
        booked.order_line_key,
        booked.return_date,
        booked.is_sellable,
        booked.was_sellable,
        booked.booked_date,
        coalesce(booked.first_booked_date, booked.booked_date) as first_booked_date,
        min(booked.batch_id) as known_batch_id,
        sum(booked.units) as units
    from booked
    group by
        booked.order_line_key, booked.return_date, booked.is_sellable, booked.was_sellable,
        booked.booked_date, coalesce(booked.first_booked_date, booked.booked_date)
),

counted as (
    -- What a closed period knew keeps its place, whatever is known of it now.
    select
        per_day.*,
        sum(per_day.units) over (
            partition by per_day.order_line_key
            order by
                per_day.first_booked_date, per_day.return_date,
                case when per_day.was_sellable then 0 else 1 end,
                per_day.booked_date, case when per_day.is_sellable then 0 else 1 end
            rows between unbounded preceding and current row
        ) as units_so_far
    from per_day
),

final as (
    -- No more comes back than was sold.
    select
        counted.order_line_key,
        counted.return_date,
        counted.is_sellable,
        counted.was_sellable,
        counted.booked_date,
        counted.first_booked_date,
        counted.known_batch_id,
        cast(least(counted.units_so_far - counted.units, order_lines.quantity) as bigint)
            as units_from,
        cast(least(counted.units_so_far, order_lines.quantity) as bigint) as units_to
    from counted
    inner join order_lines
        on counted.order_line_key = order_lines.order_line_key
    where order_lines.is_counted and order_lines.line_kind = 'merchandise'
        and counted.units_so_far - counted.units < order_lines.quantity
        and counted.units > 0
)

select * from final
