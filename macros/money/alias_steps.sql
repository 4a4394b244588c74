{#- alias_steps(from_cte, onward_cte, into): aliases followed on to what their SKU stands for, as CTEs; the last one is named `into`. All
    have store, sku, cost_sku, known_from and known_to; a stretch in which the SKU further on changes is cut there.

    in:  A is B from Feb 1; B is C from Apr 1     out: A is B from Feb 1 to Apr 1, A is C from Apr 1; B is C from Apr 1 -#}
{% macro alias_steps(from_cte, onward_cte, into) -%}
{{ into }}_begun as (
    select
        {{ onward_cte }}.store,
        {{ onward_cte }}.sku,
        min({{ onward_cte }}.known_from) as known_from
    from {{ onward_cte }}
    group by {{ onward_cte }}.store, {{ onward_cte }}.sku
),

{{ into }} as (
    select
        {{ from_cte }}.store,
        {{ from_cte }}.sku,
        onward.cost_sku,
        greatest({{ from_cte }}.known_from, onward.known_from) as known_from,
        least({{ from_cte }}.known_to, onward.known_to) as known_to
    from {{ from_cte }}
    inner join {{ onward_cte }} as onward
        on {{ from_cte }}.store = onward.store
        and {{ from_cte }}.cost_sku = onward.sku
        and ({{ from_cte }}.known_from < onward.known_to or onward.known_to is null)
        and (onward.known_from < {{ from_cte }}.known_to or {{ from_cte }}.known_to is null)
    union all
    -- Before a list told of the SKU that an alias names, nothing led on from there.
    select
        {{ from_cte }}.store,
        {{ from_cte }}.sku,
        {{ from_cte }}.cost_sku,
        {{ from_cte }}.known_from,
        least({{ from_cte }}.known_to, begun.known_from) as known_to
    from {{ from_cte }}
    left join {{ into }}_begun as begun
        on {{ from_cte }}.store = begun.store
        and {{ from_cte }}.cost_sku = begun.sku
    where begun.known_from is null
        or {{ from_cte }}.known_from < begun.known_from
)
{%- endmacro %}
