with

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

holidays as (
    select * from {{ ref('stg_reference__holidays') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

{{ calendar_steps('digits') }},

holidays_per_day as (
    select
        holidays.holiday_date,
        min(holidays.holiday_name) as holiday_name
    from holidays
    group by holidays.holiday_date
),

calendar as (
    select
        days.date,
        cast({{ dbt.date_trunc('month', 'days.date') }} as date) as month,
        cast(extract(month from days.date) as integer) as month_number,
        cast(extract(year from days.date) as integer) as year
    from days
),

dated as (
    -- The brand's own calendar decides; a day that it does not cover is in a calendar month. That
    -- fiscal year carries the number of the calendar year in which it ends.
    select
        {{ date_key('calendar.date') }} as date_key,
        calendar.date,
        cast(extract(day from calendar.date) as integer) as day,
        cast({{ dbt.date_trunc('week', 'calendar.date') }} as date) as week,
        calendar.month,
        cast({{ dbt.date_trunc('quarter', 'calendar.date') }} as date) as quarter,
        calendar.year,
        cast(extract(dow from calendar.date) as integer) as day_of_week,
        coalesce(
            fiscal_periods.fiscal_year,
            calendar.year + case
                when {{ var('fiscal_year_start_month') }} > 1
                    and calendar.month_number >= {{ var('fiscal_year_start_month') }} then 1
                else 0
            end
        ) as fiscal_year,
        coalesce(
            fiscal_periods.fiscal_period,
            mod(calendar.month_number - {{ var('fiscal_year_start_month') }} + 12, 12) + 1
        ) as fiscal_period,
        coalesce(fiscal_periods.starts_on, calendar.month) as fiscal_period_starts_on,
        coalesce(fiscal_periods.ends_on, {{ last_day_of_month('calendar.month') }})
            as fiscal_period_ends_on,
        {{ is_closed('calendar.date') }} as is_closed,
        holidays_per_day.holiday_date is not null as is_holiday,
        holidays_per_day.holiday_name
    from calendar
    left join fiscal_periods
        on calendar.date >= fiscal_periods.starts_on
        and calendar.date <= fiscal_periods.ends_on
    left join holidays_per_day
        on calendar.date = holidays_per_day.holiday_date
),

standing_members as (
    {{ standing_members() }}
),

standing as (
    select
        case standing_members.member_key when 'unknown' then -1 else -2 end as date_key,
        cast(null as date) as date,
        cast(null as integer) as day,
        cast(null as date) as week,
        cast(null as date) as month,
        cast(null as date) as quarter,
        cast(null as integer) as year,
        cast(null as integer) as day_of_week,
        cast(null as integer) as fiscal_year,
        cast(null as integer) as fiscal_period,
        cast(null as {{ dbt.type_string() }}) as fiscal_period_name,
        cast(null as date) as fiscal_period_starts_on,
        cast(null as date) as fiscal_period_ends_on,
        false as is_closed,
        false as is_holiday,
        cast(null as {{ dbt.type_string() }}) as holiday_name
    from standing_members
),

final as (
    select
        dated.date_key,
        dated.date,
        dated.day,
        dated.week,
        dated.month,
        dated.quarter,
        dated.year,
        dated.day_of_week,
        cast(dated.fiscal_year as integer) as fiscal_year,
        cast(dated.fiscal_period as integer) as fiscal_period,
        {{ fiscal_period_name('dated.fiscal_year', 'dated.fiscal_period') }} as fiscal_period_name,
        dated.fiscal_period_starts_on,
        dated.fiscal_period_ends_on,
        dated.is_closed,
        dated.is_holiday,
        dated.holiday_name
    from dated
    union all
    select * from standing
)

select * from final
