with

panel as (
    select * from {{ ref('int_halo__panel') }}
    where is_estimated
        and arm is null
),

spread as (
    -- What was spent in a week works on in the weeks after it, by adstock_rate less in each. Weeks
    -- before the panel begins are not known, and taken to be without spend.
    select
        panel.panel_id,
        panel.geo,
        panel.period_no,
        sum(
            {{ raised('panel.adstock_rate', 'panel.period_no - earlier.period_no') }}
            * {{ real('earlier.spend') }}
        ) as adstock
    from panel
    inner join panel as earlier
        on panel.panel_id = earlier.panel_id
        and panel.geo = earlier.geo
        and earlier.period_no
        between panel.period_no - {{ var('halo_adstock_weeks') }} and panel.period_no
    group by panel.panel_id, panel.geo, panel.period_no
),

final as (
    select
        panel.panel_id,
        panel.geo,
        panel.period_no,
        {{ real('panel.sales') }} / nullif({{ real('panel.weight') }}, 0) as sales_rate,
        spread.adstock / nullif({{ real('panel.weight') }}, 0) as adstock_rate,
        {{ real('next_week.spend') }} / nullif({{ real('panel.weight') }}, 0) as next_spend_rate
    from panel
    inner join spread
        on panel.panel_id = spread.panel_id
        and panel.geo = spread.geo
        and panel.period_no = spread.period_no
    left join panel as next_week
        on panel.panel_id = next_week.panel_id
        and panel.geo = next_week.geo
        and panel.period_no + 1 = next_week.period_no
)

select * from final
