-- Property: over a grid of totals and weights, the shares add up to the total and none is a whole
-- unit away from its exact part.
-- Who relies on it: the identity of order totals and line amounts.
-- What would go wrong silently: cents vanish from orders with many lines.
with

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

lines as (
    select
        totals.digit * 37 - 111 as total_cents,
        spreads.digit as spread,
        line_numbers.digit as line_number,
        mod(
            line_numbers.digit * line_numbers.digit * (spreads.digit + 1) + spreads.digit, 11
        ) as weight
    from digits as totals
    cross join digits as spreads
    cross join digits as line_numbers
),

{{ allocation_steps(
    from_cte='lines', total='total_cents', weight='weight',
    partition_by='total_cents, spread', order_by='line_number', result='share_cents'
) }},

summed as (
    -- |share * W - total * w| < W says "less than one unit away" without a division.
    select
        allocated.total_cents,
        allocated.spread,
        sum(allocated.share_cents) as shares,
        sum(allocated.weight) as weights,
        max(
            abs(
                allocated.share_cents * totals.weights
                - allocated.total_cents * allocated.weight
            )
        ) as distance
    from allocated
    inner join (
        select
            lines.total_cents,
            lines.spread,
            sum(lines.weight) as weights
        from lines
        group by lines.total_cents, lines.spread
    ) as totals
        on allocated.total_cents = totals.total_cents
        and allocated.spread = totals.spread
    group by allocated.total_cents, allocated.spread
)

select *
from summed
where summed.shares <> summed.total_cents
    or summed.distance >= summed.weights
