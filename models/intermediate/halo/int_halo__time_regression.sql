with

panel as (
    select * from {{ ref('int_halo__panel') }}
    where is_estimated
        and arm in ('treatment', 'control')
        and phase in ('pre', 'test')
),

-- x is the control group's total of a day, y the treatment group's.
days as (
    select
        panel.panel_id,
        panel.phase,
        panel.period_no,
        sum(case when panel.arm = 'control' then {{ real('panel.sales') }} else 0 end) as x,
        sum(case when panel.arm = 'treatment' then {{ real('panel.sales') }} else 0 end) as y,
        sum(case when panel.arm = 'control' then {{ real('panel.spend') }} else 0 end) as x_spend,
        sum(case when panel.arm = 'treatment' then {{ real('panel.spend') }} else 0 end) as y_spend
    from panel
    group by panel.panel_id, panel.phase, panel.period_no
),

means as (
    select
        days.panel_id,
        days.phase,
        {{ real('count(*)') }} as day_count,
        avg(days.x) as x,
        avg(days.y) as y,
        avg(days.x_spend) as x_spend,
        avg(days.y_spend) as y_spend
    from days
    group by days.panel_id, days.phase
),

sums_before as (
    select
        means.panel_id,
        sum((days.x - means.x) * (days.x - means.x)) as xx,
        sum((days.x - means.x) * (days.y - means.y)) as xy,
        sum((days.y - means.y) * (days.y - means.y)) as yy,
        sum((days.x_spend - means.x_spend) * (days.y_spend - means.y_spend)) as xy_spend,
        {{ unless_tiny(
            'sum((days.x_spend - means.x_spend) * (days.x_spend - means.x_spend))',
            'sum(days.x_spend * days.x_spend)'
        ) }} as xx_spend
    from means
    inner join days
        on means.panel_id = days.panel_id
        and means.phase = days.phase
    where means.phase = 'pre'
    group by means.panel_id
),

predicted as (
    -- What the treatment group would have sold and spent in the test, from the control group by the
    -- line of the days before.
    select
        sums_before.panel_id,
        pre.day_count as pre_days,
        test.day_count as test_days,
        test.day_count * (
            test.y - pre.y - sums_before.xy / nullif(sums_before.xx, 0) * (test.x - pre.x)
        ) as sales_effect,
        test.day_count * (
            test.y_spend - pre.y_spend
            - coalesce(sums_before.xy_spend / nullif(sums_before.xx_spend, 0), 0)
            * (test.x_spend - pre.x_spend)
        ) as spend_effect,
        (sums_before.yy - sums_before.xy / nullif(sums_before.xx, 0) * sums_before.xy)
        / nullif(pre.day_count - 2, 0) as variance,
        test.day_count + test.day_count * test.day_count * (
            {{ real(1) }} / nullif(pre.day_count, 0)
            + (test.x - pre.x) * (test.x - pre.x) / nullif(sums_before.xx, 0)
        ) as spread
    from sums_before
    inner join means as pre
        on sums_before.panel_id = pre.panel_id
        and pre.phase = 'pre'
    inner join means as test
        on sums_before.panel_id = test.panel_id
        and test.phase = 'test'
),

final as (
    select
        predicted.panel_id,
        cast(predicted.pre_days as bigint) as pre_days,
        cast(predicted.test_days as bigint) as test_days,
        predicted.sales_effect,
        {{ square_root('predicted.variance * predicted.spread') }} as sales_standard_error,
        predicted.spend_effect,
        predicted.sales_effect / nullif(predicted.spend_effect, 0) as effect,
        {{ square_root('predicted.variance * predicted.spread') }}
        / nullif(abs(predicted.spend_effect), 0) as standard_error,
        predicted.pre_days - 2 as degrees_of_freedom
    from predicted
)

select * from final
