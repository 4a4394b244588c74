with

measures as (
    select * from {{ ref('measures') }}
),

final as (
    -- profit_sign turns an amount as booked into a measure that is positive for its name.
    select
        measure,
        description,
        sort_order,
        profit_sign
    from measures
)

select * from final
