{#- markov_states(): states of a chain that are reckoned with, the start among them. Channels beyond are one state, Other. -#}
{% macro markov_states() -%}
    {{ return(32) }}
{%- endmacro %}


{#- inverse_steps(from_cte, chain, states, into): the inverse of a square matrix per chain, as CTEs that sweep one pivot each; the last one
    is named `into` and has the columns of `from_cte`: chain, i, j, v.

    in:  1 -0.5 / 0 1      out: 1 0.5 / 0 1
    from_cte: all cells of the matrix, i and j from 1, v a double. A pivot beyond the size of a matrix changes nothing, so that one text serves
    chains of any size up to `states`. No pivot is 0 for I - Q of an absorbing chain. Windows only: a recursive query is unfit on Redshift. -#}
{% macro inverse_steps(from_cte, chain, states, into) -%}
{%- for pivot in range(1, states + 1) %}
{%- set former = from_cte if pivot == 1 else into ~ '_' ~ (pivot - 1) %}
{%- set present = into if pivot == states else into ~ '_' ~ pivot %}
{{ into }}_seen_{{ pivot }} as (
    select
        {{ former }}.{{ chain }},
        {{ former }}.i,
        {{ former }}.j,
        {{ former }}.v,
        max(case when {{ former }}.j = {{ pivot }} then {{ former }}.v end) over (
            partition by {{ former }}.{{ chain }}, {{ former }}.i
        ) as of_row,
        max(case when {{ former }}.i = {{ pivot }} then {{ former }}.v end) over (
            partition by {{ former }}.{{ chain }}, {{ former }}.j
        ) as of_column,
        max(case when {{ former }}.i = {{ pivot }} and {{ former }}.j = {{ pivot }} then {{ former }}.v end) over (
            partition by {{ former }}.{{ chain }}
        ) as of_pivot
    from {{ former }}
),

{{ present }} as (
    select
        {{ chain }},
        i,
        j,
        case
            when of_pivot is null then v
            when i = {{ pivot }} and j = {{ pivot }} then {{ real(1) }} / nullif(of_pivot, 0)
            when i = {{ pivot }} then v / nullif(of_pivot, 0)
            when j = {{ pivot }} then -v / nullif(of_pivot, 0)
            else v - of_row * of_column / nullif(of_pivot, 0)
        end as v
    from {{ into }}_seen_{{ pivot }}
){{ ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}
