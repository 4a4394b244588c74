with

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

date_range as (
    select * from {{ ref('stg_amazon__date_range') }}
),

settlement_layouts as (
    -- A settlement in the newer layout makes a second witness of the older one, row by row, and one
    -- in any flat file of its rows in the date range report.
    select
        settlements.store,
        settlements.settlement_id,
        max(settlements.layout) as newest_layout
    from settlements
    group by settlements.store, settlements.settlement_id
),

flat_file_rows as (
    select
        settlements.store,
        coalesce(settlements.order_id, settlements.merchant_order_id) as order_id,
        settlements.merchant_order_id,
        settlements.sku,
        {{ row_fingerprint('settlements', ['settlement_layouts.newest_layout']) }} as fingerprint
    from settlements
    inner join settlement_layouts
        on settlements.store = settlement_layouts.store
        and settlements.settlement_id = settlement_layouts.settlement_id
    where coalesce(settlements.order_id, settlements.merchant_order_id) is not null
),

date_range_rows as (
    select
        date_range.store,
        date_range.order_id,
        cast(null as {{ dbt.type_string() }}) as merchant_order_id,
        date_range.sku,
        {{ row_fingerprint('date_range', ['settlement_layouts.newest_layout']) }} as fingerprint
    from date_range
    left join settlement_layouts
        on date_range.store = settlement_layouts.store
        and date_range.settlement_id = settlement_layouts.settlement_id
    where date_range.order_id is not null
),

final as (
    select * from flat_file_rows
    union all
    select * from date_range_rows
)

select * from final
