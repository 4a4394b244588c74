with

shopify_sources as (
    select * from {{ ref('shopify_sources') }}
),

final as (
    -- `(blank)` stands for an empty source and an asterisk for any other.
    select
        source_name,
        channel_name
    from shopify_sources
)

select * from final
