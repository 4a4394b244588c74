-- Property: what a product's storage of a month is expected to cost and what Amazon states for it
-- are the sums over its warehouses, and null where one of them is not known.
-- Who relies on it: claims of storage fees, which are made per product and month.
-- What would go wrong silently: the fee of a warehouse that is left out looks like a fee that was
-- never charged.
with

storage_explained as (
    select * from {{ ref('int_fees__storage_explained') }}
),

storage_expected as (
    select * from {{ ref('int_fees__storage_expected') }}
),

per_month as (
    select
        store,
        country,
        coalesce(sku, asin) as sku,
        month_of_charge,
        currency,
        count(*) as row_count,
        count(expected_amount) as expected_count,
        count(charged_amount) as charged_count,
        sum(expected_amount) as expected_amount,
        sum(charged_amount) as charged_amount
    from storage_expected
    group by store, country, coalesce(sku, asin), month_of_charge, currency
)

select
    per_month.store,
    per_month.country,
    per_month.sku,
    per_month.month_of_charge,
    per_month.currency,
    per_month.expected_amount as expected_of_rows,
    storage_explained.expected_amount,
    per_month.charged_amount as charged_of_rows,
    storage_explained.charged_amount
from per_month
left join storage_explained
    on per_month.store = storage_explained.store
    and per_month.country = storage_explained.country
    and coalesce(per_month.sku, '') = coalesce(storage_explained.sku, '')
    and per_month.month_of_charge = storage_explained.month_of_charge
    and coalesce(per_month.currency, '') = coalesce(storage_explained.currency, '')
where storage_explained.store is null
    or (per_month.expected_count < per_month.row_count)
    <> (storage_explained.expected_amount is null)
    or (per_month.charged_count < per_month.row_count)
    <> (storage_explained.charged_amount is null)
    or storage_explained.expected_amount <> per_month.expected_amount
    or storage_explained.charged_amount <> per_month.charged_amount
