-- Property: the expected surcharge of aged goods that one row of the report tells of is the greater
-- of volume and units at the rates of the card row that it names, or nothing for exempt goods.
-- Who relies on it: claims of surcharges that were charged too high.
-- What would go wrong silently: a rate of another row than the one shown would be claimed, and
-- nobody could follow it.
with

aged_expected as (
    select * from {{ ref('int_fees__aged_expected') }}
),

surcharges as (
    select * from {{ ref('stg_reference__fba_aged_surcharges') }}
),

told_once as (
    select
        store,
        coalesce(country, 'US') as country,
        sku,
        currency,
        cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date) as month_of_charge,
        cast(max(quantity_charged) as double precision) as units,
        cast(max(per_unit_volume) as double precision) as unit_volume
    from {{ ref('stg_amazon__aged_inventory') }}
    where record_type = 'data'
        and amount_charged is not null
    group by
        store, coalesce(country, 'US'), sku, currency,
        cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date)
    having count(*) = 1
)

select
    aged_expected.store,
    aged_expected.sku,
    aged_expected.month_of_charge,
    aged_expected.rate_card_row_id,
    aged_expected.expected_amount
from aged_expected
inner join told_once
    on aged_expected.store = told_once.store
    and aged_expected.country = told_once.country
    and aged_expected.sku = told_once.sku
    and aged_expected.currency = told_once.currency
    and aged_expected.month_of_charge = told_once.month_of_charge
left join surcharges
    on aged_expected.rate_card_row_id = surcharges.rate_card_row_id
where aged_expected.expected_amount <> 0
    and (
        surcharges.rate_card_row_id is null
        or abs(
            cast(aged_expected.expected_amount as double precision)
            - greatest(
                told_once.units * told_once.unit_volume * surcharges.rate_per_cubic_foot,
                told_once.units * coalesce(surcharges.minimum_per_unit, 0)
            )
        ) > 0.01 + abs(told_once.units) * 0.0001
    )
