with

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

holidays as (
    select * from {{ ref('stg_reference__holidays') }}
),

day_numbers as (
    select
        thousands.digit * 1000 + hundreds.digit * 100 + tens.digit * 10 + ones.digit as day_number
    from digits as thousands
    cross join digits as hundreds
    cross join digits as tens
    cross join digits as ones
),

days as (
    select
        {{ date_plus_days(
            "cast('" ~ var('calendar_start') ~ "' as date)", 'day_numbers.day_number'
        ) }} as date
    from day_numbers
),

holidays_per_day as (
    select
        holidays.holiday_date,
        min(holidays.holiday_name) as holiday_name
    from holidays
    group by holidays.holiday_date
),

dated as (
    -- The fiscal year carries the number of the calendar year in which it ends.
    select
        {{ date_key('days.date') }} as date_key,
        days.date,
        cast(extract(day from days.date) as integer) as day,
        cast({{ dbt.date_trunc('week', 'days.date') }} as date) as week,
        cast({{ dbt.date_trunc('month', 'days.date') }} as date) as month,
        cast({{ dbt.date_trunc('quarter', 'days.date') }} as date) as quarter,
        cast(extract(year from days.date) as integer) as year,
        cast(extract(dow from days.date) as integer) as day_of_week,
        cast(
            extract(year from days.date)
            + case
                when {{ var('fiscal_year_start_month') }} > 1
                    and extract(month from days.date) >= {{ var('fiscal_year_start_month') }} then 1
                else 0
            end as integer
        ) as fiscal_year,
        cast(
            mod(
                cast(extract(month from days.date) as integer)
                - {{ var('fiscal_year_start_month') }} + 12,
                12
            ) + 1 as integer
        ) as fiscal_period,
        holidays_per_day.holiday_date is not null as is_holiday,
        holidays_per_day.holiday_name
    from days
    left join holidays_per_day
        on days.date = holidays_per_day.holiday_date
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
        false as is_holiday,
        cast(null as {{ dbt.type_string() }}) as holiday_name
    from standing_members
),

final as (
    select * from dated
    union all
    select * from standing
)

select * from final
