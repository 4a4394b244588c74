with

spend_allocated as (
    select * from {{ ref('int_attribution__spend_allocated') }}
),

placed as (
    -- What an order line bears comes off the campaign's own row of the day, line by line, so that
    -- the two are the same amount in every currency.
    select
        spend_allocated.*,
        'campaign_spend_allocated' as component,
        spend_allocated.order_id as placed_order_id,
        spend_allocated.order_line_key as placed_line_key,
        -spend_allocated.allocated_amount as amount
    from spend_allocated
    union all
    select
        spend_allocated.*,
        'campaign_spend_placed' as component,
        cast(null as {{ dbt.type_string() }}) as placed_order_id,
        cast(null as {{ dbt.type_string() }}) as placed_line_key,
        spend_allocated.allocated_amount as amount
    from spend_allocated
),

final as (
    select
        placed.store,
        'ad_spend' as event_type,
        placed.spend_date as event_date,
        placed.spend_date as posted_date,
        placed.spend_date as fx_date,
        placed.placed_order_id as order_id,
        placed.placed_line_key as order_line_key,
        placed.component,
        'ad_spend' as measure,
        'pnl' as ledger_role,
        'allocated' as basis,
        placed.currency,
        placed.amount,
        'ad_spend_by_order_line' as report,
        placed.campaign_day_key as document_id,
        placed.platform,
        placed.campaign_key as campaign,
        placed.ad_allocation_key as detail_key,
        placed.source_file,
        placed.source_line,
        placed.batch_id
    from placed
)

select * from final
