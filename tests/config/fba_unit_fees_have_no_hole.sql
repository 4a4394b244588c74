-- Property: while a smaller fee per unit is in force and rate_card_gaps names no gap of it, its
-- weight bands and its days of supply follow each other without a hole, from 0; and no gap is named
-- where every size tier in force has its fee.
-- Who relies on it: discount for own packaging, removal, packaging and handling among the expected
-- fees.
-- What would go wrong silently: a weight between two bands would have no discount, or no fee.
with

unit_fees as (
    select * from {{ ref('stg_reference__fba_unit_fees') }}
),

size_tiers as (
    select * from {{ ref('stg_reference__fba_size_tiers') }}
),

gaps as (
    select * from {{ ref('stg_reference__rate_card_gaps') }}
),

ends_of_cards as (
    select unit_fees.country, unit_fees.effective_from as card_day from unit_fees
    union all
    select unit_fees.country, unit_fees.effective_to as card_day from unit_fees
    union all
    select gaps.country, gaps.effective_from as card_day from gaps
    union all
    select size_tiers.country, size_tiers.effective_from as card_day from size_tiers
),

days as (
    select
        ends_of_cards.country,
        ends_of_cards.card_day
    from ends_of_cards
    group by ends_of_cards.country, ends_of_cards.card_day
),

bands as (
    -- The days of supply of one weight band.
    select
        days.country,
        days.card_day,
        unit_fees.fee_code,
        coalesce(unit_fees.size_tier, '') as size_tier,
        coalesce(unit_fees.storage_size, '') as storage_size,
        unit_fees.product_type,
        coalesce(unit_fees.service_level, '') as service_level,
        unit_fees.weight_above,
        coalesce(unit_fees.weight_up_to, 999999) as weight_up_to,
        min(coalesce(unit_fees.days_of_supply_from, 0)) as first_day,
        max(coalesce(unit_fees.days_of_supply_below, 28)) as last_day,
        sum(
            coalesce(unit_fees.days_of_supply_below, 28)
            - coalesce(unit_fees.days_of_supply_from, 0)
        ) as supply_days
    from days
    inner join unit_fees
        on days.country = unit_fees.country
        and {{ in_effect('days.card_day', 'unit_fees') }}
    group by
        days.country, days.card_day, unit_fees.fee_code, coalesce(unit_fees.size_tier, ''),
        coalesce(unit_fees.storage_size, ''), unit_fees.product_type,
        coalesce(unit_fees.service_level, ''), unit_fees.weight_above,
        coalesce(unit_fees.weight_up_to, 999999)
),

cards as (
    select
        bands.country,
        bands.card_day,
        bands.fee_code,
        bands.size_tier,
        bands.storage_size,
        bands.product_type,
        bands.service_level,
        min(bands.weight_above) = 0
        and sum(bands.weight_up_to - bands.weight_above) = max(bands.weight_up_to)
        and min(bands.first_day) = 0
        and min(bands.supply_days) = 28
        and max(bands.supply_days) = 28
        and max(bands.last_day) = 28 as is_complete
    from bands
    group by
        bands.country, bands.card_day, bands.fee_code, bands.size_tier, bands.storage_size,
        bands.product_type, bands.service_level
),

excused as (
    select
        gaps.gap_id,
        cards.country,
        cards.card_day,
        cards.fee_code,
        cards.size_tier,
        cards.service_level,
        gaps.size_tiers,
        min(case when cards.is_complete then 1 else 0 end) as complete
    from cards
    inner join gaps
        on cards.country = gaps.country
        and cards.fee_code = gaps.fee_code
        and (
            gaps.size_tiers = 'all'
            or '|' || gaps.size_tiers || '|' like '%|' || cards.size_tier || '|%'
        )
        and {{ in_effect('cards.card_day', 'gaps') }}
    group by
        gaps.gap_id, cards.country, cards.card_day, cards.fee_code, cards.size_tier,
        cards.service_level, gaps.size_tiers
),

tiers_in_force as (
    select
        excused.gap_id,
        excused.card_day,
        count(distinct size_tiers.size_tier) as tiers,
        count(distinct case when excused.complete = 1 then excused.size_tier end)
            as tiers_with_a_fee
    from excused
    inner join size_tiers
        on excused.country = size_tiers.country
        and (
            excused.size_tiers = 'all'
            or '|' || excused.size_tiers || '|' like '%|' || size_tiers.size_tier || '|%'
        )
        and {{ in_effect('excused.card_day', 'size_tiers') }}
    group by excused.gap_id, excused.card_day
)

select
    cards.country,
    cards.card_day,
    cards.fee_code,
    cards.size_tier || cards.storage_size || ', ' || cards.product_type as card,
    'a hole' as problem
from cards
left join excused
    on cards.country = excused.country
    and cards.card_day = excused.card_day
    and cards.fee_code = excused.fee_code
    and cards.size_tier = excused.size_tier
    and cards.service_level = excused.service_level
where not cards.is_complete
    and excused.gap_id is null
union all
select
    '' as country,
    tiers_in_force.card_day,
    '' as fee_code,
    tiers_in_force.gap_id as card,
    'every tier has its fee' as problem
from tiers_in_force
where tiers_in_force.tiers_with_a_fee >= tiers_in_force.tiers
