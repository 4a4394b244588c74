with

geo_experiments as (
    select * from {{ ref('geo_experiments') }}
),

final as (
    -- The days before the test end where the test begins.
    select
        store,
        experiment,
        ad_platform,
        'US-' || upper(region_code) as region,
        arm,
        assignment,
        pre_starts_on,
        test_starts_on,
        test_ends_on
    from geo_experiments
)

select * from final
