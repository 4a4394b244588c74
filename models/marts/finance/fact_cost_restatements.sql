with

cost_restatements as (
    select * from {{ ref('int_ledger__cost_restatements') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

final as (
    select
        cost_restatements.order_line_key,
        {{ dimension_key(
            ["cost_restatements.store", "cost_restatements.sku"], "true",
            "cost_restatements.sku is not null"
        ) }} as product_key,
        {{ dimension_key(
            ["cost_restatements.store", "order_lines.channel_name"],
            "order_lines.channel_name is not null", "true"
        ) }} as channel_key,
        cost_restatements.store,
        cost_restatements.fiscal_year,
        cost_restatements.fiscal_period,
        cost_restatements.sale_date as event_date,
        order_lines.order_id,
        order_lines.order_line_id,
        cost_restatements.sku,
        cost_restatements.quantity,
        cost_restatements.reporting_currency,
        cost_restatements.cogs_as_closed,
        cost_restatements.cogs_as_known_now,
        cast(
            cost_restatements.cogs_as_known_now - cost_restatements.cogs_as_closed
            as numeric(18, 4)
        ) as cogs_difference,
        {{ var('restate_closed_periods') }} as is_restated
    from cost_restatements
    inner join order_lines
        on cost_restatements.order_line_key = order_lines.order_line_key
)

select * from final
