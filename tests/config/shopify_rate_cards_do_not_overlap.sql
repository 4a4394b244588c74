-- Property: of each country, plan, fee, channel and card class at most one row of
-- shopify_payment_fees holds on a day, of each gateway and its regions at most one row of
-- gateway_fees, and of each store at most one row of shopify_plans. Unverified rows count too.
-- Who relies on it: the expected fees, which take the row of the day.
-- What would go wrong silently: of two rates one would be taken for no reason, and a store with two
-- plans would have every payment, and its estimated fee, twice.
with

shopify_payment_fees as (
    select * from {{ ref('shopify_payment_fees') }}
),

gateway_fees as (
    select * from {{ ref('gateway_fees') }}
),

shopify_plans as (
    select * from {{ ref('shopify_plans') }}
),

ranges as (
    select
        'shopify_payment_fees' as seed,
        {{ hash_key([
            "shopify_payment_fees.country", "shopify_payment_fees.currency",
            "shopify_payment_fees.plan", "shopify_payment_fees.fee_code",
            "shopify_payment_fees.channel", "shopify_payment_fees.card_class"
        ]) }} as range_key,
        shopify_payment_fees.rate_card_row_id as row_name,
        shopify_payment_fees.effective_from,
        shopify_payment_fees.effective_to
    from shopify_payment_fees
    union all
    select
        'gateway_fees' as seed,
        {{ hash_key([
            "gateway_fees.gateway", "gateway_fees.seller_region", "gateway_fees.buyer_region",
            "gateway_fees.currency"
        ]) }} as range_key,
        gateway_fees.rate_card_row_id as row_name,
        gateway_fees.effective_from,
        gateway_fees.effective_to
    from gateway_fees
    union all
    select
        'shopify_plans' as seed,
        {{ hash_key(["shopify_plans.store"]) }} as range_key,
        shopify_plans.store || ', ' || shopify_plans.plan as row_name,
        shopify_plans.effective_from,
        coalesce(shopify_plans.effective_to, {{ far_future() }}) as effective_to
    from shopify_plans
),

in_order as (
    select
        ranges.seed,
        ranges.row_name,
        ranges.effective_from,
        lag(ranges.row_name) over (
            partition by ranges.seed, ranges.range_key
            order by ranges.effective_from, ranges.effective_to, ranges.row_name
        ) as row_before,
        lag(ranges.effective_to) over (
            partition by ranges.seed, ranges.range_key
            order by ranges.effective_from, ranges.effective_to, ranges.row_name
        ) as end_before
    from ranges
)

select
    in_order.seed,
    in_order.row_before,
    in_order.row_name,
    in_order.effective_from,
    in_order.end_before
from in_order
where in_order.end_before > in_order.effective_from
