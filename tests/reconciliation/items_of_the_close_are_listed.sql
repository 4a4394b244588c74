-- Property: per store, fiscal period and line, the items that the close counts are those that are
-- listed with file and line.
-- Who relies on it: whoever works through the list before the books are closed.
-- What would go wrong silently: a line would be itemized by items that nobody can find.
with

listed as (
    select
        open_items.store,
        dates.fiscal_period_starts_on as period_start,
        open_items.measure as pnl_line,
        count(*) as items
    from {{ ref('rpt_open_items') }} as open_items
    inner join {{ ref('dim_date') }} as dates
        on open_items.event_date = dates.date
    where open_items.source_file is not null
    group by open_items.store, dates.fiscal_period_starts_on, open_items.measure
),

counted as (
    select
        store,
        period_start,
        pnl_line,
        sum(open_items) as items
    from {{ ref('rpt_month_end_close') }}
    where period_kind = 'fiscal_period'
        and not is_subtotal
        and open_items > 0
    group by store, period_start, pnl_line
)

select
    coalesce(listed.store, counted.store) as store,
    coalesce(listed.period_start, counted.period_start) as period_start,
    coalesce(listed.pnl_line, counted.pnl_line) as pnl_line,
    listed.items as listed_items,
    counted.items as counted_items
from listed
full outer join counted
    on listed.store = counted.store
    and listed.period_start = counted.period_start
    and listed.pnl_line = counted.pnl_line
where coalesce(listed.items, 0) <> coalesce(counted.items, 0)
