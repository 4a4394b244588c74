with

buyers as (
    select * from {{ ref('int_identity__buyers') }}
),

named as (
    -- Beside each identifier stands what tells its customers apart.
    select
        buyers.store,
        buyers.platform,
        buyers.order_id,
        buyers.sale_date,
        'customer_id' as identifier_kind,
        1 as identifier_rank,
        buyers.customer_hash as identifier_value,
        buyers.email_hash as seen_beside
    from buyers
    where buyers.customer_hash is not null
    union all
    select
        buyers.store,
        buyers.platform,
        buyers.order_id,
        buyers.sale_date,
        'email' as identifier_kind,
        2 as identifier_rank,
        buyers.email_hash as identifier_value,
        buyers.phone_hash as seen_beside
    from buyers
    where buyers.email_hash is not null
    union all
    select
        buyers.store,
        buyers.platform,
        buyers.order_id,
        buyers.sale_date,
        'phone' as identifier_kind,
        3 as identifier_rank,
        buyers.phone_hash as identifier_value,
        coalesce(buyers.email_hash, buyers.customer_hash) as seen_beside
    from buyers
    where buyers.phone_hash is not null
    union all
    select
        buyers.store,
        buyers.platform,
        buyers.order_id,
        buyers.sale_date,
        'amazon_relay' as identifier_kind,
        4 as identifier_rank,
        buyers.relay_hash as identifier_value,
        buyers.relay_hash as seen_beside
    from buyers
    where buyers.relay_hash is not null
    union all
    select
        buyers.store,
        buyers.platform,
        buyers.order_id,
        buyers.sale_date,
        'household' as identifier_kind,
        5 as identifier_rank,
        buyers.household_hash as identifier_value,
        coalesce(buyers.email_hash, buyers.relay_hash, buyers.customer_hash, buyers.phone_hash)
            as seen_beside
    from buyers
    where buyers.household_hash is not null
),

final as (
    -- The platform is part of the key, so that no path leads from a shop's order to one of Amazon.
    select
        {{ hash_key([
            "named.store", "named.platform", "named.identifier_kind", "named.identifier_value"
        ]) }} as identifier_key,
        named.store,
        named.platform,
        named.order_id,
        named.sale_date,
        named.identifier_kind,
        named.identifier_rank,
        named.identifier_value,
        named.seen_beside
    from named
)

select * from final
