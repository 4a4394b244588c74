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
