{#- event_columns(relation, source): the columns that every kind of event shares, in the order of the ledger, so that the
    kinds can be put one under the other. Columns that a kind has and others have not (sku, platform, campaign,
    settlement_amount_key) are given by name; the others are null there. known_batch is the batch that made the
    amount known: null where only the newest export of an order or campaign is kept, which does not tell when it was first
    known. has_bookings: the kind has estimates that an actual takes the place of (see bookings), and says in
    replaced_batch_id and replaced_date when that one became known. -#}
{% macro event_columns(relation, source, sku='null', platform='null', campaign='null', detail='null', known_batch='null', has_bookings=false) -%}
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
    cast({{ known_batch }} as {{ dbt.type_string() }}) as known_batch_id,
    {{ relation ~ '.posted_date' if known_batch != 'null' else 'cast(null as date)' }} as known_date,
    {{ relation ~ '.booking' if has_bookings else "'now'" }} as booking,
    cast({{ relation ~ '.replaced_batch_id' if has_bookings else 'null' }} as {{ dbt.type_string() }}) as replaced_batch_id,
    cast({{ relation ~ '.replaced_date' if has_bookings else 'null' }} as date) as replaced_date,
    {{ relation }}.source_file,
    {{ relation }}.source_line,
    {{ relation }}.batch_id
{%- endmacro %}
