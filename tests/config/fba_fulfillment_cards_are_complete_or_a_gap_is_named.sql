-- Property: on every day of a country's size tiers (in the United States from 2023-01-01 on) until
-- the last day of which anything is known, every tier in force, kind of goods and price has either
-- fulfillment fees without a hole from the least weight of the tier to its greatest, or a gap that
-- rate_card_gaps names; and no gap is named where the fees are complete.
-- Who relies on it: the expected fulfillment fees, and whoever reads `no_card` as nobody's fault.
-- What would go wrong silently: a row that was lost turns the fees of a size into `no_card`, and a
-- gap that is none excuses it.
with

size_tiers as (
    select * from {{ ref('stg_reference__fba_size_tiers') }}
),

fulfillment_fees as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
),

gaps as (
    select * from {{ ref('stg_reference__rate_card_gaps') }}
    where fee_code = 'fba_fulfillment_fee'
),

ends_of_cards as (
    select size_tiers.country, size_tiers.effective_from as card_day from size_tiers
    union all
    select size_tiers.country, size_tiers.effective_to as card_day from size_tiers
    union all
    select fulfillment_fees.country, fulfillment_fees.effective_from as card_day
    from fulfillment_fees
    union all
    select fulfillment_fees.country, fulfillment_fees.effective_to as card_day
    from fulfillment_fees
    union all
    select gaps.country, gaps.effective_from as card_day from gaps
    union all
    select gaps.country, gaps.effective_to as card_day from gaps
    union all
    select 'US' as country, cast('2023-01-01' as date) as card_day
),

days as (
    -- Between two changes of a card, tier or gap every day is like the first.
    select
        ends_of_cards.country,
        ends_of_cards.card_day
    from ends_of_cards
    group by ends_of_cards.country, ends_of_cards.card_day
),

lives as (
    select
        size_tiers.country,
        case
            when size_tiers.country = 'US' then cast('2023-01-01' as date)
            else min(size_tiers.effective_from)
        end as first_day,
        cast('2027-01-15' as date) as end_day
    from size_tiers
    group by size_tiers.country
),

prices_to_try as (
    select lives.country, 5.00 as price from lives
    union all
    select lives.country, 20.00 as price from lives
    union all
    select lives.country, 60.00 as price from lives
    union all
    select fulfillment_fees.country, fulfillment_fees.price_from as price from fulfillment_fees
    union all
    select fulfillment_fees.country, fulfillment_fees.price_up_to as price from fulfillment_fees
    union all
    select fulfillment_fees.country, fulfillment_fees.price_up_to + 0.01 as price
    from fulfillment_fees
),

prices as (
    -- Three usual prices, both ends of every band, and the cent after it.
    select
        prices_to_try.country,
        prices_to_try.price
    from prices_to_try
    group by prices_to_try.country, prices_to_try.price
),

kinds as (
    select 'non_apparel' as product_type
    union all
    select 'apparel' as product_type
    union all
    select 'dangerous_goods' as product_type
),

tier_weights as (
    -- A tier begins where an earlier one with no stricter sides ends, and ends at its own limits.
    select
        size_tiers.rate_card_row_id,
        coalesce(
            max(coalesce(earlier.max_billable_weight, earlier.max_unit_weight)),
            max(size_tiers.min_unit_weight_above),
            0
        ) as lower_weight,
        coalesce(
            max(size_tiers.max_billable_weight),
            max(
                case
                    when size_tiers.billing_basis = 'unit' then size_tiers.max_unit_weight
                    when size_tiers.max_unit_weight is not null
                        and size_tiers.max_dimensional_weight is not null
                        then greatest(size_tiers.max_unit_weight, size_tiers.max_dimensional_weight)
                end
            ),
            999999
        ) as upper_weight
    from size_tiers
    left join size_tiers as earlier
        on size_tiers.country = earlier.country
        and size_tiers.effective_from = earlier.effective_from
        and size_tiers.tier_order > earlier.tier_order
        and earlier.min_unit_weight_above is null
        and coalesce(earlier.max_longest, 999999) >= coalesce(size_tiers.max_longest, 999999)
        and coalesce(earlier.max_median, 999999) >= coalesce(size_tiers.max_median, 999999)
        and coalesce(earlier.max_shortest, 999999) >= coalesce(size_tiers.max_shortest, 999999)
        and coalesce(earlier.max_length_plus_girth, 999999)
        >= coalesce(size_tiers.max_length_plus_girth, 999999)
        and earlier.max_dimensional_weight is null
    group by size_tiers.rate_card_row_id
),

probes as (
    select
        days.country,
        days.card_day,
        prices.price,
        kinds.product_type,
        coalesce(size_tiers.size_tier, 'none') as size_tier,
        tier_weights.lower_weight,
        tier_weights.upper_weight
    from days
    inner join lives
        on days.country = lives.country
        and days.card_day >= lives.first_day
        and days.card_day < lives.end_day
    inner join prices
        on days.country = prices.country
        and prices.price is not null
    cross join kinds
    left join size_tiers
        on days.country = size_tiers.country
        and {{ in_effect('days.card_day', 'size_tiers') }}
    left join tier_weights
        on size_tiers.rate_card_row_id = tier_weights.rate_card_row_id
),

covered as (
    -- Bands that do not overlap are without a hole when they are as long as they reach.
    select
        probes.country,
        probes.card_day,
        probes.price,
        probes.product_type,
        probes.size_tier,
        coalesce(
            min(fulfillment_fees.weight_above) <= max(probes.lower_weight)
            and max(coalesce(fulfillment_fees.weight_up_to, 999999)) >= max(probes.upper_weight)
            and sum(
                coalesce(fulfillment_fees.weight_up_to, 999999) - fulfillment_fees.weight_above
            ) = max(coalesce(fulfillment_fees.weight_up_to, 999999))
            - min(fulfillment_fees.weight_above),
            false
        ) as is_complete
    from probes
    left join fulfillment_fees
        on probes.country = fulfillment_fees.country
        and probes.size_tier = fulfillment_fees.size_tier
        and fulfillment_fees.product_type in (probes.product_type, 'all')
        and {{ in_price_band('probes.price', 'fulfillment_fees') }}
        and {{ in_effect('probes.card_day', 'fulfillment_fees') }}
    group by
        probes.country, probes.card_day, probes.price, probes.product_type, probes.size_tier
),

judged as (
    select
        covered.country,
        covered.card_day,
        covered.price,
        covered.product_type,
        covered.size_tier,
        covered.is_complete,
        min(gaps.gap_id) as gap_id
    from covered
    left join gaps
        on covered.country = gaps.country
        and gaps.product_type in (covered.product_type, 'all')
        and (
            gaps.size_tiers = 'all'
            or '|' || gaps.size_tiers || '|' like '%|' || covered.size_tier || '|%'
        )
        and {{ in_price_band('covered.price', 'gaps') }}
        and {{ in_effect('covered.card_day', 'gaps') }}
    group by
        covered.country, covered.card_day, covered.price, covered.product_type,
        covered.size_tier, covered.is_complete
)

select
    judged.country,
    judged.card_day,
    judged.price,
    judged.product_type,
    judged.size_tier,
    coalesce(judged.gap_id, 'no row and no gap') as problem
from judged
where judged.is_complete = (judged.gap_id is not null)
