{#- What was known when: a row of a table of versions is the newest of its key from `known_from` on, until `known_to`.

    superseded_at(versions, key): when the next version of the key became known, exclusive; null for the newest one. Versions
    of a key follow each other by the date of their file, then by the order in which the files arrived: a file of an older date
    that comes late never becomes the newest, and its row has known_to <= known_from.

    in:  costs of 4 (dated Jan 5, landed Feb 1) and 5 (dated Mar 5, landed Apr 1)      out: Apr 1, null
    in:  a cost of 3 (dated Jan 1, landed May 1) besides                               out: Feb 1, which lies before May 1 -#}
{% macro superseded_at(versions, key) -%}
    min({{ versions }}.loaded_at) over (
        partition by {{ key }}
        order by {{ versions }}.as_of asc nulls first, {{ versions }}.file_no
        rows between 1 following and unbounded following
    )
{%- endmacro %}


{#- latest_moment(): the moment at which everything that ever landed is known. -#}
{% macro latest_moment() -%}
    cast('9999-12-30' as {{ dbt.type_timestamp() }})
{%- endmacro %}


{#- is_known_at(versions, moment): whether a version was the newest of its key at a moment.

    in:  known from Feb 1 to Apr 1; Mar 1, Apr 1      out: true, false -#}
{% macro is_known_at(versions, moment) -%}
    {{ versions }}.known_from <= {{ moment }}
    and {{ moment }} < coalesce(
        {{ versions }}.known_to, cast('9999-12-31' as {{ dbt.type_timestamp() }})
    )
{%- endmacro %}


{#- knowledge_of_day(known_by, day, first_known): the moment whose knowledge counts. Where known_by is null, because nobody wrote
    it down, it is the end of the day, or, for what nothing was known of by then, the moment at which something was known
    first. No later file changes either.

    in:  null; sale on Mar 10; known from Jan 2      out: Mar 11, 00:00
    in:  null; sale on Mar 10; known from Apr 5      out: Apr 5 -#}
{% macro knowledge_of_day(known_by, day, first_known) -%}
    coalesce(
        {{ known_by }},
        greatest({{ first_known }}, cast({{ date_plus_days(day, 1) }} as {{ dbt.type_timestamp() }}))
    )
{%- endmacro %}
