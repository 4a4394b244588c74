-- Property: a charge that nobody can explain is neither what the same product was charged on a
-- neighboring card, nor the fee of another size on the day's card, nor the commission of another
-- category on the price of the order.
-- Who relies on it: claims, which have to say what went wrong.
-- What would go wrong silently: a mistake that the cards tell would be listed without its reason.
with

unexplained as (
    -- Lines that left on one day, whole, with nothing that changes the fee of a unit.
    select
        explained.order_line_key,
        explained.fee_code,
        explained.quantity,
        cast(explained.charged_amount as double precision)
        / nullif(explained.quantity, 0) as unit_charge,
        subjects.country,
        subjects.profile_key,
        subjects.product_type,
        subjects.fee_category,
        subjects.order_date,
        subjects.ship_date,
        subjects.unit_price,
        cast(round(subjects.unit_total, 4) as numeric(20, 4)) as unit_total
    from {{ ref('int_fees__amazon_explained') }} as explained
    inner join {{ ref('int_fees__subjects') }} as subjects
        on explained.order_line_key = subjects.order_line_key
        and explained.quantity = subjects.quantity
    inner join {{ ref('int_fees__selling_expected') }} as selling_expected
        on subjects.subject_key = selling_expected.subject_key
        and selling_expected.fee_tax_rate = 0
    where explained.reason = 'unexplained'
        and explained.quantity > 0
        and not coalesce(subjects.is_sipp, false)
),

surcharged as (
    select
        country,
        effective_from,
        effective_to
    from {{ ref('stg_reference__amazon_rates') }}
    where fee_code = 'fuel_logistics_surcharge'
        and applies_to = 'fba'
),

cells as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
    where increment_fee is null
),

profile_fees as (
    select * from {{ ref('int_fees__profile_fulfillment_fees') }}
),

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
    where portion_above = 0
)

select
    unexplained.order_line_key,
    unexplained.fee_code,
    profile_fees.rate_card_row_id
from unexplained
inner join profile_fees
    on unexplained.profile_key = profile_fees.profile_key
    and {{ in_price_band('unexplained.unit_price', 'profile_fees') }}
    and {{ days_between('profile_fees.effective_from', 'unexplained.ship_date') }}
    >= -{{ var('fee_card_neighbor_days') }}
    and {{ days_between('unexplained.ship_date', 'profile_fees.effective_to') }}
    > -{{ var('fee_card_neighbor_days') }}
where unexplained.fee_code = 'fba_fulfillment_fee'
    and abs(unexplained.unit_charge - cast(profile_fees.base_fee as double precision)) < 0.00001
union all
select
    unexplained.order_line_key,
    unexplained.fee_code,
    cells.rate_card_row_id
from unexplained
inner join cells
    on unexplained.country = cells.country
    and cells.product_type in (unexplained.product_type, 'all')
    and {{ in_effect('unexplained.ship_date', 'cells') }}
    and {{ in_price_band('unexplained.unit_price', 'cells') }}
left join surcharged
    on unexplained.country = surcharged.country
    and {{ in_effect('unexplained.ship_date', 'surcharged') }}
where unexplained.fee_code = 'fba_fulfillment_fee'
    and surcharged.country is null
    and abs(unexplained.unit_charge - cast(cells.base_fee as double precision)) < 0.00001
union all
select
    unexplained.order_line_key,
    unexplained.fee_code,
    referral_fees.rate_card_row_id
from unexplained
inner join referral_fees
    on unexplained.country = referral_fees.country
    and {{ in_effect('unexplained.order_date', 'referral_fees') }}
    and {{ above_up_to(
        'unexplained.unit_total', 'referral_fees.price_above', 'referral_fees.price_up_to'
    ) }}
    and {{ at_most('unexplained.unit_total', 'referral_fees.portion_up_to') }}
where unexplained.fee_code = 'referral_fee'
    and referral_fees.rate * unexplained.unit_total > coalesce(referral_fees.minimum_fee, 0)
    and abs(
        unexplained.unit_charge - cast(
            round(referral_fees.rate * unexplained.unit_total, 2) as double precision
        )
    ) * unexplained.quantity < 0.00001
    -- Half a cent may be rounded either way by the digits that a rate has.
    and abs(
        cast(referral_fees.rate * unexplained.unit_total as double precision) - cast(
            round(referral_fees.rate * unexplained.unit_total, 2) as double precision
        )
    ) < 0.0049
