{#- plain_number(text): a number that a report prints as text, digits with at most one decimal point, as
    numeric(18,4). Null for every other text: a dash stands for no number, and a cast would end the
    build.

    in:  '25.5'              out: 25.5000
    in:  '456'               out: 456.0000
    in:  '-', 'old', '', '.' out: null -#}
{% macro plain_number(text) -%}
    case
        when translate({{ text }}, '0123456789', '') in ('', '.')
            and translate({{ text }}, '.', '') <> ''
            and length(split_part({{ text }}, '.', 1)) <= 9
            then cast(
                case
                    when {{ text }} like '.%' then '0' || substring({{ text }}, 1, 13)
                    else substring({{ text }}, 1, 14)
                end as numeric(18, 4)
            )
    end
{%- endmacro %}
