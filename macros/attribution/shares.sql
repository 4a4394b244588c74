{#- sum_of_shares(amount, units): what so many millionths of each row's amount come to, as numeric(18,4), rounded once; null when an
    amount is.

    in:  10.0000 with 600000 units, 5.0001 with 300000      out: 7.5000
    in:  null with 600000 units                             out: null -#}
{% macro sum_of_shares(amount, units) -%}
    {{ rounded_shares(exact_shares(scaled_integer(amount, 4), units)) }}
{%- endmacro %}


{#- exact_shares(ten_thousandths, units), added_shares(shares), rounded_shares(shares): the same in its steps, for shares that are added
    up twice, by group and as a whole, and for amounts that are made integers before a join repeats them. Before it is rounded the
    sum is an exact integer of 10^-10, which stays inside a statement. -#}
{% macro exact_shares(ten_thousandths, units) -%}
    {{ exact_integer(
        'case when count(*) = count(' ~ ten_thousandths ~ ') then sum(' ~ ten_thousandths ~ ' * '
        ~ exact_integer(units) ~ ') end'
    ) }}
{%- endmacro %}

{% macro added_shares(shares) -%}
    {{ exact_integer('case when count(*) = count(' ~ shares ~ ') then sum(' ~ shares ~ ') end') }}
{%- endmacro %}

{% macro rounded_shares(shares) -%}
    {{ quotient_rounded(shares, exact_integer(credit_total()), 4) }}
{%- endmacro %}


{#- with_rounding(share, total, partition_by, place): a share, and on the first row of its partition what the rounding of all shares
    left of the total, so that they add up to it.

    in:  0.3333, 0.3333, 0.3333 of 1      out: 0.3334, 0.3333, 0.3333 -#}
{% macro with_rounding(share, total, partition_by, place) -%}
    cast(
        {{ share }} + case
            when {{ place }} = 1
                then coalesce({{ total }} - sum({{ share }}) over (partition by {{ partition_by }}), 0)
            else 0
        end
        as numeric(18, 4)
    )
{%- endmacro %}


{#- credits_of(units): millionths of orders or customers as numeric(18,6).

    in:  1500000      out: 1.500000 -#}
{% macro credits_of(units) -%}
    {{ decimal_from_integer(exact_integer(units), 6) }}
{%- endmacro %}


{#- halo_of(spend, estimate): Amazon sales that go with spend elsewhere, at so much per unit of spend, as numeric(18,4).

    in:  100.0000, 0.250000      out: 25.0000 -#}
{% macro halo_of(spend, estimate) -%}
    {{ money('cast(cast(' ~ spend ~ ' as numeric(28, 4)) * ' ~ estimate ~ ' as numeric(38, 10))') }}
{%- endmacro %}
