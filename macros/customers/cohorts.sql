{#- running_if_known(expression): the sum over a cohort's months up to the row's, for a relation `cells` with one row per store,
    cohort_month, reporting_currency and months_since; null from the first month on that is null.

    in:  3.00, -1.00, null, 2.00      out: 3.00, 2.00, null, null -#}
{% macro running_if_known(expression) -%}
{%- set cohort_so_far -%}
over (
            partition by cells.store, cells.cohort_month, cells.reporting_currency
            order by cells.months_since rows between unbounded preceding and current row
        )
{%- endset -%}
cast(
            case
                when count({{ expression }}) {{ cohort_so_far }} = count(*) {{ cohort_so_far }}
                    then sum({{ expression }}) {{ cohort_so_far }}
            end as numeric(18, 4)
        )
{%- endmacro %}


{#- t_quantile(degrees): the 97.5 % point of Student's t distribution by the Cornish-Fisher expansion (Abramowitz and Stegun
    26.7.5), double precision; within 0.001 from 4 degrees of freedom on.

    in:  4      out: 2.7756      (exact 2.7764)
    in:  20     out: 2.0860 -#}
{% macro t_quantile(degrees) -%}
{%- set z = 1.959963984540054 -%}
{%- set n = 'cast(' ~ degrees ~ ' as double precision)' -%}
{%- set terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160
] -%}
(
            cast({{ z }} as double precision)
            {%- for term in terms %}
            + cast({{ term }} as double precision)
            {%- for power in range(loop.index) %} / nullif({{ n }}, 0){% endfor %}
            {%- endfor %}
        )
{%- endmacro %}


{#- projected_value(expression): a column of the projection, for a relation `projected`: what was observed once all months are, the
    expression while they are not, null where nothing can be said. numeric(18,4).

    in:  status 'projected', 61.23456      out: 61.2346
    in:  status 'observed', any            out: cm3_observed -#}
{% macro projected_value(expression) -%}
cast(
            round(
                cast(
                    case projected.projection_status
                        when 'observed' then projected.cm3_observed
                        when 'projected' then {{ expression }}
                    end as numeric(38, 10)
                ),
                4
            ) as numeric(18, 4)
        )
{%- endmacro %}
