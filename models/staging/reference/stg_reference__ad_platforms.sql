with

ad_platforms as (
    select * from {{ ref('ad_platforms') }}
),

final as (
    select
        ad_platform,
        ad_product,
        channel_group,
        click_window_days,
        view_window_days,
        engaged_view_window_days
    from ad_platforms
)

select * from final
