{#- rates_kept_steps(from_cte, offsets_cte, closings_cte, into): the rate of each day of the closed periods as their books knew it, as
    CTEs; the last one is named `into` and has currency, valid_on, rate_date, units_per_eur. A day takes the last rate on or before
    it among those that had landed when its period was closed, and where there was none the first one that lands.

    from_cte: the quotes that ever were the newest of their day; offsets_cte: the days for which a rate may stand in (day_offset);
    closings_cte: closed periods (starts_on, ends_on, closed_at).

    December closed on Jan 2; USD 1.03 of Dec 30 landed Dec 31, 1.04 of Dec 31 landed Jan 3
    out: Dec 30, 1.03; Dec 31, 1.03 of Dec 30 -#}
{% macro rates_kept_steps(from_cte, offsets_cte, closings_cte, into) -%}
rate_versions as (
    select
        {{ from_cte }}.*,
        {{ superseded_at(
            from_cte,
            from_cte ~ '.store, ' ~ from_cte ~ '.currency, ' ~ from_cte ~ '.rate_date'
        ) }} as known_to
    from {{ from_cte }}
),

rate_days as (
    select
        rate_versions.currency,
        {{ date_plus_days('rate_versions.rate_date', offsets_cte ~ '.day_offset') }} as valid_on,
        rate_versions.rate_date,
        rate_versions.units_per_eur,
        rate_versions.store,
        rate_versions.source_file,
        rate_versions.source_line,
        rate_versions.loaded_at as known_from,
        rate_versions.known_to
    from rate_versions
    cross join {{ offsets_cte }}
    where rate_versions.known_to is null or rate_versions.known_to > rate_versions.loaded_at
),

closed_days as (
    select
        rate_days.*,
        greatest(
            {{ closings_cte }}.closed_at,
            min(rate_days.known_from) over (partition by rate_days.currency, rate_days.valid_on)
        ) as known_by
    from rate_days
    inner join {{ closings_cte }}
        on rate_days.valid_on >= {{ closings_cte }}.starts_on
        and rate_days.valid_on <= {{ closings_cte }}.ends_on
),

rates_chosen as (
    select
        closed_days.*,
        row_number() over (
            partition by closed_days.currency, closed_days.valid_on
            order by
                closed_days.rate_date desc nulls last,
                closed_days.known_from desc nulls last,
                closed_days.store asc,
                closed_days.source_file asc,
                closed_days.source_line asc
        ) as choice
    from closed_days
    where {{ is_known_at('closed_days', 'closed_days.known_by') }}
),

{{ into }} as (
    select
        rates_chosen.currency,
        rates_chosen.valid_on,
        rates_chosen.rate_date,
        rates_chosen.units_per_eur
    from rates_chosen
    where rates_chosen.choice = 1
)
{%- endmacro %}
