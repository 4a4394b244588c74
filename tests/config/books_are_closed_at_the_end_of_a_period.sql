-- Property: the variable closed_through is the last day of a fiscal period of the calendar.
-- Who relies on it: whoever closes the books; what is closed keeps its figures.
-- What would go wrong silently: half a period would be frozen and the other half go on changing.
select
    closed.closed_through
from (
    select
        {% if var('closed_through') is none -%}
            cast(null as date)
        {%- else -%}
            cast('{{ var("closed_through") }}' as date)
        {%- endif %} as closed_through
) as closed
left join {{ ref('dim_date') }} as dates
    on closed.closed_through = dates.fiscal_period_ends_on
where closed.closed_through is not null
    and dates.date_key is null
