with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

line_skus_known as (
    select * from {{ ref('int_costs__line_skus_known') }}
),

to_share as (
    -- Amounts that name an order but no line of it: an order-level fee, or the warehouse fee of a
    -- Shopify order.
    select
        settlement_amounts.settlement_amount_key,
        settlement_amounts.store,
        settlement_amounts.amount,
        settlement_amounts.sku,
        settlement_amounts.is_mcf,
        case when settlement_amounts.is_mcf then 'shopify' else 'amazon' end as platform,
        case
            when settlement_amounts.is_mcf then settlement_amounts.merchant_order_id
            else settlement_amounts.order_id
        end as order_id
    from settlement_amounts
    where settlement_amounts.is_primary
        and settlement_amounts.scope in ('order', 'order_if_named')
        and (settlement_amounts.is_mcf or settlement_amounts.sku is null)
),

candidates as (
    select
        to_share.settlement_amount_key,
        to_share.store,
        {{ cents('to_share.amount') }} as amount_cents,
        order_lines.order_line_key,
        order_lines.order_line_id,
        order_lines.line_number,
        order_lines.quantity,
        case
            when line_skus_known.is_own_sku then 2
            when line_skus_known.sku is not null then 1
            else 0
        end as sku_match
    from to_share
    inner join order_lines
        on to_share.store = order_lines.store
        and to_share.platform = order_lines.platform
        and {{ order_number('to_share.order_id') }}
        = {{ order_number('order_lines.order_id') }}
        and order_lines.line_kind = 'merchandise'
    left join line_skus_known
        on order_lines.order_line_key = line_skus_known.order_line_key
        and to_share.sku = line_skus_known.sku
),

ranked as (
    -- The lines with the SKU that Amazon names, else those with another one of the same product,
    -- else all of the order.
    select
        candidates.*,
        max(candidates.sku_match) over (
            partition by candidates.settlement_amount_key
        ) as best_sku_match
    from candidates
),

weighed as (
    select
        ranked.settlement_amount_key,
        ranked.store,
        ranked.order_line_key,
        ranked.order_line_id,
        ranked.amount_cents,
        coalesce(ranked.line_number, 0) as line_number,
        case
            when sum(ranked.quantity) over (partition by ranked.settlement_amount_key) > 0
                then ranked.quantity
            else 1
        end as units_weight
    from ranked
    where ranked.sku_match = ranked.best_sku_match
),

{{ allocation_steps(
    from_cte='weighed', total='amount_cents', weight='units_weight',
    partition_by='settlement_amount_key', order_by='line_number, order_line_id',
    result='amount_share_cents'
) }},

final as (
    select
        allocated.settlement_amount_key,
        allocated.store,
        allocated.order_line_key,
        {{ from_cents('allocated.amount_share_cents') }} as amount_share
    from allocated
)

select * from final
