with

holidays as (
    select * from {{ ref('holidays') }}
),

final as (
    -- The legal date of a holiday, whether or not it falls on a weekend.
    select
        holiday_name,
        country,
        holiday_type,
        holiday_date
    from holidays
)

select * from final
