{#- takes_over: the rows of a model are the rows of another. None is lost, none is there twice, and
    what is carried over stays as it was.

    of: the other relation. columns: names that both have, or a mapping of a column here to an
    expression there; two nulls are alike. sums: the same for amounts, which are added up over the
    rows that agree in `columns`. firsts, lasts: the same for the least and the greatest of them.
    rows, rows_of: which rows here and there are meant. once: whether rows that agree in `columns`
    count as one, on both sides.

    in:  of: ref('orders'), columns: {order_key: id}, sums: {amount: price * quantity}
    out: a row per order whose rows or amount differ, with both sides -#}
{% test takes_over(
    model, of, columns, sums={}, firsts={}, lasts={}, rows='true', rows_of='true', once=false
) %}
{%- set columns = columns if columns is mapping else dict(zip(columns, columns)) -%}
{%- set listed_here, listed_there = [], [] -%}
{%- for name, told in columns.items() -%}
    {%- do listed_here.append(name) -%}
    {%- do listed_there.append(told ~ ' as ' ~ name) -%}
{%- endfor -%}
{%- for function, measured in [('sum', sums), ('min', firsts), ('max', lasts)] -%}
    {%- set measured = measured if measured is mapping else dict(zip(measured, measured)) -%}
    {%- for name, told in measured.items() -%}
        {%- do listed_here.append(function ~ '(' ~ name ~ ') as ' ~ name) -%}
        {%- do listed_there.append(function ~ '(' ~ told ~ ') as ' ~ name) -%}
    {%- endfor -%}
{%- endfor -%}
    with

    here as (
        select
            {{ listed_here | join(', ') }},
            {{ '1' if once else 'count(*)' }} as row_count
        from {{ model }}
        where {{ rows }}
        group by {{ range(1, columns | length + 1) | join(', ') }}
    ),

    there as (
        select
            {{ listed_there | join(', ') }},
            {{ '1' if once else 'count(*)' }} as row_count
        from {{ of }}
        where {{ rows_of }}
        group by {{ range(1, columns | length + 1) | join(', ') }}
    ),

    too_many as (
        select * from here
        except
        select * from there
    ),

    too_few as (
        select * from there
        except
        select * from here
    )

    select 'not there' as found, * from too_many
    union all
    select 'not here' as found, * from too_few
{% endtest %}
