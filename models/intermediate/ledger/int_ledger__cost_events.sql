with

cogs_events as (
    select * from {{ ref('int_ledger__cogs_events') }}
),

stock_events as (
    select * from {{ ref('int_ledger__stock_events') }}
),

shipping_events as (
    select * from {{ ref('int_ledger__shipping_events') }}
),

final as (
    -- What goods cost: those sold, those lost before they were sold, and their way to the buyer.
    select
        {{ event_columns(
            'cogs_events', "'costs'", detail='cogs_events.detail_key',
            known_batch='cogs_events.known_batch_id', has_bookings=true
        ) }}
    from cogs_events
    union all
    select
        {{ event_columns(
            'stock_events', "'costs'", sku='stock_events.sku', detail='stock_events.cost_part_key',
            known_batch='stock_events.known_batch_id'
        ) }}
    from stock_events
    union all
    select
        {{ event_columns(
            'shipping_events', "'costs'", known_batch='shipping_events.batch_id', has_bookings=true
        ) }}
    from shipping_events
)

select * from final
