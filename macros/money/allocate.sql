{#- allocate(total_cents, floor, remainder, partition_by, order_by): splits an integer total over
    the rows of a partition by weight, exactly, by the largest remainder. Windows do not nest, so
    allocation_floor and allocation_remainder come one step earlier; allocation_steps writes both
    steps.

    in:  total 100, weights 1 1 1       out: 34 33 33  (largest remainder first, ties by order_by)
    in:  total -5, weights 1 3          out: -1 -4
    A partition whose weights are all zero gets null: the caller keeps the total in its own
    unallocated row.

    total_cents: bigint, the same on every row of the partition. weight: bigint >= 0, null counts as
    0. partition_by and order_by: SQL lists; order_by is total within the partition. Everything
    comes back as bigint. -#}
{% macro allocate(total_cents, floor, remainder, partition_by, order_by) -%}
    cast(
        case when {{ total_cents }} < 0 then -1 else 1 end
        * (
            {{ floor }}
            + case
                when row_number() over (
                    partition by {{ partition_by }}
                    order by {{ remainder }} desc nulls last, {{ order_by }}
                ) <= abs({{ total_cents }})
                - sum({{ floor }}) over (partition by {{ partition_by }})
                    then 1
                else 0
            end
        )
        as bigint
    )
{%- endmacro %}


{#- allocation_floor(total_cents, weight, partition_by): what a row gets at least, without sign:
    |total| * weight / sum of the weights, rounded down.

    in:  total -5, weights 1 3      out: 1 3 -#}
{% macro allocation_floor(total_cents, weight, partition_by) -%}
    cast(
        {{ exact_floor(
            allocation_product(total_cents, weight),
            allocation_divisor(weight, partition_by)
        ) }}
        as bigint
    )
{%- endmacro %}


{#- allocation_remainder(total_cents, weight, partition_by): what the rounding took from the row,
    |total| * weight modulo the sum of the weights.

    in:  total -5, weights 1 3      out: 1 3 -#}
{% macro allocation_remainder(total_cents, weight, partition_by) -%}
    cast(
        mod(
            {{ allocation_product(total_cents, weight) }},
            {{ allocation_divisor(weight, partition_by) }}
        )
        as bigint
    )
{%- endmacro %}


{#- allocation_product(total_cents, weight): |total| * weight as an exact integer; two bigints of
    ten digits overflow one. -#}
{% macro allocation_product(total_cents, weight) -%}
    {{ exact_integer('abs(' ~ total_cents ~ ')') }}
    * {{ exact_integer('coalesce(' ~ weight ~ ', 0)') }}
{%- endmacro %}


{#- allocation_divisor(weight, partition_by): sum of the partition's weights as an exact integer;
    null when it is 0. -#}
{% macro allocation_divisor(weight, partition_by) -%}
    cast(
        nullif(sum(coalesce({{ weight }}, 0)) over (partition by {{ partition_by }}), 0)
        as {{ type_exact_integer() }}
    )
{%- endmacro %}


{#- small_allocation_floor(total_cents, weight, weights), small_allocation_remainder(...): allocation_floor and allocation_remainder
    for a total >= 0 whose product with any weight fits a bigint; `weights` is the sum of the partition's weights. Twice as fast.

    in:  total 5, weight 1, weights 4      out: 1 and 1 -#}
{% macro small_allocation_floor(total_cents, weight, weights) -%}
    {{ int_divide('(' ~ total_cents ~ ' * ' ~ weight ~ ')', weights) }}
{%- endmacro %}

{% macro small_allocation_remainder(total_cents, weight, weights) -%}
    cast(mod({{ total_cents }} * {{ weight }}, nullif({{ weights }}, 0)) as bigint)
{%- endmacro %}


{#- equal_share(total_cents, members, place): what the member at a place gets of a whole number >= 0 shared in equal parts: allocate() for
    equal weights, where the largest remainders are all alike and the first ones get the rest.

    in:  total 100, 3 members, places 1 2 3      out: 34 33 33

    members: integer > 0; place: from 1. -#}
{% macro equal_share(total_cents, members, place) -%}
    {{ int_divide(total_cents, '(' ~ members ~ ')') }}
    + case when {{ place }} <= mod(cast({{ total_cents }} as bigint), nullif({{ members }}, 0)) then 1 else 0 end
{%- endmacro %}
