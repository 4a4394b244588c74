with

shopify_orders as (
    select * from {{ ref('int_orders__shopify_orders') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

unpaid as (
    select * from {{ ref('int_orders__shopify_refunds_unpaid') }}
),

payment_methods as (
    select * from {{ ref('stg_reference__payment_methods') }}
),

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

charged_per_order as (
    select
        shopify_payments.store,
        shopify_payments.order_name,
        {{ money('sum(shopify_payments.amount)') }} as charged_amount
    from shopify_payments
    where shopify_payments.treatment = 'charge'
    group by shopify_payments.store, shopify_payments.order_name
),

unpaid_per_order as (
    select
        unpaid.store,
        unpaid.order_name,
        {{ money('sum(unpaid.unpaid_amount)') }} as unpaid_amount,
        sum(case when unpaid.report = 'orders' then unpaid.unpaid_amount end) as cancelled_amount
    from unpaid
    where unpaid.is_in_time
    group by unpaid.store, unpaid.order_name
),

paid as (
    -- The methods stand in one text, which the CSV joins with a plus sign and the API with a comma.
    select
        shopify_orders.store,
        shopify_orders.order_name,
        replace(shopify_orders.payment_method, ', ', ' + ') as texts,
        {{ money(
            "shopify_orders.total - coalesce(unpaid_per_order.unpaid_amount, 0)"
            " - case when shopify_orders.financial_status = 'partially_paid'"
            " then shopify_orders.outstanding_balance"
            " - coalesce(unpaid_per_order.cancelled_amount, 0) else 0 end"
        ) }} as paid_amount,
        charged_per_order.charged_amount
    from shopify_orders
    left join charged_per_order
        on shopify_orders.store = charged_per_order.store
        and shopify_orders.order_name = charged_per_order.order_name
    left join unpaid_per_order
        on shopify_orders.store = unpaid_per_order.store
        and shopify_orders.order_name = unpaid_per_order.order_name
    where shopify_orders.is_counted
),

methods as (
    select
        paid.store,
        paid.order_name,
        {{ clean_text("split_part(paid.texts, ' + ', digits.digit + 1)") }} as payment_method,
        digits.digit as place,
        paid.paid_amount,
        paid.charged_amount
    from paid
    cross join digits
),

meant as (
    -- An order that names no method still has its first place, an empty one.
    select
        methods.store,
        methods.order_name,
        methods.payment_method,
        coalesce(known.gateway, fallback.gateway) as gateway,
        coalesce(known.third_party_fee, fallback.third_party_fee) as third_party_fee,
        methods.paid_amount,
        methods.charged_amount
    from methods
    left join payment_methods as known
        on known.field = 'payment_method'
        and known.value_code = {{ normalized_code('methods.payment_method') }}
    inner join payment_methods as fallback
        on fallback.field = 'payment_method' and fallback.value_code = '*'
    where methods.place = 0 or methods.payment_method is not null
),

per_gateway as (
    select
        meant.store,
        meant.order_name,
        meant.gateway,
        meant.third_party_fee,
        min(meant.payment_method) as payment_method,
        max(meant.paid_amount) as paid_amount,
        max(meant.charged_amount) as charged_amount
    from meant
    group by meant.store, meant.order_name, meant.gateway, meant.third_party_fee
),

counted as (
    select
        per_gateway.*,
        sum(case when per_gateway.gateway = 'shopify_payments' then 1 else 0 end) over (
            partition by per_gateway.store, per_gateway.order_name
        ) as shopify_count,
        sum(case when per_gateway.gateway = 'shopify_payments' then 0 else 1 end) over (
            partition by per_gateway.store, per_gateway.order_name
        ) as outside_count
    from per_gateway
),

final as (
    -- One gateway beside the charges took what they leave of the order; without one it is a charge
    -- of Shopify's whose payout has not landed. Nobody says how two that state no charge shared it.
    select
        counted.store,
        counted.order_name,
        counted.gateway,
        counted.third_party_fee,
        counted.payment_method,
        case
            when counted.gateway = 'shopify_payments' and counted.outside_count > 0
                and counted.charged_amount is not null then 0
            when (counted.gateway = 'shopify_payments' and counted.outside_count = 0)
                or (
                    counted.gateway <> 'shopify_payments' and counted.outside_count = 1
                    and (counted.charged_amount is not null or counted.shopify_count = 0)
                )
                then {{ money('counted.paid_amount - coalesce(counted.charged_amount, 0)') }}
        end as uncharged_amount,
        case
            when counted.gateway = 'shopify_payments' and counted.outside_count = 0
                and counted.charged_amount is not null then counted.paid_amount
        end as amount_before_charges
    from counted
)

select * from final
