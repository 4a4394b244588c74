-- Property: the units on the fact's sale rows are the units of the order lines that count, and no
-- more.
-- Who relies on it: unit economics, and the cost of goods, which is units times cost.
-- What would go wrong silently: quantities repeat on every component of a settlement; summing them
-- all triples the units.
with

sold as (
    select
        store,
        sum(quantity) as quantity
    from {{ ref('int_orders__lines_kept') }}
    where is_counted
    group by store
),

counted as (
    select
        store,
        sum(quantity) as quantity
    from {{ ref('fact_financial_performance') }}
    where event_type = 'sale'
    group by store
)

select
    sold.store,
    sold.quantity as sold_quantity,
    counted.quantity as counted_quantity
from sold
left join counted
    on sold.store = counted.store
where sold.quantity <> coalesce(counted.quantity, 0)
