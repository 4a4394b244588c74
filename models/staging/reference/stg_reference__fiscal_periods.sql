with

fiscal_periods as (
    select * from {{ ref('fiscal_periods') }}
),

final as (
    -- A period is closed by the variable closed_through; closed_at only says when that was done.
    select
        fiscal_year,
        fiscal_period,
        starts_on,
        ends_on,
        closed_at
    from fiscal_periods
)

select * from final
