-- Property: per order line, the discounts of its promotions are its discounts in the fact.
-- Who relies on it: what a promotion cost.
-- What would go wrong silently: a line with two promotions would give its discount twice, or lose
-- the part that no name fits.
with

shared as (
    select
        order_line_key,
        sum(discount_amount) as discount_amount,
        sum(case when discount_amount is null then 1 else 0 end) as unknown_rows
    from {{ ref('bridge_order_line_promotion') }}
    group by order_line_key
),

booked as (
    select
        order_line_key,
        sum(discounts) as discount_amount,
        sum(case when discounts is null then 1 else 0 end) as unknown_rows
    from {{ ref('fact_financial_performance') }}
    where order_line_key is not null
    group by order_line_key
)

select
    coalesce(shared.order_line_key, booked.order_line_key) as order_line_key,
    shared.discount_amount as shared_amount,
    booked.discount_amount as booked_amount
from booked
full outer join shared
    on booked.order_line_key = shared.order_line_key
where coalesce(booked.unknown_rows, 0) = 0
    and coalesce(shared.unknown_rows, 0) = 0
    and coalesce(shared.discount_amount, 0) <> coalesce(booked.discount_amount, 0)
