with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

lines_known_by_settlement as (
    select * from {{ ref('int_orders__lines_known_by_settlement') }}
),

shopify_units_returned as (
    select * from {{ ref('int_ledger__shopify_units_returned') }}
),

units_returned as (
    select * from {{ ref('int_settlements__units_returned') }}
),

unioned as (
    -- What neither says when it was known goes with the money of its line and day. The first units
    -- that a settlement told do, too.
    select
        order_lines.store,
        'sale' as event_type,
        order_lines.sale_date as event_date,
        order_lines.order_line_key,
        coalesce(known.quantity, order_lines.quantity) as quantity,
        case when known.units_from > 0 then known.known_batch_id end as known_batch_id,
        case when known.units_from > 0 then known.known_date end as known_date,
        'now' as booking,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from order_lines
    left join lines_known_by_settlement as known
        on order_lines.order_line_key = known.order_line_key
    where order_lines.is_counted
    union all
    select
        shopify_units_returned.store,
        'refund' as event_type,
        shopify_units_returned.return_date as event_date,
        shopify_units_returned.order_line_key,
        shopify_units_returned.quantity,
        shopify_units_returned.known_batch_id,
        cast(null as date) as known_date,
        shopify_units_returned.booking,
        shopify_units_returned.replaced_batch_id,
        shopify_units_returned.replaced_date
    from shopify_units_returned
    union all
    select
        units_returned.store,
        'refund' as event_type,
        units_returned.posted_date as event_date,
        {{ hash_key([
            "units_returned.store", "'amazon'",
            "units_returned.order_id || '/' || units_returned.sku"
        ]) }} as order_line_key,
        -units_returned.quantity as quantity,
        cast(null as {{ dbt.type_string() }}) as known_batch_id,
        cast(null as date) as known_date,
        'now' as booking,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from units_returned
),

final as (
    -- Units carry no money; they ride along so that sales and returns are counted where they are
    -- valued.
    select
        unioned.store,
        unioned.event_type,
        unioned.event_date,
        unioned.order_line_key,
        unioned.known_batch_id,
        unioned.known_date,
        unioned.booking,
        unioned.replaced_batch_id,
        unioned.replaced_date,
        cast(sum(unioned.quantity) as bigint) as quantity
    from unioned
    where unioned.quantity <> 0
    group by
        unioned.store, unioned.event_type, unioned.event_date, unioned.order_line_key,
        unioned.known_batch_id, unioned.known_date, unioned.booking, unioned.replaced_batch_id,
        unioned.replaced_date
)

select * from final
