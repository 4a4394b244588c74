{#- order_number(order_id): the number of an order as its reports agree on it: without its number sign, in lower case.

    in:  '#1001', '1001'                out: '1001' twice
    in:  '114-2223334-5556667'          out: '114-2223334-5556667' -#}
{% macro order_number(order_id) -%}
    lower(replace({{ order_id }}, '#', ''))
{%- endmacro %}


{#- orders_by_number_steps(from_cte): one order per store and number, as the CTE orders_by_number (store, order_number, order_id): a visit
    that names a number which two orders have comes to the first of them, and is one visit.

    in:  '#1001', '1001' of one store      out: 1001 '#1001' -#}
{% macro orders_by_number_steps(from_cte) -%}
orders_by_number as (
    select
        {{ from_cte }}.store,
        {{ order_number(from_cte ~ '.order_id') }} as order_number,
        min({{ from_cte }}.order_id) as order_id
    from {{ from_cte }}
    group by {{ from_cte }}.store, {{ order_number(from_cte ~ '.order_id') }}
)
{%- endmacro %}


{#- row_fingerprint(relation, more=[]): a landed row as a number: what it says, where it stands, and which batch brought it. -#}
{% macro row_fingerprint(relation, more=[]) -%}
    {{ fingerprint([
        relation ~ '.row_hash', relation ~ '.source_file', relation ~ '.source_line', relation ~ '.batch_id'
    ] + more) }}
{%- endmacro %}


{#- fingerprint_text(parts): sums of such numbers, as one text. -#}
{% macro fingerprint_text(parts) -%}
    {%- for part in parts -%}
    cast({{ part }} as {{ dbt.type_string() }}){% if not loop.last %} || '/' || {% endif %}
    {%- endfor -%}
{%- endmacro %}


{#- as_flag(condition): a condition as 1, 0 or null; Redshift cannot write a boolean as text. -#}
{% macro as_flag(condition) -%}
    case when {{ condition }} then 1 when not {{ condition }} then 0 end
{%- endmacro %}


{#- rate_text(cross_rates): a rate as one text; null without a rate.

    in:  1.4702 CAD and 1.0892 USD to the euro, of 2025-03-28      out: '2025-03-28/1.4702/1.0892' -#}
{% macro rate_text(cross_rates) -%}
    cast({{ cross_rates }}.rate_date as {{ dbt.type_string() }})
    || '/' || cast({{ cross_rates }}.from_units_per_eur as {{ dbt.type_string() }})
    || '/' || cast({{ cross_rates }}.to_units_per_eur as {{ dbt.type_string() }})
{%- endmacro %}
