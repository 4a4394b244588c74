with

order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

paid_per_line as (
    -- What Amazon ships and wraps, it does for the fee of its warehouse and the buyer's money.
    select
        order_rows.order_line_key,
        order_rows.currency,
        cast(sum(order_rows.quantity) as bigint) as quantity,
        {{ money('sum(order_rows.shipping_price - order_rows.ship_promotion_discount)') }}
            as shipping_paid,
        {{ money('sum(order_rows.gift_wrap_price)') }} as gift_wrap_paid
    from order_rows
    where order_rows.is_shipped
        and order_rows.order_line_key is not null
        and order_rows.fulfillment_channel = 'Amazon'
    group by order_rows.order_line_key, order_rows.currency
),

unioned as (
    select
        paid_per_line.order_line_key,
        'shipping_chargeback' as fee_code,
        paid_per_line.currency,
        paid_per_line.quantity,
        paid_per_line.shipping_paid as expected_amount
    from paid_per_line
    union all
    select
        paid_per_line.order_line_key,
        'gift_wrap_chargeback' as fee_code,
        paid_per_line.currency,
        paid_per_line.quantity,
        paid_per_line.gift_wrap_paid as expected_amount
    from paid_per_line
),

final as (
    -- No card prices it: Amazon takes what the buyer paid, and the audit knows it by the order.
    select
        unioned.order_line_key,
        unioned.fee_code,
        unioned.currency,
        unioned.quantity,
        unioned.expected_amount,
        cast(null as {{ dbt.type_string() }}) as reason_code,
        cast(null as {{ dbt.type_string() }}) as rate_card_row_id,
        cast(null as {{ dbt.type_string() }}) as measured_size_tier
    from unioned
    where unioned.expected_amount > 0
)

select * from final
