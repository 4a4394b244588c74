-- Property: the rows of an advertising file add up to the total of the account that the file states
-- itself, to half of the smallest coin for each row; or other files tell what it leaves out.
-- Who relies on it: the advertising of every campaign, which is the sum of such rows.
-- What would go wrong silently: an export that a filter made shorter (the view of Google Ads leaves
-- out removed campaigns) or that was cut off would look like a month in which less was spent.
-- Of a file of which some rows are told by another file only the whole is known: it is passed over.
with

files as (
    select store, source, source_file, rows_read
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
        coalesce(cost, 0) as spend,
        period_start_date,
        period_end_date,
        record_type = 'control' and campaign = 'Total: Account' as is_total
    from {{ ref('stg_google_ads__campaigns') }}
    union all
    select
        store,
        source_file,
        currency,
        record_type,
        coalesce(spend, 0) as spend,
        period_start_date,
        period_end_date,
        -- A total that names a campaign is one of its ads.
        record_type = 'control' and campaign is null and campaign_id is null as is_total
    from {{ ref('stg_meta_ads__campaigns') }}
),

per_file as (
    -- An account in yen, say, has no cents: each of its rows is rounded to a whole one.
    select
        store,
        source_file,
        max(currency) as currency,
        min(period_start_date) as first_day,
        max(period_end_date) as last_day,
        count(*) as rows_told,
        sum(case when record_type = 'data' then 1 else 0 end) as rows_of_spend,
        max(case when spend <> floor(spend) then 0.005 else 0 end) as half_a_cent,
        sum(case when record_type = 'data' then spend else 0 end) as spend,
        max(case when is_total then spend end) as stated_spend
    from told
    group by store, source_file
),

whole as (
    select
        per_file.*,
        files.source,
        per_file.rows_of_spend
        * case when per_file.half_a_cent = 0 then 0.5 else per_file.half_a_cent end as rounding
    from per_file
    inner join files
        on per_file.store = files.store
        and per_file.source_file = files.source_file
        and per_file.rows_told = files.rows_read
),

accounts as (
    -- Stores that share an account file the same total, each with its own campaigns.
    select
        whole.store,
        whole.source_file,
        others.store as account_store
    from whole
    inner join whole as others
        on whole.source = others.source
        and whole.currency = others.currency
        and whole.stated_spend = others.stated_spend
    group by whole.store, whole.source_file, others.store
),

counted as (
    -- What all files say of the file's days: removed campaigns may stand in another export.
    select
        whole.store,
        whole.source_file,
        sum(ad_spend.spend - ad_spend.witnessed_spend) as spend
    from whole
    inner join accounts
        on whole.store = accounts.store
        and whole.source_file = accounts.source_file
    inner join {{ ref('int_ads__spend') }} as ad_spend
        on accounts.account_store = ad_spend.store
        and whole.source = ad_spend.platform
        and whole.currency = ad_spend.currency
        and whole.first_day <= ad_spend.period_start_date
        and whole.last_day >= ad_spend.spend_date
    where not ad_spend.is_restated
    group by whole.store, whole.source_file
)

select
    whole.store,
    whole.source_file,
    whole.currency,
    whole.spend,
    whole.stated_spend,
    counted.spend as spend_of_all_files
from whole
left join counted
    on whole.store = counted.store
    and whole.source_file = counted.source_file
where abs(whole.spend - whole.stated_spend) > whole.rounding
    and (
        whole.spend > whole.stated_spend
        or coalesce(counted.spend, 0) < whole.stated_spend - whole.rounding
    )
