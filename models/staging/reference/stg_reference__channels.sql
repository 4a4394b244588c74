with

channels as (
    select * from {{ ref('channels') }}
),

final as (
    -- The list of channels that a mapping may name.
    select
        channel_name,
        platform,
        description,
        sort_order
    from channels
)

select * from final
