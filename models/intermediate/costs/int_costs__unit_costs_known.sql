with

cogs_versions as (
    select * from {{ ref('stg_costs__cogs_versions') }}
),

versions as (
    select
        {{ hash_key([
            "cogs_versions.store", "cogs_versions.sku", "cogs_versions.marketplace",
            "cogs_versions.effective_from"
        ]) }} as unit_cost_row_id,
        cogs_versions.store,
        cogs_versions.sku,
        cogs_versions.marketplace,
        cogs_versions.currency,
        {{ landed_unit_cost('cogs_versions') }} as landed_unit_cost,
        cogs_versions.effective_from,
        cogs_versions.loaded_at as known_from,
        {{ superseded_at(
            'cogs_versions',
            'cogs_versions.store, cogs_versions.sku, cogs_versions.marketplace, '
            'cogs_versions.effective_from'
        ) }} as known_to,
        cogs_versions.source_file,
        cogs_versions.source_line,
        cogs_versions.batch_id
    from cogs_versions
    where cogs_versions.record_type = 'data'
),

final as (
    -- What never was the newest was never known as a cost.
    select
        versions.unit_cost_row_id,
        versions.store,
        versions.sku,
        versions.marketplace,
        versions.currency,
        versions.landed_unit_cost,
        versions.effective_from,
        versions.known_from,
        versions.known_to,
        versions.source_file,
        versions.source_line,
        versions.batch_id
    from versions
    where versions.known_to is null
        or versions.known_to > versions.known_from
)

select * from final
