with

cogs as (
    select * from {{ ref('stg_costs__cogs') }}
),

final as (
    -- A cost holds from its day until the day before the next one of the same product and
    -- marketplace.
    select
        {{ hash_key(["cogs.store", "cogs.sku", "cogs.marketplace", "cogs.effective_from"]) }}
            as unit_cost_row_id,
        cogs.store,
        cogs.sku,
        cogs.marketplace,
        cogs.currency,
        {{ money(
            'cogs.unit_cost + coalesce(cogs.freight_cost, 0) + coalesce(cogs.duty_cost, 0)'
            ' + coalesce(cogs.other_cost, 0)'
        ) }} as landed_unit_cost,
        cogs.effective_from,
        lead(cogs.effective_from) over (
            partition by cogs.store, cogs.sku, cogs.marketplace
            order by cogs.effective_from
        ) as effective_to,
        cogs.source_file,
        cogs.source_line,
        cogs.batch_id
    from cogs
    where cogs.record_type = 'data'
)

select * from final
