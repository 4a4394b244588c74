-- Property: per store, the states of the orders count every landed row once for the order that it
-- names and once for the one that it was done for, and add up their fingerprints.
-- Who relies on it: a run that computes changed orders only.
-- What would go wrong silently: a row that no state holds could land, change or go, and its order
-- would stay as it was.
with

refund_windows as (
    select * from {{ ref('int_changes__refund_windows') }}
),

settled as (
    select
        store, settlement_id, order_id, merchant_order_id, layout, row_hash, source_file,
        source_line, batch_id
    from {{ ref('stg_amazon__settlements') }}
    union all
    select
        store, settlement_id, order_id, cast(null as {{ dbt.type_string() }}) as merchant_order_id,
        cast(null as {{ dbt.type_string() }}) as layout, row_hash, source_file, source_line,
        batch_id
    from {{ ref('stg_amazon__date_range') }}
),

settled_beside as (
    -- Which files tell of a settlement decides which of its rows counts.
    select
        store, order_id, merchant_order_id, row_hash, source_file, source_line, batch_id,
        max(layout) over (partition by store, settlement_id) as newest_layout
    from settled
),

landed as (
    select
        store, order_name as order_id, amazon_order_id as other_order_id,
        {{ row_fingerprint('orders') }} as fingerprint
    from {{ ref('stg_shopify__orders') }} as orders
    union all
    select
        store, order_name as order_id, null as other_order_id,
        {{ row_fingerprint('payments') }} as fingerprint
    from {{ ref('stg_shopify__payment_transactions_versions') }} as payments
    union all
    select
        refund_orders.store, refund_orders.order_name as order_id, null as other_order_id,
        {{ row_fingerprint('refunded') }} as fingerprint
    from {{ ref('int_changes__refund_orders') }} as refund_orders
    inner join {{ ref('stg_shopify__refunds') }} as refunded
        on refund_orders.store = refunded.store
        and refund_orders.source_file = refunded.source_file
        and refund_orders.source_line = refunded.source_line
    union all
    select
        store, amazon_order_id as order_id, merchant_order_id as other_order_id,
        {{ row_fingerprint('all_orders') }} as fingerprint
    from {{ ref('stg_amazon__all_orders') }} as all_orders
    union all
    select
        store, coalesce(order_id, merchant_order_id) as order_id,
        merchant_order_id as other_order_id,
        {{ row_fingerprint('settled_beside', ['settled_beside.newest_layout']) }} as fingerprint
    from settled_beside
    union all
    select
        store, amazon_order_id as order_id, merchant_order_id as other_order_id,
        {{ row_fingerprint('shipped') }} as fingerprint
    from {{ ref('stg_amazon__fulfilled_shipments') }} as shipped
    union all
    select
        store, order_id, null as other_order_id, {{ row_fingerprint('returned') }} as fingerprint
    from {{ ref('stg_amazon__returns_versions') }} as returned
    union all
    select
        store, amazon_order_id as order_id, null as other_order_id,
        {{ row_fingerprint('reimbursed') }} as fingerprint
    from {{ ref('stg_amazon__reimbursements') }} as reimbursed
    union all
    select
        store, order_number as order_id, null as other_order_id,
        {{ row_fingerprint('sent') }} as fingerprint
    from {{ ref('stg_costs__shipments') }} as sent
    union all
    select
        carrier_orders.store, carrier_orders.order_number as order_id, null as other_order_id,
        {{ row_fingerprint('charged') }} as fingerprint
    from {{ ref('int_changes__carrier_orders') }} as carrier_orders
    inner join {{ ref('stg_costs__carrier_invoices') }} as charged
        on carrier_orders.store = charged.store
        and carrier_orders.source_file = charged.source_file
        and carrier_orders.source_line = charged.source_line
    union all
    select store, order_number as order_id, null as other_order_id, fingerprint
    from {{ ref('int_changes__billed_orders') }}
    union all
    select
        store, order_number as order_id, null as other_order_id,
        {{ fingerprint([
            'refund_windows.rate_card_row_id', 'refund_windows.posted_date', as_flag('refund_windows.has_opened'),
            as_flag('refund_windows.has_closed'), as_flag('refund_windows.is_after_first_return'),
            as_flag('refund_windows.has_reimbursements')
        ]) }} as fingerprint
    from refund_windows
),

named as (
    select store, fingerprint from landed
    where order_id is not null
    union all
    select store, fingerprint from landed
    where other_order_id is not null
        and (order_id is null or order_id <> other_order_id)
),

named_per_store as (
    select
        store,
        count(*) as row_count,
        {{ exact_integer('sum(fingerprint)') }} as fingerprint
    from named
    group by store
),

held_per_store as (
    select
        store,
        sum({{ exact_integer("split_part(fingerprint, '/', 1)") }}) as row_count,
        sum({{ exact_integer("split_part(fingerprint, '/', 2)") }}) as fingerprint
    from {{ ref('int_changes__order_states') }}
    group by store
)

select
    named_per_store.store as landed_store,
    named_per_store.row_count as rows_landed,
    held_per_store.store as held_store,
    held_per_store.row_count as rows_held
from named_per_store
full outer join held_per_store
    on named_per_store.store = held_per_store.store
where named_per_store.store is null
    or held_per_store.store is null
    or named_per_store.row_count <> held_per_store.row_count
    or named_per_store.fingerprint <> held_per_store.fingerprint
