with

terms as (
    select * from {{ ref('int_fees__break_even_terms') }}
),

stretches as (
    select * from {{ ref('int_fees__break_even_stretches') }}
),

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
),

counting_numbers as (
    select * from {{ ref('int_fees__counting_numbers') }}
),

tiers as (
    -- The tiers that rate the first price of a stretch, and the same all along it.
    select
        stretches.subject_key,
        stretches.first_cent,
        referral_fees.rate,
        referral_fees.minimum_fee,
        referral_fees.closing_fee,
        referral_fees.portion_above,
        referral_fees.portion_up_to,
        referral_fees.price_above,
        referral_fees.price_up_to,
        {{ referral_base(
            'referral_fees', from_cents('stretches.first_cent'),
            from_cents('stretches.first_cent') ~ ' + terms.paid_beside_price'
        ) }} as base_price
    from stretches
    inner join terms
        on stretches.subject_key = terms.subject_key
    inner join referral_fees
        on terms.country = referral_fees.country
        and terms.fee_category = referral_fees.fee_category
        and {{ of_fulfillment('terms.fulfillment_method', 'referral_fees') }}
        and {{ in_effect('terms.order_date', 'referral_fees') }}
),

lines_per_stretch as (
    -- The share grows by one rate for each further part of the price: that of the tier it is in.
    select
        tiers.subject_key,
        tiers.first_cent,
        cast(
            round(sum(tiers.rate * {{ portion('tiers.base_price', 'tiers') }}), 8) as numeric(20, 8)
        ) as share_at_first,
        sum(
            case
                when {{ above_up_to(
                    'tiers.base_price', 'tiers.portion_above', 'tiers.portion_up_to'
                ) }}
                    then tiers.rate
                else 0
            end
        ) as rate,
        max(tiers.minimum_fee) as minimum_fee,
        coalesce(max(tiers.closing_fee), 0) as closing_fee
    from tiers
    where {{ above_up_to('tiers.base_price', 'tiers.price_above', 'tiers.price_up_to') }}
    group by tiers.subject_key, tiers.first_cent
),

balanced as (
    -- Beside the share of the price, all that a unit has to bring in.
    select
        stretches.subject_key,
        stretches.first_cent,
        stretches.last_cent,
        {{ from_cents('stretches.first_cent') }} as first_price,
        cast(coalesce(lines.rate, 0) as numeric(9, 6)) as rate,
        cast(coalesce(lines.share_at_first, 0) as numeric(20, 8)) as share_at_first,
        coalesce(lines.minimum_fee, 0) as minimum_fee,
        cast(
            round(
                cast(1 + terms.fee_tax_rate as numeric(20, 6))
                * cast(1 + terms.digital_services_rate as numeric(12, 6)),
                8
            ) as numeric(12, 8)
        ) as with_taxes,
        terms.unit_cost + terms.fees_per_item + stretches.fulfillment_fee
        + coalesce(lines.closing_fee, 0) as to_bring_in
    from stretches
    inner join terms
        on stretches.subject_key = terms.subject_key
    left join lines_per_stretch as lines
        on stretches.subject_key = lines.subject_key
        and stretches.first_cent = lines.first_cent
),

solved as (
    -- Without roundings profit is a line, zero here or, if later, where the minimum is met.
    select
        balanced.subject_key,
        balanced.first_cent,
        balanced.last_cent,
        greatest(
            balanced.first_price + {{ divide_round(
                'balanced.to_bring_in - balanced.first_price'
                ' + cast(round(balanced.share_at_first, 6) as numeric(20, 6)) * balanced.with_taxes',
                '1 - cast(balanced.rate as numeric(20, 6)) * balanced.with_taxes', 4
            ) }},
            {{ money(
                'balanced.to_bring_in'
                ' + cast(balanced.minimum_fee as numeric(20, 4)) * balanced.with_taxes'
            ) }}
        ) as price
    from balanced
),

candidates as (
    -- Three roundings move a fee by less than two cents, and the solution by that over what is
    -- left of a cent: nine cents to either side hold it while a fifth of each cent is left.
    select
        solved.subject_key,
        solved.first_cent,
        solved.first_cent as price_cents
    from solved
    union all
    select
        solved.subject_key,
        solved.first_cent,
        {{ first_cent_above('solved.price') }} + counting_numbers.units - 11 as price_cents
    from solved
    inner join counting_numbers
        on counting_numbers.units <= 20
),

final as (
    select
        candidates.subject_key,
        candidates.first_cent,
        candidates.price_cents,
        {{ from_cents('candidates.price_cents') }} as price
    from candidates
    inner join stretches
        on candidates.subject_key = stretches.subject_key
        and candidates.first_cent = stretches.first_cent
        and candidates.price_cents between stretches.first_cent and stretches.last_cent
    group by candidates.subject_key, candidates.first_cent, candidates.price_cents
)

select * from final
