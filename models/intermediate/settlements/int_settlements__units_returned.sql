with

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

told as (
    -- A settlement states a quantity and, beside it, what of the price was paid or given back.
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        settlement_units.event_type,
        settlement_units.posted_date,
        settlement_units.quantity as units,
        case when settlement_units.quantity is null then 1 else 0 end as rows_without_units,
        0 as price_cents
    from settlement_units
    union all
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        settlement_amounts.order_event_type as event_type,
        settlement_amounts.posted_date,
        0 as units,
        0 as rows_without_units,
        {{ cents('settlement_amounts.amount') }} as price_cents
    from settlement_amounts
    where settlement_amounts.is_primary
        and settlement_amounts.component in ('principal', 'principal_refund')
        and settlement_amounts.sku is not null
),

sold_per_line as (
    select
        told.store,
        told.order_id,
        told.sku,
        cast(sum(told.units) as bigint) as units,
        sum(told.price_cents) as price_cents
    from told
    where told.event_type = 'sale'
    group by told.store, told.order_id, told.sku
),

refunded_per_day as (
    select
        told.store,
        told.order_id,
        told.sku,
        told.posted_date,
        sum(told.units) as units,
        sum(told.rows_without_units) as rows_without_units,
        -sum(told.price_cents) as price_cents
    from told
    where told.event_type = 'refund'
    group by told.store, told.order_id, told.sku, told.posted_date
),

running as (
    select
        refunded_per_day.store,
        refunded_per_day.order_id,
        refunded_per_day.sku,
        refunded_per_day.posted_date,
        sum(refunded_per_day.units) over (
            partition by
                refunded_per_day.store, refunded_per_day.order_id, refunded_per_day.sku
            order by refunded_per_day.posted_date
            rows between unbounded preceding and current row
        ) as units_stated,
        sum(refunded_per_day.rows_without_units) over (
            partition by
                refunded_per_day.store, refunded_per_day.order_id, refunded_per_day.sku
            order by refunded_per_day.posted_date
            rows between unbounded preceding and current row
        ) as rows_without_units,
        sum(refunded_per_day.price_cents) over (
            partition by
                refunded_per_day.store, refunded_per_day.order_id, refunded_per_day.sku
            order by refunded_per_day.posted_date
            rows between unbounded preceding and current row
        ) as price_cents
    from refunded_per_day
),

priced as (
    -- A quantity stands beside a part of its price, too: a unit counts once its own price is given
    -- back, a cent aside. The older flat file states none: the price tells, up to what was sold.
    select
        running.*,
        case
            when running.rows_without_units = 0 then cast(running.units_stated as bigint)
            else greatest(
                    coalesce(cast(running.units_stated as bigint), 0),
                    case when sold_per_line.price_cents > 0 then sold_per_line.units else 0 end
                )
        end as units_at_most,
        case
            when sold_per_line.price_cents > 0 and running.price_cents <= 0 then 0
            when sold_per_line.price_cents > 0
                then {{ int_divide(
                    'greatest(running.price_cents + sold_per_line.units, 0) * sold_per_line.units',
                    'sold_per_line.price_cents'
                ) }}
        end as units_paid_back
    from running
    left join sold_per_line
        on running.store = sold_per_line.store
        and running.order_id = sold_per_line.order_id
        and running.sku = sold_per_line.sku
),

counted as (
    select
        priced.store,
        priced.order_id,
        priced.sku,
        priced.posted_date,
        case
            when priced.units_paid_back < priced.units_at_most then priced.units_paid_back
            else priced.units_at_most
        end as units_returned
    from priced
),

final as (
    select
        counted.store,
        counted.order_id,
        counted.sku,
        counted.posted_date,
        cast(
            counted.units_returned - coalesce(
                lag(counted.units_returned) over (
                    partition by counted.store, counted.order_id, counted.sku
                    order by counted.posted_date
                ), 0
            ) as bigint
        ) as quantity
    from counted
)

select * from final
