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
