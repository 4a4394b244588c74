-- Property: a fiscal year of the seed begins in the month that the variable fiscal_year_start_month
-- names, or at most two weeks before it, as a calendar of weeks does.
-- Who relies on it: a brand that sets one of the two and forgets the other.
-- What would go wrong silently: the year would change its beginning where the seed ends.
select
    fiscal_year,
    fiscal_period,
    starts_on
from {{ ref('stg_reference__fiscal_periods') }}
where fiscal_period = 1
    and mod(
        cast(
            extract(month from {{ date_plus_days('starts_on', 14) }}) as integer
        ) - {{ var('fiscal_year_start_month') }} + 12,
        12
    ) <> 0
    and mod(
        cast(extract(month from starts_on) as integer)
        - {{ var('fiscal_year_start_month') }} + 12,
        12
    ) <> 0
