with

settlements as (
    select * from {{ ref('int_changes__settlements') }}
),

amounts_classified as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

primary_documents as (
    select
        amounts_classified.store,
        amounts_classified.settlement_id,
        amounts_classified.layout
    from amounts_classified
    where amounts_classified.is_primary
    group by
        amounts_classified.store, amounts_classified.settlement_id, amounts_classified.layout
),

flat_file_units as (
    -- Quantity repeats on every component of a line: only the principal's row counts. In the older
    -- flat file it has a row of its own, without an amount.
    select
        settlements.store,
        settlements.order_id,
        settlements.sku,
        settlements.posted_date,
        case
            when {{ normalized_code('settlements.transaction_type') }} = 'order' then 'sale'
            else 'refund'
        end as event_type,
        settlements.batch_id,
        settlements.quantity_purchased as quantity
    from settlements
    inner join primary_documents
        on settlements.store = primary_documents.store
        and settlements.settlement_id = primary_documents.settlement_id
        and settlements.layout = primary_documents.layout
    where settlements.record_type = 'data'
        and settlements.order_id is not null
        and settlements.sku is not null
        and not {{ is_mcf('settlements.marketplace_name', 'settlements.order_id') }}
        and {{ normalized_code('settlements.transaction_type') }}
        in ('order', 'refund', 'chargebackrefund', 'atozguaranteerefund')
        and (
            settlements.layout = 'flat_file_v1'
            or (
                {{ normalized_code('settlements.amount_type') }} = 'itemprice'
                and {{ normalized_code('settlements.amount_description') }} = 'principal'
            )
        )
),

date_range_units as (
    select
        amounts_classified.store,
        amounts_classified.order_id,
        amounts_classified.sku,
        amounts_classified.posted_date,
        amounts_classified.order_event_type as event_type,
        amounts_classified.batch_id,
        amounts_classified.quantity_purchased as quantity
    from amounts_classified
    where amounts_classified.is_primary
        and amounts_classified.layout = 'date_range'
        and amounts_classified.component in ('principal', 'principal_refund')
        and not amounts_classified.is_mcf
        and amounts_classified.order_id is not null
        and amounts_classified.sku is not null
),

unioned as (
    select * from flat_file_units
    union all
    select * from date_range_units
),

final as (
    select
        unioned.store,
        unioned.order_id,
        unioned.sku,
        unioned.posted_date,
        unioned.event_type,
        unioned.batch_id,
        cast(sum(unioned.quantity) as bigint) as quantity
    from unioned
    group by
        unioned.store, unioned.order_id, unioned.sku, unioned.posted_date, unioned.event_type,
        unioned.batch_id
)

select * from final
