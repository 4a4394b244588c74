with

orders as (
    select * from {{ ref('int_changes__orders') }}
),

shopify_orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

final as (
    -- All rows of the orders that changed, and all that name no order: of those there are few.
    select
        shopify_orders.store,
        shopify_orders.order_id,
        shopify_orders.order_name,
        shopify_orders.payment_id,
        shopify_orders.payment_reference,
        shopify_orders.payment_references,
        shopify_orders.receipt_number,
        shopify_orders.amazon_order_id,
        shopify_orders.lineitem_sku,
        shopify_orders.email_hash,
        shopify_orders.phone_hash,
        shopify_orders.household_hash,
        shopify_orders.source_file,
        shopify_orders.file_sha256,
        shopify_orders.batch_id,
        shopify_orders.row_hash,
        shopify_orders.email_kind,
        shopify_orders.financial_status,
        shopify_orders.fulfillment_status,
        shopify_orders.currency,
        shopify_orders.discount_code,
        shopify_orders.shipping_method,
        shopify_orders.lineitem_name,
        shopify_orders.lineitem_fulfillment_status,
        shopify_orders.billing_zip_prefix,
        shopify_orders.billing_province,
        shopify_orders.billing_province_name,
        shopify_orders.billing_country,
        shopify_orders.shipping_zip_prefix,
        shopify_orders.shipping_province,
        shopify_orders.shipping_province_name,
        shopify_orders.shipping_country,
        shopify_orders.utm_source,
        shopify_orders.utm_medium,
        shopify_orders.utm_campaign,
        shopify_orders.utm_content,
        shopify_orders.utm_term,
        shopify_orders.gclid,
        shopify_orders.fbclid,
        shopify_orders.payment_method,
        shopify_orders.payment_terms_name,
        shopify_orders.vendor,
        shopify_orders.location,
        shopify_orders.tags,
        shopify_orders.risk_level,
        shopify_orders.source_name,
        shopify_orders.tax_1_name,
        shopify_orders.tax_2_name,
        shopify_orders.tax_3_name,
        shopify_orders.tax_4_name,
        shopify_orders.tax_5_name,
        shopify_orders.record_type,
        shopify_orders.layout,
        shopify_orders.lineitem_quantity,
        shopify_orders.lineitem_price,
        shopify_orders.lineitem_compare_at_price,
        shopify_orders.lineitem_discount,
        shopify_orders.subtotal,
        shopify_orders.shipping,
        shopify_orders.taxes,
        shopify_orders.total,
        shopify_orders.discount_amount,
        shopify_orders.refunded_amount,
        shopify_orders.outstanding_balance,
        shopify_orders.duties,
        shopify_orders.tax_1_value,
        shopify_orders.tax_2_value,
        shopify_orders.tax_3_value,
        shopify_orders.tax_4_value,
        shopify_orders.tax_5_value,
        shopify_orders.source_line,
        shopify_orders.has_accepted_marketing,
        shopify_orders.is_lineitem_requires_shipping,
        shopify_orders.is_lineitem_taxable,
        shopify_orders.is_test,
        shopify_orders.is_lineitem_gift_card,
        shopify_orders.created_date,
        shopify_orders.paid_date,
        shopify_orders.fulfilled_date,
        shopify_orders.cancelled_date,
        shopify_orders.created_at,
        shopify_orders.paid_at,
        shopify_orders.fulfilled_at,
        shopify_orders.cancelled_at,
        shopify_orders.next_payment_due_at,
        shopify_orders.loaded_at
    from shopify_orders
    left join orders
        on shopify_orders.store = orders.store
        and {{ order_number('shopify_orders.order_name') }} = orders.order_number
    where orders.order_number is not null
        or shopify_orders.order_name is null
)

select * from final
