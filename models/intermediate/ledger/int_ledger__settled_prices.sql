with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

components as (
    select 'principal' as component, 'price' as kind, false as is_tax
    union all
    select 'tax' as component, 'price' as kind, true as is_tax
    union all
    select 'shipping' as component, 'shipping' as kind, false as is_tax
    union all
    select 'shipping_tax' as component, 'shipping' as kind, true as is_tax
    union all
    select 'gift_wrap' as component, 'gift_wrap' as kind, false as is_tax
    union all
    select 'gift_wrap_tax' as component, 'gift_wrap' as kind, true as is_tax
    union all
    select 'promotion_principal' as component, 'promotion' as kind, false as is_tax
    union all
    select 'promotion_tax' as component, 'promotion' as kind, true as is_tax
    union all
    select 'promotion_shipping' as component, 'shipping_promotion' as kind, false as is_tax
),

final as (
    -- Which amounts of a settlement speak of which one of the order report.
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        components.kind,
        max(settlement_amounts.currency) as currency,
        max(case when components.is_tax then 0 else 1 end) = 1 as has_amount,
        sum(case when components.is_tax then 0 else settlement_amounts.amount end) as amount,
        sum(case when components.is_tax then settlement_amounts.amount else 0 end) as tax
    from settlement_amounts
    inner join components
        on settlement_amounts.component = components.component
    where settlement_amounts.is_primary
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_event_type = 'sale'
        and settlement_amounts.order_id is not null
    group by
        settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku,
        components.kind
)

select * from final
