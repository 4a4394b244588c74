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


{#- half_width(samples, deviation): half the 95 % interval in which the next of so many samples lies, double precision; null below
    five samples.

    in:  5, 5.00      out: 15.2025      (2.7756 x 5.00 x 1.0954) -#}
{% macro half_width(samples, deviation) -%}
(
            ({{ t_quantile(1.959963984540054, '(' ~ samples ~ ' - 1)') }})
            * {{ real(deviation) }} * {{ square_root('1 + 1 / ' ~ nonzero(real(samples))) }}
        )
{%- endmacro %}


{#- projected_value(expression): a column of the projection, for a relation `projected`: what was observed once all months are, the
    expression while they are not, null where nothing can be said. numeric(18,4).

    in:  status 'projected', 61.234560     out: 61.2346
    in:  status 'observed', any            out: cm3_observed -#}
{% macro projected_value(expression) -%}
cast(
            round(
                case projected.projection_status
                    when 'observed' then projected.cm3_observed
                    when 'projected' then cast({{ expression }} as numeric(18, 6))
                end,
                4
            ) as numeric(18, 4)
        )
{%- endmacro %}
