with

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

amazon_copies as (
    -- An app that copies an order of Amazon into the shop brings the relay address along.
    select
        orders_kept.store,
        {{ order_number('orders_kept.amazon_order_id') }} as order_number,
        max(case when orders_kept.email_kind = 'amazon_relay' then orders_kept.email_hash end)
            as relay_hash,
        max(orders_kept.household_hash) as household_hash
    from orders_kept
    where orders_kept.is_amazon_copy
        and orders_kept.amazon_order_id is not null
    group by orders_kept.store, {{ order_number('orders_kept.amazon_order_id') }}
),

final as (
    -- In the shop an address of one person says who bought, at Amazon the relay address alone.
    select
        orders_kept.store,
        orders_kept.platform,
        orders_kept.order_id,
        orders_kept.sale_date,
        case when orders_kept.platform = 'shopify' then orders_kept.customer_hash end
            as customer_hash,
        case
            when orders_kept.platform = 'shopify' and orders_kept.email_kind = 'personal'
                then orders_kept.email_hash
        end as email_hash,
        case when orders_kept.platform = 'shopify' then orders_kept.phone_hash end as phone_hash,
        case
            when orders_kept.platform = 'amazon' and orders_kept.email_kind = 'amazon_relay'
                then orders_kept.email_hash
            when orders_kept.platform = 'amazon' then amazon_copies.relay_hash
        end as relay_hash,
        case
            when {{ 'true' if var('household_links') else 'false' }}
                and orders_kept.fulfillment_method = 'merchant'
                then coalesce(orders_kept.household_hash, amazon_copies.household_hash)
        end as household_hash
    from orders_kept
    left join amazon_copies
        on orders_kept.store = amazon_copies.store
        and orders_kept.platform = 'amazon'
        and {{ order_number('orders_kept.order_id') }} = amazon_copies.order_number
    where not orders_kept.is_amazon_copy
)

select * from final
