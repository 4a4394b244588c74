-- Property: the prices that are tried along a stretch are its first one and, at most one jump
-- further, twenty cents one after the other, as far as the stretch reaches; the price at which a
-- unit breaks even is one of them.
-- Who relies on it: the break-even price, which is the first tried price that loses nothing.
-- What would go wrong silently: a cent that is left out may be the one, and the answer a cent high.
with

candidates as (
    select * from {{ ref('int_fees__break_even_candidates') }}
),

break_even_prices as (
    select * from {{ ref('int_fees__break_even_prices') }}
),

stretches as (
    select * from {{ ref('int_fees__break_even_stretches') }}
),

followed as (
    select
        candidates.subject_key,
        candidates.first_cent,
        candidates.price_cents,
        count(*) over (
            partition by candidates.subject_key, candidates.first_cent
        ) as prices,
        max(candidates.price_cents) over (
            partition by candidates.subject_key, candidates.first_cent
        ) as highest_cents,
        lead(candidates.price_cents) over (
            partition by candidates.subject_key, candidates.first_cent
            order by candidates.price_cents
        ) as next_cents
    from candidates
)

select
    followed.subject_key,
    followed.first_cent as cents,
    'more than one jump' as problem
from followed
where followed.next_cents > followed.price_cents + 1
group by followed.subject_key, followed.first_cent
having count(*) > 1
union all
select
    followed.subject_key,
    followed.first_cent as cents,
    'not twenty cents' as problem
from followed
inner join stretches
    on followed.subject_key = stretches.subject_key
    and followed.first_cent = stretches.first_cent
where followed.next_cents > followed.price_cents + 1
    and followed.highest_cents < stretches.last_cent
    and followed.prices <> 21
union all
select
    break_even_prices.subject_key,
    cast(round(break_even_prices.break_even_price * 100, 0) as bigint) as cents,
    'never tried' as problem
from break_even_prices
left join candidates
    on break_even_prices.subject_key = candidates.subject_key
    and break_even_prices.break_even_price = candidates.price
where break_even_prices.break_even_price is not null
    and candidates.subject_key is null
