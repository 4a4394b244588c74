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

fulfillment_fees as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

differing as (
    select
        compared.order_line_key,
        subjects.country,
        subjects.product_type,
        subjects.unit_price,
        subjects.ship_date,
        fulfillment_expected.size_tier,
        fulfillment_expected.billable_weight,
        coalesce(amazon_rates.rate, 0) as surcharge_rate,
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
    left join amazon_rates
        on subjects.country = amazon_rates.country
        and amazon_rates.fee_code = 'fuel_logistics_surcharge'
        and amazon_rates.applies_to = 'fba'
        and {{ in_effect('subjects.ship_date', 'amazon_rates') }}
    where compared.fee_code = 'fba_fulfillment_fee'
        and compared.outcome = 'differs'
),

stepped as (
    -- How many steps of weight a cell needs to come to the charge.
    select
        differing.*,
        fulfillment_fees.rate_card_row_id,
        fulfillment_fees.size_tier as implied_size_tier,
        fulfillment_fees.base_fee,
        fulfillment_fees.weight_above,
        fulfillment_fees.weight_up_to,
        coalesce(fulfillment_fees.increment_fee, 0) as increment_fee,
        fulfillment_fees.increment_step,
        fulfillment_fees.increment_above,
        coalesce(
            cast({{ divide_round(
                divide_round('differing.unit_charge', '1 + differing.surcharge_rate', 4)
                ~ ' - fulfillment_fees.base_fee',
                'fulfillment_fees.increment_fee', 0
            ) }} as bigint),
            0
        ) as steps
    from differing
    inner join fulfillment_fees
        on differing.country = fulfillment_fees.country
        and fulfillment_fees.product_type in (differing.product_type, 'all')
        and {{ in_effect('differing.ship_date', 'fulfillment_fees') }}
        and {{ in_price_band('differing.unit_price', 'fulfillment_fees') }}
    where differing.subject_rank = 1
),

weighed as (
    select
        stepped.*,
        {{ money('stepped.base_fee + stepped.steps * stepped.increment_fee') }} as cell_fee,
        case
            when stepped.increment_step is null
                then cast(round(stepped.weight_up_to, 6) as numeric(18, 6))
            else cast(
                    round(stepped.increment_above + stepped.steps * stepped.increment_step, 6)
                    as numeric(18, 6)
                )
        end as implied_weight
    from stepped
    where stepped.steps >= 0
),

final as (
    -- Several cells may come to one charge: the nearest to the measured weight is the likeliest.
    select
        weighed.order_line_key,
        case
            when weighed.implied_size_tier = weighed.size_tier then 'wrong_weight_band'
            else 'wrong_size_tier'
        end as reason,
        weighed.rate_card_row_id,
        weighed.implied_size_tier as size_tier,
        cast(round(weighed.implied_weight, 6) as numeric(18, 6)) as implied_weight,
        row_number() over (
            partition by weighed.order_line_key
            order by
                abs(weighed.implied_weight - weighed.billable_weight),
                weighed.rate_card_row_id
        ) as cell_rank
    from weighed
    where weighed.cell_fee + {{ fuel_surcharge('weighed.cell_fee', 'weighed.surcharge_rate') }}
        = weighed.unit_charge
        and {{ at_most('weighed.implied_weight', 'weighed.weight_up_to') }}
)

select * from final
