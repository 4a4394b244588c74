{#- reserve_steps(from_cte, overlapping_cte, into): what settlements hold and release (store, currency, settlement_id, side, starts_on,
    amount), each with the side of the one before it and after it of the same amount, as CTEs; the last one is named `into`. Only stores and
    currencies of overlapping_cte hold the same amount twice at once.

    in:  held 9, held 9, released 9, released 9      out: the second is released by the third; where settlements overlap, the first by the
                                                          fourth, else the first by none, and the fourth releases what none held
    in:  held 9, held 9, released 9                  out: the second is released by the third, the first by none -#}
{% macro reserve_steps(from_cte, overlapping_cte, into) -%}
placed as (
    select
        {{ from_cte }}.*,
        case when {{ from_cte }}.side = 'held' then 1 else -1 end as more_held,
        case when {{ from_cte }}.side = 'held' then {{ from_cte }}.amount else -{{ from_cte }}.amount end
            as amount_held,
        row_number() over (
            partition by {{ from_cte }}.store, {{ from_cte }}.currency
            order by
                {{ from_cte }}.starts_on, {{ from_cte }}.settlement_id,
                case when {{ from_cte }}.side = 'released' then 0 else 1 end
        ) as place
    from {{ from_cte }}
),

counted as (
    -- A currency may have settlements of several marketplaces side by side, which may hold the same
    -- amount at once. How many are held tells which release ends which. Of settlements that follow
    -- each other, two held in a row mean that the one which released the first is missing.
    select
        placed.*,
        case
            when {{ overlapping_cte }}.store is null then 1
            else case when placed.side = 'released' then 1 else 0 end + sum(placed.more_held) over (
                    partition by placed.store, placed.currency, placed.amount_held
                    order by placed.place
                    rows between unbounded preceding and current row
                )
        end as held_at_once
    from placed
    left join {{ overlapping_cte }}
        on placed.store = {{ overlapping_cte }}.store
        and placed.currency = {{ overlapping_cte }}.currency
),

{{ into }} as (
    -- Of one amount, each is held and then released.
    select
        counted.*,
        lag(counted.side) over (
            partition by
                counted.store, counted.currency, counted.amount_held, counted.held_at_once
            order by counted.place
        ) as side_before,
        lead(counted.side) over (
            partition by
                counted.store, counted.currency, counted.amount_held, counted.held_at_once
            order by counted.place
        ) as side_after
    from counted
)
{%- endmacro %}
