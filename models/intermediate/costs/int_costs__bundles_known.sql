with

bundles_versions as (
    select * from {{ ref('stg_reference__bundles_versions') }}
),

versions as (
    -- A bundle without a date has always been made of this.
    select
        bundles_versions.store,
        bundles_versions.bundle_sku,
        bundles_versions.component_sku,
        bundles_versions.quantity,
        coalesce(bundles_versions.effective_from, cast('0001-01-01' as date)) as effective_from,
        bundles_versions.loaded_at as known_from,
        {{ superseded_at(
            'bundles_versions',
            'bundles_versions.store, bundles_versions.bundle_sku, bundles_versions.component_sku, '
            'bundles_versions.effective_from'
        ) }} as known_to
    from bundles_versions
    where bundles_versions.record_type = 'data'
),

final as (
    select
        versions.store,
        versions.bundle_sku,
        versions.component_sku,
        versions.quantity,
        versions.effective_from,
        versions.known_from,
        versions.known_to
    from versions
    where versions.known_to is null
        or versions.known_to > versions.known_from
)

select * from final
