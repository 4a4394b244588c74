-- Property: where the weights of a fulfillment card follow one another without a hole, a product
-- whose weight lies among them has one fee in every band of prices, with the ends of that band.
-- Who relies on it: every expected fulfillment fee, and the prices at which a unit breaks even.
-- What would go wrong silently: at some prices or on some days a product would have no expected
-- fee, which looks like a card that nobody has.
with

profile_size_tiers as (
    select * from {{ ref('int_fees__profile_size_tiers') }}
),

profile_fees as (
    select * from {{ ref('int_fees__profile_fulfillment_fees') }}
),

cells as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
),

bands as (
    -- All weights of one card, tier, kind of goods and band of prices.
    select
        country, size_tier, product_type, weight_unit, effective_from, effective_to, price_from,
        price_up_to,
        min(weight_above) as weight_above,
        max(coalesce(weight_up_to, 999999)) as weight_up_to
    from cells
    group by
        country, size_tier, product_type, weight_unit, effective_from, effective_to, price_from,
        price_up_to
    having sum(coalesce(weight_up_to, 999999) - weight_above)
        = max(coalesce(weight_up_to, 999999)) - min(weight_above)
),

found as (
    select
        profile_fees.profile_key,
        cells.size_tier,
        cells.product_type,
        cells.effective_from,
        profile_fees.price_from,
        profile_fees.price_up_to
    from profile_fees
    inner join cells
        on profile_fees.rate_card_row_id = cells.rate_card_row_id
)

select
    profile_size_tiers.profile_key,
    bands.size_tier,
    bands.product_type,
    bands.effective_from,
    bands.price_from,
    count(found.profile_key) as cell_count
from profile_size_tiers
inner join bands
    on profile_size_tiers.country = bands.country
    and profile_size_tiers.size_tier = bands.size_tier
    and profile_size_tiers.weight_unit = bands.weight_unit
    and bands.product_type in (profile_size_tiers.product_type, 'all')
    and profile_size_tiers.effective_from < bands.effective_to
    and profile_size_tiers.effective_to > bands.effective_from
    and profile_size_tiers.billable_weight > bands.weight_above
    and profile_size_tiers.billable_weight <= bands.weight_up_to
left join found
    on profile_size_tiers.profile_key = found.profile_key
    and bands.size_tier = found.size_tier
    and bands.product_type = found.product_type
    and bands.effective_from = found.effective_from
    and bands.price_from = found.price_from
    and coalesce(bands.price_up_to, 0) = coalesce(found.price_up_to, 0)
group by
    profile_size_tiers.profile_key, profile_size_tiers.effective_from, bands.size_tier,
    bands.product_type, bands.effective_from, bands.price_from
having count(found.profile_key) = 0
