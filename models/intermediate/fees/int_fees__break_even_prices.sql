with

terms as (
    select * from {{ ref('int_fees__break_even_terms') }}
),

stretches as (
    select * from {{ ref('int_fees__break_even_stretches') }}
),

candidates as (
    select * from {{ ref('int_fees__break_even_candidates') }}
),

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
),

based as (
    select
        candidates.subject_key,
        candidates.price_cents,
        referral_fees.rate,
        referral_fees.minimum_fee,
        referral_fees.closing_fee,
        referral_fees.portion_above,
        referral_fees.portion_up_to,
        referral_fees.price_above,
        referral_fees.price_up_to,
        {{ referral_base(
            'referral_fees', 'candidates.price', 'candidates.price + terms.paid_beside_price'
        ) }} as base_price
    from candidates
    inner join terms
        on candidates.subject_key = terms.subject_key
    inner join referral_fees
        on terms.country = referral_fees.country
        and terms.fee_category = referral_fees.fee_category
        and {{ of_fulfillment('terms.fulfillment_method', 'referral_fees') }}
        and {{ in_effect('terms.order_date', 'referral_fees') }}
),

portions as (
    select
        based.subject_key,
        based.price_cents,
        based.rate,
        based.minimum_fee,
        based.closing_fee,
        {{ portion('based.base_price', 'based') }} as rated_portion
    from based
    where {{ above_up_to('based.base_price', 'based.price_above', 'based.price_up_to') }}
),

referral_per_candidate as (
    select
        portions.subject_key,
        portions.price_cents,
        {{ referral_unit_fee('portions') }} as commission,
        max(portions.closing_fee) as closing_fee
    from portions
    group by portions.subject_key, portions.price_cents
),

taxed as (
    select
        candidates.subject_key,
        candidates.price_cents,
        candidates.price,
        terms.unit_cost,
        terms.fees_per_item,
        terms.digital_services_rate,
        stretches.fulfillment_fee,
        coalesce(referral.commission, 0) as commission,
        coalesce(referral.closing_fee, 0) as closing_fee,
        coalesce({{ fee_tax('referral.commission', 'terms.fee_tax_rate') }}, 0) as commission_tax,
        stretches.is_known and referral.commission is not null as is_known
    from candidates
    inner join terms
        on candidates.subject_key = terms.subject_key
    inner join stretches
        on candidates.subject_key = stretches.subject_key
        and candidates.first_cent = stretches.first_cent
    left join referral_per_candidate as referral
        on candidates.subject_key = referral.subject_key
        and candidates.price_cents = referral.price_cents
),

holding as (
    -- The prices at which one unit, charged alone, loses nothing: the lowest one first.
    select
        taxed.subject_key,
        taxed.price,
        taxed.is_known,
        row_number() over (
            partition by taxed.subject_key order by taxed.price_cents
        ) as price_rank
    from taxed
    where taxed.price - taxed.commission - taxed.commission_tax
        - {{ digital_services(
            'taxed.digital_services_rate', 'taxed.commission', 'taxed.commission_tax'
        ) }}
        - taxed.closing_fee - taxed.fees_per_item - taxed.fulfillment_fee - taxed.unit_cost >= 0
),

final as (
    -- Where the first price that may hold has a fee that no card tells, the answer is unknown.
    select
        terms.store,
        terms.scenario_id,
        terms.subject_key,
        {{ money('case when holding.is_known then holding.price end') }} as break_even_price,
        case
            when holding.is_known then null
            when terms.unit_cost is null then 'no_cost'
            when holding.subject_key is null then 'no_such_price'
            else coalesce(terms.reason_code, 'no_card')
        end as reason_code
    from terms
    left join holding
        on terms.subject_key = holding.subject_key
        and holding.price_rank = 1
)

select * from final
