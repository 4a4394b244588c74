with

terms as (
    select * from {{ ref('int_fees__break_even_terms') }}
),

profile_fees as (
    select * from {{ ref('int_fees__profile_fulfillment_fees') }}
),

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
),

fulfillment_bands as (
    select
        terms.subject_key,
        profile_fees.price_from,
        profile_fees.price_up_to,
        {{ money(
            'profile_fees.base_fee + '
            ~ fuel_surcharge('profile_fees.base_fee', 'terms.surcharge_rate')
            ~ ' + terms.sipp_discount'
        ) }} as unit_fee
    from terms
    inner join profile_fees
        on terms.profile_key = profile_fees.profile_key
        and {{ in_effect('terms.ship_date', 'profile_fees') }}
    where terms.fulfillment_method = 'fba'
),

referral_tiers as (
    -- The card's prices may hold shipping and gift wrap; the prices that are asked do not.
    select
        terms.subject_key,
        referral_fees.price_above,
        referral_fees.price_up_to,
        referral_fees.portion_above,
        referral_fees.portion_up_to,
        {{ referral_base('referral_fees', '0', 'terms.paid_beside_price') }} as beside_price
    from terms
    inner join referral_fees
        on terms.country = referral_fees.country
        and terms.fee_category = referral_fees.fee_category
        and {{ of_fulfillment('terms.fulfillment_method', 'referral_fees') }}
        and {{ in_effect('terms.order_date', 'referral_fees') }}
),

first_cents as (
    -- Prices at which something of the fees changes, in cents.
    select
        terms.subject_key,
        cast(1 as bigint) as first_cent
    from terms
    union all
    select
        bands.subject_key,
        {{ cents('bands.price_from') }} as first_cent
    from fulfillment_bands as bands
    union all
    select
        bands.subject_key,
        {{ cents('bands.price_up_to') }} + 1 as first_cent
    from fulfillment_bands as bands
    union all
    select
        tiers.subject_key,
        {{ first_cent_above('tiers.price_above - tiers.beside_price') }} as first_cent
    from referral_tiers as tiers
    union all
    select
        tiers.subject_key,
        {{ first_cent_above('tiers.price_up_to - tiers.beside_price') }} as first_cent
    from referral_tiers as tiers
    union all
    select
        tiers.subject_key,
        {{ first_cent_above('tiers.portion_above - tiers.beside_price') }} as first_cent
    from referral_tiers as tiers
    union all
    select
        tiers.subject_key,
        {{ first_cent_above('tiers.portion_up_to - tiers.beside_price') }} as first_cent
    from referral_tiers as tiers
),

stretches as (
    select
        first_cents.subject_key,
        first_cents.first_cent,
        lead(first_cents.first_cent) over (
            partition by first_cents.subject_key order by first_cents.first_cent
        ) - 1 as last_cent
    from first_cents
    where first_cents.first_cent between 1 and {{ var('fee_break_even_price_max') }} * 100
    group by first_cents.subject_key, first_cents.first_cent
),

final as (
    -- Within a stretch one band of each card applies. Where no card tells the fulfillment fee it
    -- counts as nothing, so that a price that loses even so loses for certain.
    select
        stretches.subject_key,
        stretches.first_cent,
        cast(
            coalesce(stretches.last_cent, {{ var('fee_break_even_price_max') }} * 100) as bigint
        ) as last_cent,
        coalesce(bands.unit_fee, 0) as fulfillment_fee,
        terms.is_per_item_known
        and (terms.fulfillment_method <> 'fba' or bands.unit_fee is not null) as is_known
    from stretches
    inner join terms
        on stretches.subject_key = terms.subject_key
    left join fulfillment_bands as bands
        on stretches.subject_key = bands.subject_key
        and {{ in_price_band(from_cents('stretches.first_cent'), 'bands') }}
)

select * from final
