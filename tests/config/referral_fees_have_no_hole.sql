-- Property: from its first day to the last one of which anything is known every category has a
-- referral fee for every price, whoever ships: bands and portions follow each other from 0 to no
-- end. Those of the United States begin by 2023-01-01.
-- Who relies on it: the expected referral fee of every sale.
-- What would go wrong silently: a price between two bands has no fee, and a portion between two
-- tiers is rated by nobody, so that the expected fee is too low.
with

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
),

ends_of_cards as (
    select
        referral_fees.country,
        referral_fees.fee_category,
        referral_fees.effective_from as card_day
    from referral_fees
    union all
    select
        referral_fees.country,
        referral_fees.fee_category,
        referral_fees.effective_to as card_day
    from referral_fees
    where referral_fees.effective_to < '2027-01-15'
    union all
    select
        referral_fees.country,
        referral_fees.fee_category,
        cast('2023-01-01' as date) as card_day
    from referral_fees
    where referral_fees.country = 'US'
),

methods as (
    select 'fba' as fulfillment_method
    union all
    select 'merchant' as fulfillment_method
),

days as (
    select
        ends_of_cards.country,
        ends_of_cards.fee_category,
        ends_of_cards.card_day,
        methods.fulfillment_method
    from ends_of_cards
    cross join methods
    group by
        ends_of_cards.country, ends_of_cards.fee_category, ends_of_cards.card_day,
        methods.fulfillment_method
),

bands as (
    -- The portions of one price band.
    select
        days.country,
        days.fee_category,
        days.card_day,
        days.fulfillment_method,
        referral_fees.price_above,
        coalesce(referral_fees.price_up_to, 99999999) as price_up_to,
        min(referral_fees.portion_above) as first_portion,
        max(coalesce(referral_fees.portion_up_to, 99999999)) as last_portion,
        sum(coalesce(referral_fees.portion_up_to, 99999999) - referral_fees.portion_above)
            as portions_length
    from days
    left join referral_fees
        on days.country = referral_fees.country
        and days.fee_category = referral_fees.fee_category
        and {{ of_fulfillment('days.fulfillment_method', 'referral_fees') }}
        and {{ in_effect('days.card_day', 'referral_fees') }}
    group by
        days.country, days.fee_category, days.card_day, days.fulfillment_method,
        referral_fees.price_above, coalesce(referral_fees.price_up_to, 99999999)
),

cards as (
    select
        bands.country,
        bands.fee_category,
        bands.card_day,
        bands.fulfillment_method,
        min(bands.price_above) as first_price,
        max(bands.price_up_to) as last_price,
        sum(bands.price_up_to - bands.price_above) as prices_length,
        sum(
            case
                when bands.first_portion = 0
                    and bands.last_portion = 99999999
                    and bands.portions_length = bands.last_portion
                    then 0
                else 1
            end
        ) as bands_with_a_hole
    from bands
    group by bands.country, bands.fee_category, bands.card_day, bands.fulfillment_method
)

select *
from cards
where cards.first_price is null
    or cards.first_price <> 0
    or cards.last_price <> 99999999
    or cards.prices_length <> cards.last_price
    or cards.bands_with_a_hole > 0
