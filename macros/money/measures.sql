{#- measure_sum(measure): one measure over the events of a group, in the reporting currency, as numeric(18,4).

    in:  two events of the measure, 10.0000 and 2.5000          out: 12.5000
    in:  no event of the measure                                out: 0.0000
    in:  10.0000 and one that no rate could translate (null)    out: null, because the sum is not known

    Reads the columns measure and measure_amount. -#}
{% macro measure_sum(measure) -%}
cast(
    case
        when sum(case when measure = '{{ measure }}' and measure_amount is null then 1 else 0 end) > 0 then null
        else sum(case when measure = '{{ measure }}' then measure_amount else 0 end)
    end as numeric(18, 4)
)
{%- endmacro %}


{#- The subtotals of the profit and loss, each defined once, over columns named as the measures. -#}
{% macro net_revenue() -%}
(gross_revenue - discounts + shipping_revenue + gift_wrap_revenue + other_revenue - returns)
{%- endmacro %}

{% macro cm1() -%}
({{ net_revenue() }} - cogs)
{%- endmacro %}

{% macro cm2() -%}
(
    {{ cm1() }} - amazon_referral_fees - amazon_fulfillment_fees - amazon_storage_fees - amazon_other_fees
    - shopify_fees - payment_processing_fees - shipping_cost + reimbursements
)
{%- endmacro %}

{% macro cm3() -%}
({{ cm2() }} - ad_spend)
{%- endmacro %}

{% macro net_profit() -%}
({{ cm3() }} - other_costs)
{%- endmacro %}
