{#- refund_measure(component): what a piece of a Shopify refund is in the profit and loss. A difference between what lines, shipping
    and tax add up to and what was paid back is a change of the price given back.

    in:  refund_goods, refund_discrepancy      out: returns twice
    in:  refund_tax                            out: null -#}
{% macro refund_measure(component) -%}
    case
        when {{ component }} in ('refund_goods', 'refund_shipping', 'refund_discrepancy') then 'returns'
        when {{ component }} = 'refund_tip' then {{ "'returns'" if var('tips_are_revenue') else 'null' }}
        when {{ component }} = 'refund_residual' then 'unallocated_amount'
    end
{%- endmacro %}


{#- refund_role(component): where such a piece counts.

    in:  refund_goods, refund_residual, refund_tax      out: pnl, unallocated, balance_sheet -#}
{% macro refund_role(component) -%}
    case
        when {{ component }} in ('refund_goods', 'refund_shipping', 'refund_discrepancy') then 'pnl'
        when {{ component }} = 'refund_tip' then {{ "'pnl'" if var('tips_are_revenue') else "'balance_sheet'" }}
        when {{ component }} = 'refund_residual' then 'unallocated'
        else 'balance_sheet'
    end
{%- endmacro %}


{#- undated_refund(dated, exchange, disputed): what an order's Refunded Amount has beyond its dated refunds. It may count what exchange added
    to them; where it reaches the order's total, only what it has beyond that. The bank takes a disputed payment once: refunds and disputes
    together give back no more than the order's total, or its Refunded Amount where that is more. A dispute that was won is none. Needs
    `shopify_orders`.

    in:  total 54.00, refunded 54.00, dated 0.00, disputed 54.00      out: 0.00
    in:  total 54.00, refunded 10.00, dated 0.00, disputed 30.00      out: 10.00
    in:  total 54.00, refunded 40.00, dated 5.00, disputed 30.00      out: 19.00
    in:  total 110.00, refunded 60.00, dated 50.00, exchange 9.09     out: 0.91
    in:  total 110.00, refunded 110.00, dated 100.00, exchange 9.09   out: 10.00 -#}
{% macro undated_refund(dated, exchange, disputed) -%}
    {{ money(
        'greatest(least(shopify_orders.refunded_amount,'
        ' greatest(shopify_orders.total, shopify_orders.refunded_amount)'
        ' - coalesce(' ~ disputed ~ ', 0))'
        ' - coalesce(' ~ dated ~ ', 0)'
        ' - least(greatest(coalesce(' ~ exchange ~ ', 0), 0), shopify_orders.refunded_amount'
        ' - case when shopify_orders.refunded_amount >= shopify_orders.total'
        ' then shopify_orders.total else 0 end), 0)'
    ) }}
{%- endmacro %}


{#- so_far(function, expression): the sum or the latest of what the batches of an order have told, this one included. Needs `told`: one
    row per order and batch.

    in:  sum, amounts 40.00, null, 20.00 of one order      out: 40.00, 40.00, 60.00 -#}
{% macro so_far(function, expression) -%}
    {{ function }}({{ 'coalesce(' ~ expression ~ ', 0)' if function == 'sum' else expression }}) over (
        partition by told.store, told.order_name order by told.batch_id
        rows between unbounded preceding and current row
    )
{%- endmacro %}
