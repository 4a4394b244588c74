with

orders_built as (
    select * from {{ source('built', 'orders_built') }}
),

final as (
    -- What the ledger holds, as far as it was published.
    select
        store,
        order_number,
        fingerprint
    from orders_built
)

select * from final
