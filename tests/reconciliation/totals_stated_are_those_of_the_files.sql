-- Property: what files state as their total is kept as they state it: the total of an account of
-- Google Ads, and the net of each payment.
-- Who relies on it: the tie-out that a run prints.
-- What would go wrong silently: a file would be held against a total that it never stated.
with

stated as (
    select
        store,
        'google_ads' as source,
        source_file,
        coalesce(cost, 0) as amount
    from {{ ref('stg_google_ads__campaigns') }}
    where record_type = 'control'
        and campaign = 'Total: Account'
    union all
    select
        store,
        'shopify' as source,
        source_file,
        coalesce(net, 0) as amount
    from {{ ref('stg_shopify__payment_transactions') }}
    where record_type = 'data'
),

stated_per_file as (
    select
        store,
        source,
        source_file,
        sum(amount) as amount
    from stated
    group by store, source, source_file
),

kept_per_file as (
    select
        store,
        source,
        source_file,
        sum(amount) as amount
    from {{ ref('int_ledger__landed_totals') }}
    where total_kind = 'stated'
        and (source = 'google_ads' or report = 'payment_transactions')
    group by store, source, source_file
)

select
    coalesce(stated_per_file.store, kept_per_file.store) as store,
    coalesce(stated_per_file.source_file, kept_per_file.source_file) as source_file,
    stated_per_file.amount as amount_stated,
    kept_per_file.amount as amount_kept
from stated_per_file
full outer join kept_per_file
    on stated_per_file.store = kept_per_file.store
    and stated_per_file.source = kept_per_file.source
    and stated_per_file.source_file = kept_per_file.source_file
where stated_per_file.amount is null
    or kept_per_file.amount is null
    or stated_per_file.amount <> kept_per_file.amount
