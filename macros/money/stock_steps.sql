{#- trace_steps(from_cte, layers, hops, into): follows units that lie in a layer of returned goods to where they were sold from before,
    as CTEs of which the last is named `into`: the rows of `from_cte` and those of up to so many hops. Units that were sold and came
    back more often than that are not followed.

    in:  units 8 to 10 in a layer of returned goods that lies 5 behind      out: units 3 to 5, moved by 5, in the layer that holds them

    from_cte and `into`: order_line_key, book, store, cost_sku, layer_kind, layer_key, shift, moved_by, piece_from, piece_to. Redshift
    takes no recursive CTE inside a create table. -#}
{% macro trace_steps(from_cte, layers, hops, into='traced') -%}
{%- for hop in range(1, hops + 1) -%}
{%- set before = from_cte if loop.first else into ~ '_' ~ (hop - 1) -%}
{{ into }}_{{ hop }} as (
    select
        {{ before }}.order_line_key,
        {{ before }}.book,
        {{ before }}.store,
        {{ before }}.cost_sku,
        {{ layers }}.layer_kind,
        {{ layers }}.layer_key,
        {{ layers }}.shift,
        {{ before }}.moved_by + {{ before }}.shift as moved_by,
        greatest({{ before }}.piece_from - {{ before }}.shift, {{ layers }}.layer_from) as piece_from,
        least({{ before }}.piece_to - {{ before }}.shift, {{ layers }}.layer_to) as piece_to
    from {{ before }}
    inner join {{ layers }}
        on {{ before }}.book = {{ layers }}.book
        and {{ before }}.store = {{ layers }}.store
        and {{ before }}.cost_sku = {{ layers }}.cost_sku
        and {{ before }}.piece_from - {{ before }}.shift < {{ layers }}.layer_to
        and {{ before }}.piece_to - {{ before }}.shift > {{ layers }}.layer_from
    -- Goods that came back before any were there have no cost to come back at.
    where {{ before }}.layer_kind = 'return'
        and {{ before }}.shift > 0
),

{% endfor -%}
{{ into }} as (
    select * from {{ from_cte }}
    {%- for hop in range(1, hops + 1) %}
    union all
    select * from {{ into }}_{{ hop }}
    {%- endfor %}
)
{%- endmacro %}


{#- moving_average_steps(from_cte, partition_by, doublings, into): the value x of  x = kept_share * (x before) + added_cost  on each row of
    a partition, in the order of step_number, as CTEs of which the last, `into`, has the columns of `from_cte` and average_cost.

    in:  kept_share 0, 0.33333333333333; added_cost 4, 4      out: 4, 5.3333333333

    Two rows in a row are again such a step, so ten doublings hold 1,024 rows. Redshift takes no recursive CTE inside a create table. -#}
{% macro moving_average_steps(from_cte, partition_by, doublings, into='averaged') -%}
{%- for doubling in range(doublings) -%}
{%- set before = from_cte if loop.first else into ~ '_' ~ (doubling - 1) -%}
{%- set share = 'kept_share' if loop.first else 'share_so_far' -%}
{%- set cost = 'added_cost' if loop.first else 'cost_so_far' -%}
{%- set rows = 'over (partition by ' ~ partition_by ~ ' order by step_number)' -%}
{{ into }}_{{ doubling }} as (
    select
        {{ partition_by }},
        step_number,
        cast(
            round({{ share }} * coalesce(lag({{ share }}, {{ 2 ** doubling }}) {{ rows }}, 1), 14)
            as numeric(18, 14)
        ) as share_so_far,
        cast(
            round(
                {{ cost }}
                + {{ share }} * coalesce(lag({{ cost }}, {{ 2 ** doubling }}) {{ rows }}, 0),
                10
            ) as numeric(18, 10)
        ) as cost_so_far
    from {{ before }}
),

{% endfor -%}
{{ into }} as (
    select
        {{ partition_by }},
        step_number,
        cast(round(cost_so_far, 8) as numeric(18, 8)) as average_cost
    from {{ into }}_{{ doublings - 1 }}
)
{%- endmacro %}
