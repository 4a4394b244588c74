{#- The measures of the profit and loss, in the order in which it is read. -#}
{% macro performance_measures() -%}
{{ return([
    'gross_revenue', 'discounts', 'shipping_revenue', 'gift_wrap_revenue', 'other_revenue', 'returns', 'net_revenue',
    'cogs', 'cm1', 'amazon_referral_fees', 'amazon_fulfillment_fees', 'amazon_storage_fees', 'amazon_other_fees',
    'shopify_fees', 'payment_processing_fees', 'shipping_cost', 'reimbursements', 'cm2', 'ad_spend', 'cm3',
    'other_costs', 'net_profit', 'unallocated_amount'
]) }}
{%- endmacro %}


{#- performance_columns(relation): quantity and the measures of one relation, as a select list. -#}
{% macro performance_columns(relation) -%}
{{ relation }}.quantity,
{% for measure in performance_measures() -%}
{{ relation }}.{{ measure }}{% if not loop.last %},
{% endif %}
{%- endfor %}
{%- endmacro %}


{#- performance_totals(relation): quantity and the measures summed over a group. A measure that one row could not translate
    (null) has no total: null, not the sum of the rest.

    in:  10.0000, 2.5000        out: 12.5000
    in:  10.0000, null          out: null -#}
{% macro performance_totals(relation) -%}
cast(sum({{ relation }}.quantity) as bigint) as quantity,
{% for measure in performance_measures() -%}
{{ sum_if_known(relation ~ '.' ~ measure) }} as {{ measure }}{% if not loop.last %},
{% endif %}
{%- endfor %}
{%- endmacro %}


{#- sum_if_known(expression): a sum that is null as soon as one term is. -#}
{% macro sum_if_known(expression) -%}
cast(case when count(*) = count({{ expression }}) then sum({{ expression }}) end as numeric(18, 4))
{%- endmacro %}


{#- is_first_sale(is_sale, period, order_columns): whether a row is a sale in the first period (a day, a month) in which its order
    has one. An order whose sales lie in several, as parcels leave or corrections come, is counted in that one alone.

    order A, sales on 5 and 9 May      out: true on the 5th, false on the 9th
    order A, returned on 5 May         out: false -#}
{% macro is_first_sale(is_sale, period, order_columns) -%}
({{ is_sale }} and {{ period }} = min(case when {{ is_sale }} then {{ period }} end) over (
    partition by {{ order_columns }}
))
{%- endmacro %}


{#- subtotal_lines(): the lines of the profit and loss that add up the lines above them. -#}
{% macro subtotal_lines() -%}
{{ return(['net_revenue', 'cm1', 'cm2', 'cm3', 'net_profit']) }}
{%- endmacro %}


{#- pnl_lines(): one row per line of the profit and loss, as (pnl_line, line_sort_order, is_subtotal). -#}
{% macro pnl_lines() -%}
{% for line in performance_measures() -%}
select
    '{{ line }}' as pnl_line,
    {{ loop.index }} as line_sort_order,
    {{ 'true' if line in subtotal_lines() else 'false' }} as is_subtotal{% if not loop.last %}
union all
{% endif %}
{%- endfor %}
{%- endmacro %}


{#- pnl_line_terms(): which measures of the ledger a line is made of, as (pnl_line, measure, ledger_sign). The ledger books money to the
    merchant as positive, so a subtotal adds what stands above it; a line of its own shows a cost as positive.

    out: (discounts, discounts, -1), (net_revenue, gross_revenue, 1), (net_revenue, discounts, 1), ... -#}
{% macro pnl_line_terms() -%}
{%- set costs = [
    'discounts', 'returns', 'cogs', 'amazon_referral_fees', 'amazon_fulfillment_fees', 'amazon_storage_fees',
    'amazon_other_fees', 'shopify_fees', 'payment_processing_fees', 'shipping_cost', 'ad_spend', 'other_costs'
] -%}
{%- set above, terms = [], [] -%}
{%- for line in performance_measures() -%}
    {%- if line in subtotal_lines() -%}
        {%- for measure in above -%}
            {%- do terms.append((line, measure, 1)) -%}
        {%- endfor -%}
    {%- else -%}
        {%- do terms.append((line, line, -1 if line in costs else 1)) -%}
        {%- do above.append(line) -%}
    {%- endif -%}
{%- endfor -%}
{% for line, measure, ledger_sign in terms -%}
select
    '{{ line }}' as pnl_line,
    '{{ measure }}' as measure,
    {{ ledger_sign }} as ledger_sign{% if not loop.last %}
union all
{% endif %}
{%- endfor %}
{%- endmacro %}


{#- pnl_line_amount(relation, line): the column of the relation that the line names. -#}
{% macro pnl_line_amount(relation, line) -%}
case {{ line }}
{%- for measure in performance_measures() %}
    when '{{ measure }}' then {{ relation }}.{{ measure }}
{%- endfor %}
end
{%- endmacro %}
