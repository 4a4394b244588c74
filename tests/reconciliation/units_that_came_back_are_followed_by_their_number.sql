-- Property: each unit that the newest returns report names by its license plate number is known,
-- once, in the condition that this report tells.
-- Who relies on it: closed periods, which keep the condition that they knew of a unit.
-- What would go wrong silently: a unit that nobody follows takes its cost out of a month that was
-- signed when its condition is told otherwise.
with

returned as (
    select
        store,
        order_id,
        sku,
        return_date,
        license_plate_number,
        case when upper(detailed_disposition) = 'SELLABLE' then 1 else 0 end as sellable,
        case when detailed_disposition is null then 1 else 0 end as is_blank
    from {{ ref('int_changes__returns') }}
    where record_type = 'data'
        and quantity = 1
        and license_plate_number is not null
),

blank as (
    select store, order_id, sku, return_date
    from returned
    group by store, order_id, sku, return_date
    having max(is_blank) = 1
),

told as (
    select
        returned.store,
        returned.order_id,
        coalesce(returned.sku, '') as sku,
        returned.return_date,
        returned.sellable,
        count(distinct returned.license_plate_number) as units
    from returned
    left join blank
        on returned.store = blank.store
        and coalesce(returned.order_id, '') = coalesce(blank.order_id, '')
        and coalesce(returned.sku, '') = coalesce(blank.sku, '')
        and returned.return_date = blank.return_date
    where blank.store is null
    group by
        returned.store, returned.order_id, coalesce(returned.sku, ''), returned.return_date,
        returned.sellable
),

followed as (
    select
        store,
        order_id,
        coalesce(sku, '') as sku,
        return_date,
        case when is_sellable then 1 else 0 end as sellable,
        count(*) as units
    from {{ ref('int_orders__returned_units') }}
    where is_now
    group by
        store, order_id, coalesce(sku, ''), return_date, case when is_sellable then 1 else 0 end
)

select
    told.*,
    followed.units as units_followed
from told
left join followed
    on told.store = followed.store
    and coalesce(told.order_id, '') = coalesce(followed.order_id, '')
    and told.sku = followed.sku
    and told.return_date = followed.return_date
    and told.sellable = followed.sellable
where told.units <> coalesce(followed.units, 0)
