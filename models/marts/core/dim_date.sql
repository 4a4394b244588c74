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

{{ fiscal_months_steps('days', 'fiscal_periods') }},

dated as (
    -- The brand's own calendar decides; a day that it does not cover is in a calendar month, of
    -- which the calendar's days are not part. Its year is numbered as the calendar numbers years.
    select
        {{ date_key('fiscal_months.date') }} as date_key,
        fiscal_months.date,
        cast(extract(day from fiscal_months.date) as integer) as day,
        cast({{ dbt.date_trunc('week', 'fiscal_months.date') }} as date) as week,
        fiscal_months.month,
        cast({{ dbt.date_trunc('quarter', 'fiscal_months.date') }} as date) as quarter,
        cast(extract(year from fiscal_months.date) as integer) as year,
        cast(extract(dow from fiscal_months.date) as integer) as day_of_week,
        coalesce(
            fiscal_periods.fiscal_year, {{ fiscal_year_of_month('fiscal_months.period_number') }}
        ) as fiscal_year,
        coalesce(fiscal_periods.fiscal_period, mod(fiscal_months.period_number - 1, 12) + 1)
            as fiscal_period,
        coalesce(fiscal_periods.starts_on, fiscal_months.month_starts_on)
            as fiscal_period_starts_on,
        coalesce(fiscal_periods.ends_on, fiscal_months.month_ends_on) as fiscal_period_ends_on,
        {{ is_closed('fiscal_months.date') }} as is_closed,
        holidays_per_day.holiday_date is not null as is_holiday,
        holidays_per_day.holiday_name
    from fiscal_months
    left join fiscal_periods
        on fiscal_months.date >= fiscal_periods.starts_on
        and fiscal_months.date <= fiscal_periods.ends_on
    left join holidays_per_day
        on fiscal_months.date = holidays_per_day.holiday_date
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
