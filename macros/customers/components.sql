{#- component_round_steps(from_cte, edges_cte, into): one round towards connected components, as CTEs; the last one is named `into`.

    from_cte: identifier_key, component_label, a label being the key of some identifier that can be reached. edges_cte: from_key, to_key,
    each edge in both directions. Two steps, after which each label is as small or smaller:

    hook    the identifier whose key is a label takes the smallest label that lies across an edge from any holder of its own
    jump    each identifier takes the label of its label, twice

    in:  edges a-b, b-c, c-d; labels a:a b:b c:c d:d      out: a:a b:a c:a d:a
    When no edge joins two labels, nothing changes any more. -#}
{% macro component_round_steps(from_cte, edges_cte, into) -%}
{{ into }}_sighted as (
    select
        labels_from.component_label,
        min(labels_to.component_label) as sighted_label
    from {{ edges_cte }} as edges_seen
    inner join {{ from_cte }} as labels_from
        on edges_seen.from_key = labels_from.identifier_key
    inner join {{ from_cte }} as labels_to
        on edges_seen.to_key = labels_to.identifier_key
    group by labels_from.component_label
),

{{ into }}_hooked as (
    select
        {{ from_cte }}.identifier_key,
        case
            when {{ into }}_sighted.sighted_label < {{ from_cte }}.component_label then {{ into }}_sighted.sighted_label
            else {{ from_cte }}.component_label
        end as component_label
    from {{ from_cte }}
    left join {{ into }}_sighted
        on {{ from_cte }}.identifier_key = {{ into }}_sighted.component_label
),

{{ into }}_jumped as (
    select
        {{ into }}_hooked.identifier_key,
        leaders.component_label
    from {{ into }}_hooked
    inner join {{ into }}_hooked as leaders
        on {{ into }}_hooked.component_label = leaders.identifier_key
),

{{ into }} as (
    select
        {{ into }}_jumped.identifier_key,
        leaders.component_label
    from {{ into }}_jumped
    inner join {{ into }}_jumped as leaders
        on {{ into }}_jumped.component_label = leaders.identifier_key
)
{%- endmacro %}
