with

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

payments_versions as (
    select * from {{ ref('stg_shopify__payment_transactions_versions') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

settlement_rows as (
    select * from {{ ref('int_changes__settlement_rows') }}
),

fulfilled_shipments as (
    select * from {{ ref('stg_amazon__fulfilled_shipments') }}
),

returns_versions as (
    select * from {{ ref('stg_amazon__returns_versions') }}
),

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

refund_orders as (
    select * from {{ ref('int_changes__refund_orders') }}
),

sku_states as (
    select * from {{ ref('int_changes__sku_states') }}
),

refund_windows as (
    select * from {{ ref('int_changes__refund_windows') }}
),

told as (
    -- Every landed row bears on the order that it names, and on the one that it was done for.
    select
        shopify_orders.store,
        shopify_orders.order_name as order_id,
        shopify_orders.amazon_order_id as other_order_id,
        shopify_orders.lineitem_sku as sku,
        {{ row_fingerprint('shopify_orders') }} as fingerprint
    from shopify_orders
    union all
    -- When a transaction was first told decides whether a closed period knew of it.
    select
        payments_versions.store,
        payments_versions.order_name as order_id,
        null as other_order_id,
        null as sku,
        {{ row_fingerprint('payments_versions') }} as fingerprint
    from payments_versions
    union all
    select
        refund_orders.store,
        refund_orders.order_name as order_id,
        null as other_order_id,
        null as sku,
        refund_orders.fingerprint
    from refund_orders
    union all
    select
        all_orders.store,
        all_orders.amazon_order_id as order_id,
        all_orders.merchant_order_id as other_order_id,
        all_orders.sku,
        {{ row_fingerprint('all_orders') }} as fingerprint
    from all_orders
    union all
    select
        settlement_rows.store,
        settlement_rows.order_id,
        settlement_rows.merchant_order_id as other_order_id,
        settlement_rows.sku,
        settlement_rows.fingerprint
    from settlement_rows
    union all
    select
        fulfilled_shipments.store,
        fulfilled_shipments.amazon_order_id as order_id,
        fulfilled_shipments.merchant_order_id as other_order_id,
        fulfilled_shipments.sku,
        {{ row_fingerprint('fulfilled_shipments') }} as fingerprint
    from fulfilled_shipments
    union all
    -- When a return was first told decides whether a closed period knew of it.
    select
        returns_versions.store,
        returns_versions.order_id,
        null as other_order_id,
        returns_versions.sku,
        {{ row_fingerprint('returns_versions') }} as fingerprint
    from returns_versions
    union all
    select
        reimbursements.store,
        reimbursements.amazon_order_id as order_id,
        null as other_order_id,
        reimbursements.sku,
        {{ row_fingerprint('reimbursements') }} as fingerprint
    from reimbursements
    union all
    select
        refund_windows.store,
        refund_windows.order_number as order_id,
        null as other_order_id,
        null as sku,
        {{ fingerprint([
            'refund_windows.rate_card_row_id', 'refund_windows.posted_date',
            as_flag('refund_windows.has_opened'), as_flag('refund_windows.has_closed'),
            as_flag('refund_windows.is_after_first_return'),
            as_flag('refund_windows.has_reimbursements')
        ]) }} as fingerprint
    from refund_windows
),

final as (
    -- What is known of a product decides what its sales cost.
    select
        told.store,
        told.order_id,
        told.other_order_id,
        told.fingerprint,
        {{ fingerprint('sku_states.fingerprint') }} as sku_fingerprint
    from told
    left join sku_states
        on told.store = sku_states.store
        and told.sku = sku_states.sku
    where told.order_id is not null
        or told.other_order_id is not null
)

select * from final
