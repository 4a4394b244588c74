with

panel as (
    select * from {{ ref('int_halo__panel') }}
    where is_estimated
        and arm in ('treatment', 'control')
        and phase in ('pre', 'test')
),

totals as (
    select
        panel.panel_id,
        panel.geo,
        panel.arm,
        max({{ real('panel.weight') }}) as weight,
        sum(case when panel.phase = 'pre' then {{ real('panel.sales') }} else 0 end) as pre_sales,
        sum(case when panel.phase = 'test' then {{ real('panel.sales') }} else 0 end)
            as test_sales,
        sum(case when panel.phase = 'pre' then {{ real('panel.spend') }} else 0 end) as pre_spend,
        sum(case when panel.phase = 'test' then {{ real('panel.spend') }} else 0 end)
            as test_spend,
        sum(case when panel.phase = 'pre' then 1 else 0 end) as pre_periods,
        sum(case when panel.phase = 'test' then 1 else 0 end) as test_periods
    from panel
    group by panel.panel_id, panel.geo, panel.arm
),

final as (
    -- The change is that of a mean day, for the test and the days before differ in length.
    select
        totals.panel_id,
        totals.geo,
        totals.arm,
        totals.pre_sales,
        totals.test_sales,
        totals.pre_spend,
        totals.test_spend,
        cast(totals.pre_periods as bigint) as pre_periods,
        cast(totals.test_periods as bigint) as test_periods,
        (
            totals.test_sales / nullif({{ real('totals.test_periods') }}, 0)
            - totals.pre_sales / nullif({{ real('totals.pre_periods') }}, 0)
        ) / nullif(totals.weight, 0) as sales_change,
        (
            totals.test_spend / nullif({{ real('totals.test_periods') }}, 0)
            - totals.pre_spend / nullif({{ real('totals.pre_periods') }}, 0)
        ) / nullif(totals.weight, 0) as spend_change
    from totals
)

select * from final
