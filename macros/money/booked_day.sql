{#- booked_day(own_day, known_day, closed_until, dated_until): the day on which an amount counts that belongs to own_day. Its own day, unless
    the books of that day were closed before the amount was known: then the first open one of that moment. The landing batch
    that brought it says when it was known; only where nobody wrote down when a period was closed, the day on the document
    (known_day) does, against closed_through. closed_until and dated_until: of the batch, by a left join to
    int_changes__batches; without a batch and a day nothing is late.

    March closed on Apr 15, April on May 12; closed_through: 2025-04-30
    in: 2025-03-30, batch of Apr 10      out: 2025-03-30
    in: 2025-03-30, batch of Apr 20      out: 2025-04-01
    in: 2025-03-30, batch of May 20      out: 2025-05-01
    closing days not written down; closed_through: 2025-03-31
    in: 2025-02-28, 2025-04-10           out: 2025-04-01
    in: 2025-02-28, 2025-03-10           out: 2025-02-28
    closed_through: null                 out: always the own day -#}
{% macro booked_day(own_day, known_day, closed_until, dated_until) -%}
    case
        when {{ own_day }} <= {{ closed_until }}
            then {{ date_plus_days(closed_until, 1) }}
        {%- if books_are_kept() %}
        when {{ is_closed(own_day) }}
            and not ({{ is_closed(known_day) }})
            and {{ own_day }} > coalesce({{ dated_until }}, cast('0001-01-01' as date))
            then {{ first_open_day() }}
        {%- endif %}
        else {{ own_day }}
    end
{%- endmacro %}


{#- books_are_kept(): whether some period is closed, and stays as it was closed. -#}
{% macro books_are_kept() -%}
    {{ return(var('closed_through') is not none and not var('restate_closed_periods')) }}
{%- endmacro %}


{#- bookings(): the rows that an estimate may have in the ledger, to be joined to the estimates of a model. `now`: what it is
    to what is known now. `kept` and `reversed`: an estimate of a closed period whose actual came after the close stays there
    and is taken back on the day on which the actual is booked; int_ledger__events_booked drops the two where that is
    not so. Without closed periods there is `now` alone. -#}
{% macro bookings() -%}
    select 'now' as booking
    {%- if books_are_kept() %}
    union all
    select 'kept' as booking
    union all
    select 'reversed' as booking
    {%- endif %}
{%- endmacro %}


{#- booked_amount(amount, booking): an estimate in the sign of its booking.

    in:  40, kept      out: 40
    in:  40, reversed  out: -40 -#}
{% macro booked_amount(amount, booking) -%}
    case when {{ booking }} = 'reversed' then -({{ amount }}) else {{ amount }} end
{%- endmacro %}


{#- last_day_of_month(day): the last day of the month that a day lies in.

    in:  2024-02-01      out: 2024-02-29 -#}
{% macro last_day_of_month(day) -%}
    {{ date_plus_days(
        dbt.dateadd('month', 1, 'cast(' ~ dbt.date_trunc('month', day) ~ ' as date)'), -1
    ) }}
{%- endmacro %}


{#- month_before(day): the first day of the month before the one that a day lies in.

    in:  2025-01-10      out: 2024-12-01 -#}
{% macro month_before(day) -%}
    cast({{ dbt.dateadd('month', -1, 'cast(' ~ dbt.date_trunc('month', day) ~ ' as date)') }} as date)
{%- endmacro %}
