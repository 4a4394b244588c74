-- Property: every gateway that a counted order names, and every card source and payment method name
-- of a charge, has a row in payment_methods.
-- Who relies on it: whoever reads the fee audit or the estimated fees of payments outside Shopify
-- Payments.
-- What would go wrong silently: nothing is guessed, but the fees of a new gateway are missing from
-- the profit until somebody says what it is.
{{ config(severity='warn') }}
with

gateways_paid as (
    select * from {{ ref('int_fees__shopify_gateways_paid') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

payments_classified as (
    select * from {{ ref('int_fees__shopify_payments_classified') }}
)

select
    'payment_method' as field,
    gateways_paid.payment_method as value,
    count(*) as row_count
from gateways_paid
where gateways_paid.third_party_fee = 'unknown'
    and gateways_paid.payment_method is not null
group by gateways_paid.payment_method
union all
select
    'card_source or payment_type' as field,
    coalesce(shopify_payments.card_source, '') || ', '
    || coalesce(shopify_payments.payment_method_name, '') as value,
    count(*) as row_count
from payments_classified
inner join shopify_payments
    on payments_classified.payment_key = shopify_payments.payment_key
where payments_classified.subject_kind = 'charge'
    and (payments_classified.channel = 'unknown' or payments_classified.type_class = 'unknown')
group by
    coalesce(shopify_payments.card_source, '') || ', '
    || coalesce(shopify_payments.payment_method_name, '')
