with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

final as (
    -- A settlement settles a sale when it tells the price; a fee alone leaves the report its say.
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        max(settlement_amounts.marketplace_name) as marketplace_name,
        max(settlement_amounts.fulfillment_id) as fulfillment_id,
        max(settlement_amounts.currency) as currency,
        min(settlement_amounts.posted_date) as first_posted_date,
        min(
            case
                when settlement_amounts.order_event_type = 'sale'
                    then settlement_amounts.posted_date
            end
        ) as first_sale_posted_date,
        max(
            case
                when settlement_amounts.order_event_type = 'sale'
                    and {{ normalized_code('settlement_amounts.amount_type') }} = 'itemprice' then 1
                else 0
            end
        ) = 1 as is_settled
    from settlement_amounts
    where settlement_amounts.is_primary
        and settlement_amounts.scope = 'order'
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_id is not null
        and settlement_amounts.sku is not null
    group by settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku
)

select * from final
