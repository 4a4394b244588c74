with

returns_versions as (
    select * from {{ ref('stg_amazon__returns_versions') }}
),

orders as (
    select * from {{ ref('int_changes__orders') }}
),

versions as (
    -- A blank condition proves nothing, and takes back nothing.
    select
        {{ returned_plate_key('returns_versions') }} as unit_key,
        min(returns_versions.store) as store,
        min(returns_versions.order_id) as order_id,
        min(returns_versions.sku) as sku,
        min(returns_versions.return_date) as return_date,
        max(
            case when upper(returns_versions.detailed_disposition) = 'SELLABLE' then 1 else 0 end
        ) as sellable,
        min(returns_versions.batch_id) as batch_id,
        returns_versions.as_of,
        returns_versions.file_no,
        min(returns_versions.loaded_at) as loaded_at
    from returns_versions
    left join orders
        on returns_versions.store = orders.store
        and {{ order_number('returns_versions.order_id') }} = orders.order_number
    where returns_versions.record_type = 'data'
        and returns_versions.license_plate_number is not null
        and returns_versions.detailed_disposition is not null
        and returns_versions.quantity = 1
        and (orders.order_number is not null or returns_versions.order_id is null)
    group by
        {{ returned_plate_key('returns_versions') }}, returns_versions.as_of,
        returns_versions.file_no
),

known as (
    select
        versions.*,
        versions.loaded_at as known_from,
        {{ superseded_at('versions', 'versions.unit_key') }} as known_to
    from versions
),

compared as (
    select
        known.*,
        lag(known.sellable) over (
            partition by known.unit_key order by known.as_of nulls first, known.file_no
        ) as sellable_before
    from known
    where known.known_to is null
        or known.known_to > known.known_from
),

final as (
    -- Another condition is news only where it decides whether the unit can be sold again.
    select
        compared.unit_key,
        compared.store,
        compared.order_id,
        compared.sku,
        compared.return_date,
        compared.sellable = 1 as is_sellable,
        compared.batch_id,
        lead(compared.batch_id) over (
            partition by compared.unit_key order by compared.as_of nulls first, compared.file_no
        ) as replaced_batch_id
    from compared
    where compared.sellable_before is null
        or compared.sellable_before <> compared.sellable
)

select * from final
