with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

final as (
    -- A settlement settles a sale when it tells the price. The first batch that did is when the
    -- order report's own price became a second witness.
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        min(settlement_amounts.batch_id) as first_batch_id,
        min(settlement_amounts.posted_date) as first_posted_date
    from settlement_amounts
    where settlement_amounts.is_primary
        and not settlement_amounts.is_mcf
        and settlement_amounts.scope = 'order'
        and settlement_amounts.order_event_type = 'sale'
        and {{ normalized_code('settlement_amounts.amount_type') }} = 'itemprice'
        and settlement_amounts.order_id is not null
        and settlement_amounts.sku is not null
    group by settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku
)

select * from final
