-- Property: per order, SKU, day and kind, the units that settlements count are the quantities of
-- the amounts that are the price of goods, sold or given back.
-- Who relies on it: units sold and returned, and every fee that is expected per unit.
-- What would go wrong silently: a quantity stands on every amount of a line. Counted with another
-- amount than the price, it would double, or vanish where that amount is missing.
with

units as (
    select * from {{ ref('int_settlements__units') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

older_files as (
    -- The older flat file states the quantity in a row without an amount.
    select store, order_id
    from {{ ref('int_changes__settlements') }}
    where (layout = 'flat_file_v1' or amount is null)
        and order_id is not null
    group by store, order_id
),

units_told as (
    select
        units.store, units.order_id, units.sku, units.posted_date, units.event_type,
        units.quantity as counted_units,
        0 as priced_units
    from units
    union all
    select
        settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku,
        settlement_amounts.posted_date,
        settlement_amounts.order_event_type as event_type,
        0 as counted_units,
        settlement_amounts.quantity_purchased as priced_units
    from settlement_amounts
    -- Whatever a brand maps to the price of goods, a flat file sells as many units.
    where (
        (
            settlement_amounts.layout = 'date_range'
            and settlement_amounts.component in ('principal', 'principal_refund')
        )
        or (
            settlement_amounts.layout <> 'date_range'
            and settlement_amounts.order_event_type in ('sale', 'refund')
            and {{ normalized_code('settlement_amounts.amount_type') }} = 'itemprice'
            and {{ normalized_code('settlement_amounts.amount_description') }} = 'principal'
        )
    )
    and settlement_amounts.is_primary
    and not settlement_amounts.is_mcf
    and settlement_amounts.order_id is not null
    and settlement_amounts.sku is not null
)

select
    units_told.store,
    units_told.order_id,
    units_told.sku,
    units_told.posted_date,
    units_told.event_type,
    sum(units_told.counted_units) as counted_units,
    sum(units_told.priced_units) as priced_units
from units_told
left join older_files
    on units_told.store = older_files.store
    and units_told.order_id = older_files.order_id
where older_files.order_id is null
group by
    units_told.store, units_told.order_id, units_told.sku, units_told.posted_date,
    units_told.event_type
having coalesce(sum(units_told.counted_units), 0) <> coalesce(sum(units_told.priced_units), 0)
