-- Property: the rows of an advertising file add up to the total of the account that the file states
-- itself, to the half cent of rounding of each row.
-- Who relies on it: the advertising of every campaign, which is the sum of such rows.
-- What would go wrong silently: an export that a filter made shorter (the view of Google Ads leaves
-- out removed campaigns) or that was cut off would look like a month in which less was spent.
-- Of a file of which some rows are told by another file only the whole is known: it is passed over.
with

files as (
    select store, source_file, rows_read
    from {{ ref('stg_landing__row_ledger') }}
    where source in ('google_ads', 'meta_ads')
        and status = 'LANDED'
),

told as (
    select
        store,
        source_file,
        currency,
        record_type,
        cost as spend,
        record_type = 'control' and campaign = 'Total: Account' as is_total
    from {{ ref('stg_google_ads__campaigns') }}
    union all
    select
        store,
        source_file,
        currency,
        record_type,
        spend,
        record_type = 'control' as is_total
    from {{ ref('stg_meta_ads__campaigns') }}
),

per_file as (
    select
        store,
        source_file,
        max(currency) as currency,
        count(*) as rows_told,
        sum(case when record_type = 'data' then 1 else 0 end) as rows_of_spend,
        sum(case when record_type = 'data' then spend else 0 end) as spend,
        max(case when is_total then spend end) as stated_spend
    from told
    group by store, source_file
)

select
    per_file.store,
    per_file.source_file,
    per_file.currency,
    per_file.spend,
    per_file.stated_spend
from per_file
inner join files
    on per_file.store = files.store
    and per_file.source_file = files.source_file
    and per_file.rows_told = files.rows_read
where abs(per_file.spend - per_file.stated_spend) > 0.005 * per_file.rows_of_spend
