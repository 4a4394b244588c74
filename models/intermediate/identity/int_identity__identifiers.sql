with

order_identifiers as (
    select * from {{ ref('int_identity__order_identifiers') }}
),

identifiers as (
    select
        order_identifiers.identifier_key,
        order_identifiers.store,
        order_identifiers.platform,
        order_identifiers.identifier_kind,
        order_identifiers.identifier_rank,
        min(order_identifiers.sale_date) as first_seen_date,
        count(*) as order_count,
        count(distinct order_identifiers.seen_beside) as customers_told_apart
    from order_identifiers
    group by
        order_identifiers.identifier_key, order_identifiers.store, order_identifiers.platform,
        order_identifiers.identifier_kind, order_identifiers.identifier_rank
),

final as (
    -- What many customers share is a shop's own telephone or an address that a till fills in.
    select
        identifiers.identifier_key,
        identifiers.store,
        identifiers.platform,
        identifiers.identifier_kind,
        identifiers.identifier_rank,
        identifiers.first_seen_date,
        cast(identifiers.order_count as bigint) as order_count,
        cast(identifiers.customers_told_apart as bigint) as customers_told_apart,
        identifiers.customers_told_apart > {{ var('identity_max_sharing') }} as is_shared_by_many
    from identifiers
)

select * from final
