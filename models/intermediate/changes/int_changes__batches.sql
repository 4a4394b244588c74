with

row_ledger as (
    select * from {{ ref('stg_landing__row_ledger') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

batches as (
    select
        row_ledger.batch_id,
        min(row_ledger.loaded_at) as loaded_at
    from row_ledger
    where row_ledger.batch_id is not null
    group by row_ledger.batch_id
),

closings as (
    -- The periods of which somebody wrote down when their books were closed; none when they are
    -- restated.
    select
        fiscal_periods.ends_on,
        fiscal_periods.closed_at
    from fiscal_periods
    where {{ is_closed('fiscal_periods.ends_on') }}
        and fiscal_periods.closed_at is not null
        and {{ books_are_kept() }}
),

last_closing as (
    select max(closings.ends_on) as dated_until
    from closings
),

final as (
    -- What a batch brings is late for every period that was closed before it came.
    select
        batches.batch_id,
        batches.loaded_at,
        max(closings.ends_on) as closed_until,
        max(last_closing.dated_until) as dated_until
    from batches
    cross join last_closing
    left join closings
        on batches.loaded_at > closings.closed_at
    group by batches.batch_id, batches.loaded_at
)

select * from final
