-- Property: the regions of a panel, the unknown one among them, add up to all counted Amazon sales
-- of its store and to all spend of its platforms, whatever has a region.
-- Who relies on it: whoever reads an estimate and wants to know of how much money it was made.
-- What would go wrong silently: sales without a readable state, or spend without a breakdown, would
-- be missing, and the share of the unknown would look smaller than it is.
with

panels as (
    select * from {{ ref('int_halo__panels') }}
    where panel_kind = 'observation'
),

panel as (
    select * from {{ ref('int_halo__panel') }}
),

lines_kept as (
    select * from {{ ref('int_orders__lines_kept') }}
),

spend as (
    select * from {{ ref('int_ads__spend') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

in_panels as (
    select
        panels.panel_id,
        panels.store,
        panels.ad_platform,
        coalesce(sum(panel.sales), 0) as sales,
        coalesce(sum(panel.spend), 0) as spend
    from panels
    left join panel
        on panels.panel_id = panel.panel_id
    group by panels.panel_id, panels.store, panels.ad_platform
),

sold as (
    select
        lines_kept.store,
        sum(
            {{ translate(
                'lines_kept.line_amount', 'lines_kept.currency',
                'reporting_currency.reporting_currency',
                'cross_rates.from_units_per_eur', 'cross_rates.to_units_per_eur'
            ) }}
        ) as sales
    from lines_kept
    cross join reporting_currency
    left join cross_rates
        on lines_kept.currency = cross_rates.currency
        and lines_kept.sale_date = cross_rates.valid_on
    where lines_kept.platform = 'amazon'
        and lines_kept.is_counted
        and lines_kept.sale_date is not null
    group by lines_kept.store
),

spent as (
    select
        spend.store,
        spend.platform,
        sum(
            {{ translate(
                'spend.spend - spend.witnessed_spend', 'spend.currency',
                'reporting_currency.reporting_currency',
                'cross_rates.from_units_per_eur', 'cross_rates.to_units_per_eur'
            ) }}
        ) as spend
    from spend
    cross join reporting_currency
    left join cross_rates
        on spend.currency = cross_rates.currency
        and spend.spend_date = cross_rates.valid_on
    where spend.platform in ('google_ads', 'meta_ads')
    group by spend.store, spend.platform
),

spent_per_panel as (
    select
        in_panels.panel_id,
        sum(spent.spend) as spend
    from in_panels
    inner join spent
        on in_panels.store = spent.store
        and in_panels.ad_platform in ('all', spent.platform)
    group by in_panels.panel_id
)

select
    in_panels.panel_id,
    in_panels.ad_platform,
    in_panels.sales - coalesce(sold.sales, 0) as sales_difference,
    in_panels.spend - coalesce(spent_per_panel.spend, 0) as spend_difference
from in_panels
left join sold
    on in_panels.store = sold.store
left join spent_per_panel
    on in_panels.panel_id = spent_per_panel.panel_id
where in_panels.sales <> coalesce(sold.sales, 0)
    or in_panels.spend <> coalesce(spent_per_panel.spend, 0)
