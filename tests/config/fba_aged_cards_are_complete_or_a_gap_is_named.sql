-- Property: from 2023-01-01 to the last day of which anything is known every country of size tiers
-- has a surcharge on old stock whose ages follow each other from 181 days to no end, or a gap that
-- rate_card_gaps names, and no gap is named where there is a card.
-- Who relies on it: the expected surcharge on old stock.
-- What would go wrong silently: the surcharge of one age would be `no_card` for ever.
with

size_tiers as (
    select * from {{ ref('stg_reference__fba_size_tiers') }}
),

surcharges as (
    select * from {{ ref('stg_reference__fba_aged_surcharges') }}
),

gaps as (
    select * from {{ ref('stg_reference__rate_card_gaps') }}
    where fee_code = 'aged_inventory_surcharge'
),

ends_of_cards as (
    select size_tiers.country, cast('2023-01-01' as date) as card_day from size_tiers
    union all
    select surcharges.country, surcharges.effective_from as card_day from surcharges
    union all
    select surcharges.country, surcharges.effective_to as card_day from surcharges
    union all
    select gaps.country, gaps.effective_from as card_day from gaps
    union all
    select gaps.country, gaps.effective_to as card_day from gaps
),

days as (
    select
        ends_of_cards.country,
        ends_of_cards.card_day
    from ends_of_cards
    group by ends_of_cards.country, ends_of_cards.card_day
),

covered as (
    select
        days.country,
        days.card_day,
        min(surcharges.age_days_from) as first_age,
        max(coalesce(surcharges.age_days_to, 99999)) as last_age,
        sum(coalesce(surcharges.age_days_to, 99999) - surcharges.age_days_from + 1) as ages
    from days
    left join surcharges
        on days.country = surcharges.country
        and {{ in_effect('days.card_day', 'surcharges') }}
    where days.card_day < '2027-01-15'
    group by days.country, days.card_day
),

judged as (
    select
        covered.country,
        covered.card_day,
        coalesce(
            covered.first_age = 181 and covered.last_age = 99999 and covered.ages = 99999 - 180,
            false
        ) as is_complete,
        count(gaps.gap_id) as named_gaps
    from covered
    left join gaps
        on covered.country = gaps.country
        and {{ in_effect('covered.card_day', 'gaps') }}
    group by
        covered.country, covered.card_day, covered.first_age, covered.last_age, covered.ages
)

select *
from judged
where judged.is_complete = (judged.named_gaps > 0)
