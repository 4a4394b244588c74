with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

returns as (
    select * from {{ ref('stg_amazon__returns') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        returns.store,
        returns.order_id,
        returns.sku,
        returns.asin,
        returns.fnsku,
        returns.license_plate_number,
        returns.source_file,
        returns.file_sha256,
        returns.batch_id,
        returns.row_hash,
        returns.fulfillment_center_id,
        returns.detailed_disposition,
        returns.reason,
        returns.status,
        returns.record_type,
        returns.layout,
        returns.quantity,
        returns.source_line,
        returns.return_date,
        returns.return_at,
        returns.loaded_at
    from returns
    left join orders
        on returns.store = orders.store
        and {{ order_number('returns.order_id') }} = orders.order_number
    where orders.order_number is not null
        or returns.order_id is null
)

select * from final
