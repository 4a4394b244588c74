{#- event_columns(relation, source): the columns that every kind of event shares, in the order of the ledger, so that the
    kinds can be put one under the other. Columns that a kind has and others have not (sku, platform, campaign,
    settlement_amount_key) are given by name; the others are null there. -#}
{% macro event_columns(relation, source, sku='null', platform='null', campaign='null', detail='null') -%}
    {{ relation }}.store,
    {{ relation }}.event_type,
    {{ relation }}.event_date,
    {{ relation }}.posted_date,
    {{ relation }}.fx_date,
    {{ relation }}.order_id,
    {{ relation }}.order_line_key,
    cast({{ sku }} as {{ dbt.type_string() }}) as account_sku,
    cast({{ platform }} as {{ dbt.type_string() }}) as ad_platform,
    cast({{ campaign }} as {{ dbt.type_string() }}) as campaign,
    {{ relation }}.component,
    {{ relation }}.measure,
    {{ relation }}.ledger_role,
    {{ relation }}.basis,
    {{ relation }}.currency,
    {{ money(relation ~ '.amount') }} as amount,
    {{ source }} as source,
    {{ relation }}.report,
    {{ relation }}.document_id,
    cast({{ detail }} as {{ dbt.type_string() }}) as detail_key,
    {{ relation }}.source_file,
    {{ relation }}.source_line,
    {{ relation }}.batch_id
{%- endmacro %}
