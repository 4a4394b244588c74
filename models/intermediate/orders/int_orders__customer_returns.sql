with

returns as (
    select * from {{ ref('int_changes__returns') }}
),

returned as (
    select
        returns.store,
        returns.order_id,
        returns.sku,
        returns.return_date,
        upper(returns.detailed_disposition) as disposition,
        returns.quantity,
        returns.batch_id
    from returns
    where returns.record_type = 'data'
),

final as (
    -- The report has a row per unit; what comes back sellable and what does not stays apart, and so
    -- does what landed at different times.
    select
        returned.store,
        returned.order_id,
        returned.sku,
        {{ hash_key([
            "returned.store", "'amazon'",
            "returned.order_id || '/' || coalesce(returned.sku, '')"
        ]) }} as order_line_key,
        returned.return_date,
        returned.disposition,
        returned.batch_id,
        cast(sum(returned.quantity) as bigint) as units
    from returned
    group by
        returned.store,
        returned.order_id,
        returned.sku,
        returned.return_date,
        returned.disposition,
        returned.batch_id
)

select * from final
