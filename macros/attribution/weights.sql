{#- credit_total(): units that one order shares out in each model. -#}
{% macro credit_total() -%}
    {{ return(1000000) }}
{%- endmacro %}


{#- attribution_models(): the models by their names, in the order in which they are printed. -#}
{% macro attribution_models() -%}
    {{ return([
        'first_touch', 'last_touch', 'last_non_direct', 'linear', 'position_u', 'position_w', 'time_decay', 'markov', 'shapley'
    ]) }}
{%- endmacro %}


{#- attribution_model(): the model by which orders and advertising are set against each other. Any other value of the variable ends the
    build with a sentence. -#}
{% macro attribution_model() -%}
    {%- set model = var('attribution_model') -%}
    {%- if model not in attribution_models() -%}
        {{ exceptions.raise_compiler_error(
            "The variable attribution_model is '" ~ model ~ "': it must be one of " ~ (attribution_models() | join(', ')) ~ '.'
        ) }}
    {%- endif -%}
    {{ return(model) }}
{%- endmacro %}


{#- named_models(names): names as rows (attribution_model). -#}
{% macro named_models(names) -%}
    {%- for name in names %}
    select '{{ name }}' as attribution_model
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{#- position_weights(name, roles): the weights of a position model, parts of a million by role.

    Raises an error when they do not add up, or a role is missing. -#}
{% macro position_weights(name, roles) -%}
    {%- set weights = var(name) -%}
    {%- if weights | list | sort != roles | sort or weights.values() | sum != credit_total() -%}
        {{ exceptions.raise_compiler_error(
            'The variable ' ~ name ~ ' needs ' ~ (roles | join(', ')) ~ ', which add up to ' ~ credit_total() ~ '.'
        ) }}
    {%- endif -%}
    {{ return(weights) }}
{%- endmacro %}


{#- shared_out(weights): the units of an order over a few weights by the largest remainder, ties to the earlier one.

    in:  [300000, 300000, 300000]      out: [333334, 333333, 333333]
    in:  [0, 0]                        out: [500000, 500000] -#}
{% macro shared_out(weights) -%}
    {%- set weights = weights if weights | sum else [1] * (weights | length) -%}
    {%- set total, whole = credit_total(), weights | sum -%}
    {%- set floors, remainders = [], [] -%}
    {%- for weight in weights -%}
        {%- do floors.append(total * weight // whole) -%}
        {%- do remainders.append((-(total * weight % whole), loop.index0)) -%}
    {%- endfor -%}
    {%- for _, place in (remainders | sort)[:total - floors | sum] -%}
        {%- do floors.insert(place, floors.pop(place) + 1) -%}
    {%- endfor -%}
    {{ return(floors) }}
{%- endmacro %}


{#- position_u_units(place, touches): credit of a touch by its place in the path: the first and the last one most, the others the rest in
    equal parts; the ends alone where there are no others. -#}
{% macro position_u_units(place, touches) -%}
    {%- set weights = position_weights('position_u_weights_ppm', ['first', 'rest', 'last']) -%}
    {%- set ends = shared_out([weights.first, weights.last]) -%}
    case
        when {{ touches }} = 1 then {{ credit_total() }}
        when {{ touches }} = 2 and {{ place }} = 1 then {{ ends[0] }}
        when {{ touches }} = 2 then {{ ends[1] }}
        when {{ place }} = 1 then {{ weights.first }}
        when {{ place }} = {{ touches }} then {{ weights.last }}
        else {{ equal_share(weights.rest, touches ~ ' - 2', place ~ ' - 1') }}
    end
{%- endmacro %}


{#- position_w_units(place, touches, lead_place): the same with a third anchor, the touch at which the person became known. -#}
{% macro position_w_units(place, touches, lead_place) -%}
    {%- set weights = position_weights('position_w_weights_ppm', ['first', 'lead', 'rest', 'last']) -%}
    {%- set ends = shared_out([weights.first, weights.last]) -%}
    {%- set anchors = shared_out([weights.first, weights.lead, weights.last]) -%}
    case
        when {{ touches }} = 1 then {{ credit_total() }}
        when {{ touches }} = 2 and {{ place }} = 1 then {{ ends[0] }}
        when {{ touches }} = 2 then {{ ends[1] }}
        when {{ touches }} = 3 and {{ place }} = 1 then {{ anchors[0] }}
        when {{ touches }} = 3 and {{ place }} = 2 then {{ anchors[1] }}
        when {{ touches }} = 3 then {{ anchors[2] }}
        when {{ place }} = 1 then {{ weights.first }}
        when {{ place }} = {{ touches }} then {{ weights.last }}
        when {{ place }} = {{ lead_place }} then {{ weights.lead }}
        when {{ place }} < {{ lead_place }} then {{ equal_share(weights.rest, touches ~ ' - 3', place ~ ' - 1') }}
        else {{ equal_share(weights.rest, touches ~ ' - 3', place ~ ' - 2') }}
    end
{%- endmacro %}


{#- half_life_weight(older_seconds): 2^30 * 2^(-older / half-life) as a whole number, with the half-life of the variable
    time_decay_half_life_days. older_seconds >= 0: how much older than the youngest touch of its path, so that a path has a weight of 2^30.

    in:  0, 604800, 1209600 with 7 days      out: 1073741824, 536870912, 268435456

    Each digit, in base 4, makes the weight smaller by a constant of its own: the engines print doubles differently, and so reckon in
    whole numbers here. Divisors are powers of 2: bits are shifted, which takes less time than a division. Products stay below 2^61.
    Error: none after whole half-lives, whose shares may tie, else below 3e-8 of 2^30. From 31 half-lives on it is 0, and so there are as many
    digits as these have. -#}
{% macro half_life_weight(older_seconds) -%}
    {%- set bits = 30 -%}
    {%- set one = 2 ** bits -%}
    {%- set half_life = var('time_decay_half_life_days') * 86400 -%}
    {%- set seconds = half_life | round | int -%}
    {%- set longest = (bits + 1) * seconds -%}
    {%- set ns = namespace(weight='cast(' ~ one ~ ' as bigint)') -%}
    {%- for digit in range(24) if 4 ** digit <= longest -%}
        {%- set factors = [] -%}
        {%- for times in [1, 2, 3] -%}
            {%- do factors.append((one * 2 ** (-(times * 4 ** digit) / half_life)) | round | int) -%}
        {%- endfor -%}
        {%- set ns.weight = 'cast((' ~ ns.weight ~ ' * case (' ~ older_seconds ~ ' >> ' ~ 2 * digit ~ ') & 3 when 0 then ' ~ one
            ~ ' when 1 then ' ~ factors[0] ~ ' when 2 then ' ~ factors[1] ~ ' else ' ~ factors[2] ~ ' end) >> ' ~ bits ~ ' as bigint)' -%}
    {%- endfor -%}
    case
        when {{ older_seconds }} >= {{ longest }} then cast(0 as bigint)
        when mod({{ older_seconds }}, {{ seconds }}) = 0
            then cast({{ one }} as bigint) >> cast({{ int_divide(older_seconds, seconds) }} as integer)
        else {{ ns.weight }}
    end
{%- endmacro %}
