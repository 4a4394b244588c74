-- Property: allocate gives the shares that its header promises: the rest to the largest remainders,
-- ties by order, both signs alike, null where all weights are zero, and no overflow.
-- Who relies on it: discounts, shipping, taxes, card fees and refunds of every order line.
-- What would go wrong silently: a cent stays with the wrong line; the order's total still agrees.
with

cases as (
    select
        'thirds' as case_id,
        1 as line_number,
        100 as total_cents,
        1 as weight,
        34 as expected
    union all
    select 'thirds', 2, 100, 1, 33
    union all
    select 'thirds', 3, 100, 1, 33
    union all
    select 'negative', 1, -5, 1, -1
    union all
    select 'negative', 2, -5, 3, -4
    union all
    select 'ties by order', 1, 2, 5, 1
    union all
    select 'ties by order', 2, 2, 5, 1
    union all
    select 'ties by order', 3, 2, 5, 0
    union all
    select 'remainder beats order', 1, 10, 1, 1
    union all
    select 'remainder beats order', 2, 10, 2, 3
    union all
    select 'remainder beats order', 3, 10, 4, 6
    union all
    select 'no weight', 1, 7, 0, null
    union all
    select 'no weight', 2, 7, 0, null
    union all
    select 'one weight', 1, 7, 0, 0
    union all
    select 'one weight', 2, 7, 9, 7
    union all
    select 'null weight', 1, 7, null, 0
    union all
    select 'null weight', 2, 7, 2, 7
    union all
    select 'nothing', 1, 0, 3, 0
    union all
    select 'large', 1, 900000000001, 700000000000, 300000000001
    union all
    select 'large', 2, 900000000001, 700000000000, 300000000000
    union all
    select 'large', 3, 900000000001, 700000000000, 300000000000
),

{{ allocation_steps(
    from_cte='cases', total='total_cents', weight='weight',
    partition_by='case_id', order_by='line_number', result='actual'
) }}

select
    allocated.case_id,
    allocated.line_number,
    allocated.expected,
    allocated.actual
from allocated
where coalesce(allocated.actual, -999) <> coalesce(allocated.expected, -999)
