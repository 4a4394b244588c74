-- Property: each unit that one row of the returns reports names by its license plate number is
-- known, once, in the condition that this row tells.
-- Who relies on it: closed periods, which keep the condition that they knew of a unit.
-- What would go wrong silently: a unit that nobody follows takes its cost out of a month that was
-- signed when its condition is told otherwise.
with

returned as (
    select
        {{ returned_plate_key('returns') }} as unit_key,
        min(store) as store,
        min(order_id) as order_id,
        min(sku) as sku,
        min(return_date) as return_date,
        max(case when upper(detailed_disposition) = 'SELLABLE' then 1 else 0 end) as sellable
    from {{ ref('int_changes__returns') }} as returns
    where record_type = 'data'
        and license_plate_number is not null
    group by {{ returned_plate_key('returns') }}
    having count(*) = 1
        and min(quantity) = 1
        and min(detailed_disposition) is not null
),

followed as (
    select
        unit_key,
        min(store) as store,
        min(order_id) as order_id,
        min(sku) as sku,
        min(return_date) as return_date,
        max(case when is_sellable then 1 else 0 end) as sellable
    from {{ ref('int_orders__returned_units') }}
    where is_now
    group by unit_key
)

select
    returned.*,
    followed.sellable as sellable_followed
from returned
left join followed
    on returned.unit_key = followed.unit_key
    and returned.store = followed.store
    and returned.return_date = followed.return_date
    and coalesce(returned.order_id, '') = coalesce(followed.order_id, '')
    and coalesce(returned.sku, '') = coalesce(followed.sku, '')
where followed.unit_key is null
    or returned.sellable <> followed.sellable
