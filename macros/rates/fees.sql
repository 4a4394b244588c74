{#- round_fee(expression): a fee as Amazon and Shopify round it: half up to the cent.

    in:  3.6639      out: 3.6600
    in:  0.125       out: 0.1300 -#}
{% macro round_fee(expression) -%}
    cast(round({{ expression }}, 2) as numeric(18, 4))
{%- endmacro %}


{#- dimensional_weight(longest, median, shortest, minimum_side, divisor): volume by the divisor, with
    the two shorter sides at least minimum_side, to 6 decimals.

    in:  18.01, 14, 8, null, 139      out: 14.511655
    in:  24, 7.5, 1, 2, 139           out: 2.589928 -#}
{% macro dimensional_weight(longest, median, shortest, minimum_side, divisor) -%}
    {{ box_volume_by(
        longest,
        'greatest(' ~ median ~ ', coalesce(' ~ minimum_side ~ ', ' ~ median ~ '))',
        'greatest(' ~ shortest ~ ', coalesce(' ~ minimum_side ~ ', ' ~ shortest ~ '))',
        divisor
    ) }}
{%- endmacro %}


{#- box_volume_by(longest, median, shortest, divisor): the volume of a box by a divisor, exact, to 6
    decimals as numeric(18,6).

    in:  10, 10, 10, 1728                 out: 0.578704
    in:  99999, 99999, 99999, 139         out: 7194244604.316547 (a volume of 10^12 at most)

    DuckDB multiplies two numeric(12,6) in 18 digits, so that a parcel in millimeters that are taken
    for inches would end the build: the sides count as whole millionths. -#}
{% macro box_volume_by(longest, median, shortest, divisor) -%}
    {%- set volume = scaled_integer(longest, 6) ~ ' * ' ~ scaled_integer(median, 6)
        ~ ' * ' ~ scaled_integer(shortest, 6) -%}
    case
        when {{ longest }} is not null and {{ divisor }} is not null
            and {{ median }} is not null and {{ shortest }} is not null
            then {{ quotient_rounded(
                'least(' ~ volume ~ ', ' ~ exact_integer(10 ** 30) ~ ')',
                '(' ~ scaled_integer(divisor, 4) ~ ' * ' ~ exact_integer(10 ** 8) ~ ')',
                6
            ) }}
    end
{%- endmacro %}


{#- length_plus_girth(longest, median, shortest): longest side plus twice the other two.

    in:  24, 10, 5      out: 54 -#}
{% macro length_plus_girth(longest, median, shortest) -%}
    ({{ longest }} + 2 * ({{ median }} + {{ shortest }}))
{%- endmacro %}


{#- stepped_fee(weight, card): base fee plus the increment for each started step above
    increment_above.

    in:  3.01 lb on 6.97 + 0.08 per 0.25 lb above 3      out: 7.05
    in:  3.00 lb on a card without increments at 6.67    out: 6.67 -#}
{% macro stepped_fee(weight, card) -%}
    {{ money(
        card ~ '.base_fee + coalesce(' ~ card ~ '.increment_fee, 0) * '
        ~ started_steps(weight, card ~ '.increment_above', card ~ '.increment_step')
    ) }}
{%- endmacro %}


{#- started_steps(weight, above, step): steps of weight above a limit, a started one counts whole;
    0 below the limit and where there is no step.

    in:  3.2501, 3, 0.25      out: 2
    in:  3.0000, 3, 0.25      out: 0 -#}
{% macro started_steps(weight, above, step) -%}
    coalesce(
        cast(
            ceiling(
                {{ divide_round(
                    'greatest(cast(' ~ weight ~ ' - ' ~ above ~ ' as numeric(18, 6)), 0)', step, 6
                ) }}
            ) as bigint
        ),
        0
    )
{%- endmacro %}


{#- portion(price, card): the part of a price that a tier of a referral fee rates.

    in:  400 and the tier above 200           out: 200
    in:  150 and the tier above 200           out: 0
    in:  400 and the tier from 0 to 200       out: 200 -#}
{% macro portion(price, card) -%}
    greatest(
        least({{ price }}, coalesce({{ card }}.portion_up_to, {{ price }})) - {{ card }}.portion_above,
        0
    )
{%- endmacro %}


{#- in_unit(measure, unit): a side in inches or a weight in pounds in the unit of the card, as
    numeric(12,6).

    in:  10, 'cm'                 out: 25.400000
    in:  0.9843 (2.5 cm), 'cm'    out: 2.500000
    in:  1.7637 (800 g), 'kg'     out: 0.800000

    A measure is kept to 4 decimals of an inch or a pound, so that one in centimeters or kilograms
    comes back up to 0.000127 cm or 0.000023 kg away from itself, above a limit that it stands on.
    A thousandth of a centimeter and a tenth of a gram are what survives that trip; sums and volumes
    are made of sides that have made it. -#}
{% macro in_unit(measure, unit) -%}
    case {{ unit }}
        when 'cm'
            then cast(
                round({{ exact_product(measure, 'cast(2.54 as numeric(9, 8))') }}, 3) as numeric(12, 6)
            )
        when 'kg'
            then cast(
                round({{ exact_product(measure, 'cast(0.45359237 as numeric(9, 8))') }}, 4)
                as numeric(12, 6)
            )
        else cast(round({{ exact_product(measure, 'cast(1 as numeric(9, 8))') }}, 6) as numeric(12, 6))
    end
{%- endmacro %}


{#- profile_key(subject): what decides a size tier and a fulfillment fee, as one key: country, kind
    of goods and measures; null when a measure is missing.

    in:  US, non_apparel, 10 x 6 x 0.5 in, 0.25 lb      out: one key for every such product
    in:  the same without a weight                      out: null -#}
{% macro profile_key(subject) -%}
    case
        when {{ subject }}.longest_side_in > 0 and {{ subject }}.median_side_in > 0
            and {{ subject }}.shortest_side_in > 0 and {{ subject }}.weight_lb > 0
            then {{ hash_key([
                subject ~ '.country', subject ~ '.product_type',
                ten_thousandths(subject ~ '.longest_side_in'), ten_thousandths(subject ~ '.median_side_in'),
                ten_thousandths(subject ~ '.shortest_side_in'), ten_thousandths(subject ~ '.weight_lb')
            ]) }}
    end
{%- endmacro %}


{#- ten_thousandths(measure): a measure with four decimals as a whole number, for keys.

    in:  0.75      out: 7500 -#}
{% macro ten_thousandths(measure) -%}
    cast(round({{ measure }} * 10000, 0) as bigint)
{%- endmacro %}


{#- refund_administration(card, commission, commission_tax): what Amazon keeps of a commission that it
    gives back: the card's part of it, at most its cap; null without a commission.

    in:  commission 8.19 with tax at 20 %, cap 5.00      out: 1.64
    in:  commission 30.00 at 20 %, cap 5.00              out: 5.00
    in:  null                                            out: null -#}
{% macro refund_administration(card, commission, commission_tax) -%}
    case
        when {{ commission }} is not null then {{ money(
            'least(' ~ card ~ '.amount_cap, ' ~ round_fee(
                card ~ '.rate * (' ~ commission ~ " + case when " ~ card
                ~ ".rate_base = 'referral_fee_with_tax' then " ~ commission_tax ~ ' else 0 end)'
            ) ~ ')'
        ) }}
    end
{%- endmacro %}
