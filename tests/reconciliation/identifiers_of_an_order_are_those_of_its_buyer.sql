-- Property: the identifiers of an order, put side by side again by their rank, are what its buyer
-- told, no more and no less, on the day of the order.
-- Who relies on it: who is a new customer and who comes back.
-- What would go wrong silently: an order without one of its identifiers becomes the order of a
-- customer whom nobody has seen before.
with

told as (
    select
        store,
        platform,
        order_id,
        sale_date,
        customer_hash,
        email_hash,
        phone_hash,
        relay_hash,
        household_hash
    from {{ ref('int_identity__buyers') }}
    where coalesce(customer_hash, email_hash, phone_hash, relay_hash, household_hash) is not null
),

side_by_side as (
    select
        store,
        platform,
        order_id,
        sale_date,
        max(case when identifier_rank = 1 then identifier_value end) as customer_hash,
        max(case when identifier_rank = 2 then identifier_value end) as email_hash,
        max(case when identifier_rank = 3 then identifier_value end) as phone_hash,
        max(case when identifier_rank = 4 then identifier_value end) as relay_hash,
        max(case when identifier_rank = 5 then identifier_value end) as household_hash
    from {{ ref('int_identity__order_identifiers') }}
    group by store, platform, order_id, sale_date
),

not_kept as (
    select * from told
    except
    select * from side_by_side
),

not_told as (
    select * from side_by_side
    except
    select * from told
)

select
    not_kept.store,
    not_kept.platform,
    not_kept.order_id,
    'told and not kept' as fault
from not_kept
union all
select
    not_told.store,
    not_told.platform,
    not_told.order_id,
    'kept and not told' as fault
from not_told
