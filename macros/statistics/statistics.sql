{#- Arithmetic of estimates. A statistic is a floating point number and never money: it becomes a number of fixed places before it
    reaches a mart. -#}

{#- real(expression): the expression as a floating point number of 8 bytes.

    in:  0.1      out: 0.1, as double precision -#}
{% macro real(expression) -%}
    cast({{ expression }} as double precision)
{%- endmacro %}


{#- square_root(expression): the root; of a number that rounding left below zero it is 0.

    in:  9, -1e-18      out: 3, 0 -#}
{% macro square_root(expression) -%}
    cast(sqrt(greatest({{ real(expression) }}, {{ real(0) }})) as double precision)
{%- endmacro %}


{#- raised(base, exponent): a power.

    in:  0.5, 2      out: 0.25
    in:  0, 0        out: 1 -#}
{% macro raised(base, exponent) -%}
    cast(power({{ real(base) }}, {{ real(exponent) }}) as double precision)
{%- endmacro %}


{#- geometric_sum(rate, terms): 1 + rate + rate^2 + ..., so many terms.

    in:  0.5, 3      out: 1.75
    in:  1, 3        out: 3 -#}
{% macro geometric_sum(rate, terms) -%}
    case
        when {{ rate }} = 1 then {{ real(terms) }}
        else (1 - {{ raised(rate, terms) }}) / nullif(1 - {{ real(rate) }}, 0)
    end
{%- endmacro %}


{#- six_places(expression): a statistic as numeric(18,6), rounded half away from zero; null beyond twelve digits, which no estimate
    over real money reaches.

    in:  1.23456789      out: 1.234568
    in:  1e15            out: null

    The engines do not agree on round() of a floating point number that lies in the middle: floor() leaves no choice. -#}
{% macro six_places(expression) -%}
    case
        when abs({{ expression }}) < 100000000000
            then cast(
                cast(
                    cast(sign({{ expression }}) as integer)
                    * cast(floor(abs({{ expression }}) * 1000000 + 0.5) as bigint)
                    as numeric(31, 0)
                ) * cast(0.000001 as numeric(6, 6)) as numeric(18, 6)
            )
    end
{%- endmacro %}


{#- unless_tiny(expression, beside): a sum of squares, or null when it is nothing but the rounding of `beside`, the sum that it was
    worked out of: what does not vary explains nothing.

    in:  4, 100          out: 4
    in:  1e-15, 100      out: null -#}
{% macro unless_tiny(expression, beside) -%}
    case when {{ expression }} > {{ real('0.000000000001') }} * abs({{ beside }}) then {{ expression }} end
{%- endmacro %}


{#- t_quantile(z, degrees_of_freedom): the quantile of Student's t that belongs to the quantile z of the normal distribution, by the
    expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5). Off by less than 0.001 from 4 degrees of freedom on; null below that.

    in:  1.959963984540054, 50      out: 2.008559
    in:  1.959963984540054, 10      out: 2.228139 -#}
{% macro t_quantile(z, degrees_of_freedom) -%}
    {%- set n = nonzero(real('case when ' ~ degrees_of_freedom ~ ' >= 4 then ' ~ degrees_of_freedom ~ ' end')) -%}
    {%- set z2 = z * z -%}
    {%- set first = z * (z2 + 1) / 4 -%}
    {%- set second = z * ((5 * z2 + 16) * z2 + 3) / 96 -%}
    {%- set third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384 -%}
    {%- set fourth = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160 -%}
    {{ real('%.15f' | format(z)) }}
    + ({{ real('%.15f' | format(first)) }}
        + ({{ real('%.15f' | format(second)) }}
            + ({{ real('%.15f' | format(third)) }}
                + {{ real('%.15f' | format(fourth)) }} / {{ n }}
            ) / {{ n }}
        ) / {{ n }}
    ) / {{ n }}
{%- endmacro %}


{#- nonzero(expression): null instead of 0, for a denominator. -#}
{% macro nonzero(expression) -%}
    nullif({{ expression }}, 0)
{%- endmacro %}


{#- twice_demeaned(expression, relation): a value of a balanced panel less the mean of its region and of its week, with the mean of the
    panel back.

    in:  regions a 1 2, b 3 8      out: a 1 -1, b -1 1 -#}
{% macro twice_demeaned(expression, relation) -%}
    {{ expression }}
    - avg({{ expression }}) over (partition by {{ relation }}.panel_id, {{ relation }}.sample, {{ relation }}.geo)
    - avg({{ expression }}) over (partition by {{ relation }}.panel_id, {{ relation }}.sample, {{ relation }}.period_no)
    + avg({{ expression }}) over (partition by {{ relation }}.panel_id, {{ relation }}.sample)
{%- endmacro %}


{#- halo_sales(rate): Amazon sales that go with the spend of the estimated weeks, by a rate per unit of spend; null where the verdict is
    that nothing can be told. -#}
{% macro halo_sales(rate) -%}
    case
        when halo_estimates.verdict not like 'cannot tell%'
            then {{ money('cast(cast(halo_estimates.spend_estimated as numeric(19, 4)) * ' ~ rate ~ ' as numeric(38, 10))') }}
    end
{%- endmacro %}
