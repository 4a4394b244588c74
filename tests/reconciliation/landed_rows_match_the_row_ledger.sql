-- Property: per store and report, the rows that can be read are those that the row ledger says
-- landed, less those that a later file restated.
-- Who relies on it: the promise that no row is lost or invented between a file and the warehouse.
-- What would go wrong silently: a view over yesterday's files would look complete.
with

ledger as (
    select store, source, report, sum(rows_landed) as rows_landed
    from {{ ref('stg_landing__row_ledger') }}
    group by store, source, report
),

restated as (
    select store, source, report, sum(row_count) as rows_restated
    from {{ ref('stg_landing__restatements') }}
    group by store, source, report
),

readable as (
    {{ landed_row_counts() }}
)

select
    ledger.store,
    ledger.source,
    ledger.report,
    ledger.rows_landed,
    restated.rows_restated,
    readable.row_count
from ledger
left join restated
    on ledger.store = restated.store
    and ledger.source = restated.source
    and ledger.report = restated.report
left join readable
    on ledger.store = readable.store
    and ledger.source = readable.source
    and ledger.report = readable.report
where
    coalesce(ledger.rows_landed, 0) - coalesce(restated.rows_restated, 0)
    <> coalesce(readable.row_count, 0)
