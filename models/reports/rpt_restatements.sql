with

cost_restatements as (
    select * from {{ ref('fact_cost_restatements') }}
),

channels as (
    select * from {{ ref('dim_channel') }}
),

final as (
    select
        {{ hash_key([
            "cost_restatements.store", "cost_restatements.fiscal_year",
            "cost_restatements.fiscal_period", "channels.channel_name", "cost_restatements.sku"
        ]) }} as restatement_key,
        cost_restatements.store,
        cost_restatements.fiscal_year,
        cost_restatements.fiscal_period,
        channels.channel_name,
        cost_restatements.sku,
        cost_restatements.reporting_currency,
        cost_restatements.is_restated,
        cast(count(*) as bigint) as order_lines,
        cast(sum(cost_restatements.quantity) as bigint) as units,
        cast(sum(cost_restatements.cogs_as_closed) as numeric(18, 4)) as cogs_as_closed,
        cast(sum(cost_restatements.cogs_as_known_now) as numeric(18, 4)) as cogs_as_known_now,
        cast(sum(cost_restatements.cogs_difference) as numeric(18, 4)) as cogs_difference
    from cost_restatements
    inner join channels
        on cost_restatements.channel_key = channels.channel_key
    group by
        cost_restatements.store, cost_restatements.fiscal_year, cost_restatements.fiscal_period,
        channels.channel_name, cost_restatements.sku, cost_restatements.reporting_currency,
        cost_restatements.is_restated
)

select * from final
