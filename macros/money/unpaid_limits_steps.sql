{#- unpaid_limits_steps(from_cte, payments_cte, told_cte, into): CTEs that tell of each order, by its payments and told refunds, how much
    may have left it without a payment.

    in:  from_cte, orders: total 50.00, refunded 20.00; charges 50.00, refunds 20.00; told 20.00 and 0.00 of goods worth 30.00
    out: into, orders of which a refund is told: uncharged_amount 0.00, untold_amount 0.00 (what went back beyond the told refunds) -#}
{% macro unpaid_limits_steps(from_cte, payments_cte, told_cte, into) -%}
    moved_per_order as (
        select
            shopify_payments.store,
            shopify_payments.order_name,
            shopify_payments.currency,
            {{ money(
                "sum(case when shopify_payments.treatment = 'charge' then shopify_payments.amount end)"
            ) }} as charged_amount,
            {{ money(
                "-sum(case when shopify_payments.treatment = 'refund' then shopify_payments.amount end)"
            ) }} as refunded_amount
        from {{ payments_cte }} as shopify_payments
        group by shopify_payments.store, shopify_payments.order_name, shopify_payments.currency
    ),

    told_per_order as (
        select
            refunds_told.store,
            refunds_told.order_name,
            sum(refunds_told.told_amount) as told_amount,
            sum(least(
                refunds_told.told_amount,
                {{ money('refunds_told.pieces_amount - refunds_told.adjusted_amount') }}
            )) as named_amount
        from {{ told_cte }} as refunds_told
        where refunds_told.is_split_told
        group by refunds_told.store, refunds_told.order_name
    ),

    {{ into }} as (
        -- What was charged was paid. Money that went back may be what left the order, where no refund
        -- tells it; and without charges, where none names a line, shipping or duties for it.
        select
            {{ from_cte }}.store,
            {{ from_cte }}.order_name,
            {{ from_cte }}.sale_date,
            {{ money(from_cte ~ '.total - coalesce(moved_per_order.charged_amount, 0)') }}
                as uncharged_amount,
            {{ money(
                'greatest(' ~ from_cte ~ '.refunded_amount, coalesce(moved_per_order.refunded_amount, 0))'
                ' - case when moved_per_order.charged_amount is null then told_per_order.named_amount'
                ' else told_per_order.told_amount end'
            ) }} as untold_amount
        from {{ from_cte }}
        inner join told_per_order
            on {{ from_cte }}.store = told_per_order.store
            and {{ from_cte }}.order_name = told_per_order.order_name
        left join moved_per_order
            on {{ from_cte }}.store = moved_per_order.store
            and {{ from_cte }}.order_name = moved_per_order.order_name
            and {{ from_cte }}.currency = moved_per_order.currency
        where {{ from_cte }}.goods_amount
            - {{ from_cte }}.product_discount = {{ from_cte }}.subtotal
    )
{%- endmacro %}
