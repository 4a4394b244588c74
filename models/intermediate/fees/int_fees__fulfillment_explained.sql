with

compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

fulfillment_expected as (
    select * from {{ ref('int_fees__fulfillment_expected') }}
),

profile_fees as (
    select * from {{ ref('int_fees__profile_fulfillment_fees') }}
),

implied_cells as (
    select * from {{ ref('int_fees__fulfillment_cells_implied') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

differing as (
    -- Charges per unit that are not the card's, before the discount of the package; days on which
    -- the unit may have left, and days that are near enough for another card.
    select
        compared.order_line_key,
        subjects.profile_key,
        subjects.country,
        subjects.order_date,
        subjects.ship_date,
        subjects.ship_date_basis,
        subjects.unit_price,
        {{ date_plus_days('subjects.order_date', var('fee_ship_lag_max_days')) }} as last_ship_date,
        {{ date_plus_days('subjects.ship_date', '-' ~ var('fee_card_neighbor_days')) }}
            as near_from,
        {{ date_plus_days('subjects.ship_date', var('fee_card_neighbor_days')) }} as near_until,
        {{ divide_round('compared.charged_amount', 'compared.quantity', 4) }}
        - fulfillment_expected.sipp_discount as unit_charge,
        row_number() over (
            partition by compared.order_line_key order by subjects.ship_date
        ) as subject_rank
    from compared
    inner join subjects
        on compared.order_line_key = subjects.order_line_key
    inner join fulfillment_expected
        on subjects.subject_key = fulfillment_expected.subject_key
    where compared.fee_code = 'fba_fulfillment_fee'
        and compared.outcome = 'differs'
),

other_cells as (
    -- The same product under the card of a neighboring period, or in another price band, without a
    -- surcharge or with one that was in force when the card was.
    select
        differing.order_line_key,
        profile_fees.rate_card_row_id,
        profile_fees.size_tier,
        profile_fees.billable_weight,
        case
            when {{ in_price_band('differing.unit_price', 'profile_fees') }}
                and differing.ship_date_basis = 'ordered'
                and {{ in_effect_within(
                    'differing.order_date', 'differing.last_ship_date', 'profile_fees'
                ) }}
                and (
                    profile_fees.base_fee = differing.unit_charge
                    or {{ in_effect_within(
                        'differing.order_date', 'differing.last_ship_date', 'surcharges'
                    ) }}
                )
                then 'within_date_tolerance'
            when {{ in_price_band('differing.unit_price', 'profile_fees') }}
                then 'wrong_rate_period'
            when {{ in_effect('differing.ship_date', 'profile_fees') }} then 'wrong_price_band'
        end as reason
    from differing
    inner join profile_fees
        on differing.profile_key = profile_fees.profile_key
        and {{ in_effect_within('differing.near_from', 'differing.near_until', 'profile_fees') }}
    left join amazon_rates as surcharges
        on differing.country = surcharges.country
        and surcharges.fee_code = 'fuel_logistics_surcharge'
        and surcharges.applies_to = 'fba'
        and {{ in_effect_within('differing.near_from', 'differing.near_until', 'surcharges') }}
        and profile_fees.effective_from < surcharges.effective_to
        and profile_fees.effective_to > surcharges.effective_from
    where differing.subject_rank = 1
        and (
            differing.unit_charge = profile_fees.base_fee
            or differing.unit_charge = profile_fees.base_fee
            + {{ fuel_surcharge('profile_fees.base_fee', 'surcharges.rate') }}
        )
),

candidates as (
    select
        other_cells.order_line_key,
        other_cells.reason,
        other_cells.rate_card_row_id,
        other_cells.size_tier,
        other_cells.billable_weight,
        case other_cells.reason
            when 'within_date_tolerance' then 1
            when 'wrong_rate_period' then 2
            else 3
        end as reason_rank
    from other_cells
    where other_cells.reason is not null
    union all
    select
        implied_cells.order_line_key,
        implied_cells.reason,
        implied_cells.rate_card_row_id,
        implied_cells.size_tier,
        implied_cells.implied_weight as billable_weight,
        4 as reason_rank
    from implied_cells
    where implied_cells.cell_rank = 1
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by candidates.order_line_key
            order by candidates.reason_rank, candidates.rate_card_row_id
        ) as candidate_rank
    from candidates
),

final as (
    select
        ranked.order_line_key,
        'fba_fulfillment_fee' as fee_code,
        ranked.reason,
        ranked.rate_card_row_id as implied_rate_card_row_id,
        ranked.size_tier as implied_size_tier,
        ranked.billable_weight as implied_weight
    from ranked
    where ranked.candidate_rank = 1
)

select * from final
