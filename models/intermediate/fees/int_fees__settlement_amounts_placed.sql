with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

amounts_shared as (
    select * from {{ ref('int_fees__settlement_amounts_shared') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

named as (
    -- Amounts that name their order and SKU themselves.
    select
        settlement_amounts.settlement_amount_key,
        order_lines.order_line_key,
        settlement_amounts.amount
    from settlement_amounts
    inner join order_lines
        on settlement_amounts.store = order_lines.store
        and settlement_amounts.order_id = order_lines.order_id
        and settlement_amounts.sku = order_lines.sku
        and order_lines.platform = 'amazon'
    where settlement_amounts.is_primary
        and settlement_amounts.scope in ('order', 'order_if_named')
        and not settlement_amounts.is_mcf
),

on_lines as (
    select
        named.settlement_amount_key,
        named.order_line_key,
        named.amount
    from named
    union all
    select
        amounts_shared.settlement_amount_key,
        amounts_shared.order_line_key,
        amounts_shared.amount_share as amount
    from amounts_shared
),

final as (
    -- Every settlement amount once: on the line or lines that it belongs to, on the account, or
    -- unmatched.
    select
        settlement_amounts.settlement_amount_key,
        settlement_amounts.store,
        on_lines.order_line_key,
        case
            when not settlement_amounts.is_primary then 'second_witness'
            when on_lines.order_line_key is not null then 'line'
            when settlement_amounts.scope = 'order' then 'unmatched'
            when settlement_amounts.scope = 'order_if_named'
                and settlement_amounts.order_id is not null then 'unmatched'
            else 'account'
        end as placement,
        settlement_amounts.settlement_id,
        settlement_amounts.layout,
        settlement_amounts.is_primary,
        settlement_amounts.component,
        settlement_amounts.measure,
        settlement_amounts.mapped_role,
        settlement_amounts.order_event_type,
        coalesce(settlement_amounts.order_id, settlement_amounts.merchant_order_id) as order_id,
        settlement_amounts.sku,
        settlement_amounts.currency,
        coalesce(on_lines.amount, settlement_amounts.amount) as amount,
        settlement_amounts.posted_date,
        order_lines.sale_date,
        settlement_amounts.source_file,
        settlement_amounts.source_line,
        settlement_amounts.batch_id
    from settlement_amounts
    left join on_lines
        on settlement_amounts.settlement_amount_key = on_lines.settlement_amount_key
    left join order_lines
        on on_lines.order_line_key = order_lines.order_line_key
)

select * from final
