-- Property: of one store and country at most one row of amazon_seller_accounts holds on a day.
-- Who relies on it: tax and digital services fee on every expected fee.
-- What would go wrong silently: a day with two rows has every fee twice, a day with the wrong one
-- finds overcharges that are none.
with

amazon_seller_accounts as (
    select * from {{ ref('amazon_seller_accounts') }}
)

select
    earlier.store,
    earlier.country,
    earlier.effective_from,
    later.effective_from as next_effective_from
from amazon_seller_accounts as earlier
inner join amazon_seller_accounts as later
    on earlier.store = later.store
    and earlier.country = later.country
    and earlier.effective_from < later.effective_from
where coalesce(earlier.effective_to, {{ far_future() }}) > later.effective_from
