with

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

final as (
    -- How much of a sale the settlements have told so far: Amazon settles each shipment by itself.
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        cast(sum(settlement_units.quantity) as bigint) as units
    from settlement_units
    where settlement_units.event_type = 'sale'
    group by settlement_units.store, settlement_units.order_id, settlement_units.sku
)

select * from final
