-- Property: the storage report that shares a month's charge is the newest that landed, row for row,
-- unless the month was closed before it came; every month that landed has one.
-- Who relies on it: whoever reads what a product's storage costs.
-- What would go wrong silently: a month would be shared by a report that Amazon has replaced, and
-- a closed one by none at all.
with

newest as (
    select
        store,
        coalesce(country_code, 'US') as country,
        month_of_charge,
        file_sha256,
        source_line,
        average_quantity_on_hand,
        item_volume,
        estimated_monthly_storage_fee
    from {{ ref('stg_amazon__storage_fees') }}
    where record_type = 'data'
),

known as (
    select * from {{ ref('int_fees__stored_goods_known') }}
),

known_months as (
    select store, country, month_of_charge
    from known
    group by store, country, month_of_charge
)

select newest.store, newest.country, newest.month_of_charge, newest.source_line
from newest
left join known
    on newest.store = known.store
    and newest.file_sha256 = known.file_sha256
    and newest.source_line = known.source_line
left join known_months
    on newest.store = known_months.store
    and newest.country = known_months.country
    and newest.month_of_charge = known_months.month_of_charge
where known_months.store is null
    or (
        known.store is null
        and not ({{ is_closed('newest.month_of_charge') }} and {{ books_are_kept() }})
    )
    or (
        known.store is not null
        and (
            coalesce(known.average_quantity_on_hand, 0)
            <> coalesce(newest.average_quantity_on_hand, 0)
            or coalesce(known.item_volume, 0) <> coalesce(newest.item_volume, 0)
            or coalesce(known.estimated_monthly_storage_fee, 0)
            <> coalesce(newest.estimated_monthly_storage_fee, 0)
        )
    )
union all
select known.store, known.country, known.month_of_charge, known.source_line
from known
left join newest
    on known.store = newest.store
    and known.file_sha256 = newest.file_sha256
    and known.source_line = newest.source_line
where newest.store is null
    and not ({{ is_closed('known.month_of_charge') }} and {{ books_are_kept() }})
