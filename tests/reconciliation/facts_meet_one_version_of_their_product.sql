-- Property: every row of the fact meets exactly one row of dim_product_history, by product and day.
-- Who relies on it: whoever sums the fact by what a product was on the day of the sale.
-- What would go wrong silently: a day without a version drops money from the sum, and two versions
-- of one day count it twice.
with

financial_performance as (
    select * from {{ ref('fact_financial_performance') }}
),

product_history as (
    select * from {{ ref('dim_product_history') }}
)

select
    financial_performance.financial_performance_key,
    financial_performance.product_key,
    financial_performance.event_date,
    count(product_history.product_history_key) as versions
from financial_performance
left join product_history
    on financial_performance.product_key = product_history.product_key
    and financial_performance.event_date >= product_history.valid_from
    and financial_performance.event_date < product_history.valid_to
group by
    financial_performance.financial_performance_key, financial_performance.product_key,
    financial_performance.event_date
having count(product_history.product_history_key) <> 1
