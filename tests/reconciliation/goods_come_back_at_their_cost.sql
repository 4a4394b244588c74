-- Property: by the cost list of the day of the sale, goods that come back give back what so many
-- units of their line cost, whether they can be sold again or not.
-- Who relies on it: the cost of goods sold, and what is written off.
-- What would go wrong silently: a return without its cost makes the sale look worse than it was.
with

costs as (
    select
        order_line_key,
        currency,
        count(*) as parts,
        sum(
            cast(unit_cost as double precision) * (units_to - units_from)
        ) as cost_of_the_line
    from {{ ref('int_costs__order_line_costs') }}
    where is_booked
        and is_known
        and '{{ cogs_method() }}' = 'effective_date'
    group by order_line_key, currency
),

units_sold as (
    select
        order_line_key,
        max(quantity) as quantity
    from {{ ref('int_costs__goods_sold') }}
    group by order_line_key
),

units_back as (
    select
        order_line_key,
        sum(units_to - units_from) as units,
        count(*) as movements
    from {{ ref('int_costs__goods_booked') }}
    where booking = 'now'
    group by order_line_key
),

given_back as (
    select
        order_line_key,
        currency,
        sum(cast(amount as double precision)) as amount
    from {{ ref('int_ledger__cogs_events') }}
    where component in ('cogs_returned', 'cogs_written_off')
        and booking = 'now'
    group by order_line_key, currency
)

select
    costs.order_line_key,
    costs.cost_of_the_line,
    units_sold.quantity as units_sold,
    units_back.units as units_back,
    given_back.amount as given_back
from costs
inner join units_sold
    on costs.order_line_key = units_sold.order_line_key
inner join units_back
    on costs.order_line_key = units_back.order_line_key
left join given_back
    on costs.order_line_key = given_back.order_line_key
    and costs.currency = given_back.currency
where units_sold.quantity > 0
    and abs(
        coalesce(given_back.amount, 0)
        - costs.cost_of_the_line * units_back.units / nullif(units_sold.quantity, 0)
    ) > cast(0.0002 as double precision) * units_back.movements * costs.parts
