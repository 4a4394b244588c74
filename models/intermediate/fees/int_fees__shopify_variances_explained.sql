with

expected as (
    select * from {{ ref('int_fees__shopify_expected') }}
),

charged as (
    select * from {{ ref('int_fees__shopify_charged') }}
),

payment_fees as (
    select * from {{ ref('stg_reference__shopify_payment_fees') }}
),

compared as (
    -- The payout's fee of a payment in a foreign currency holds the conversion.
    select
        expected.*,
        charged.charged_amount,
        conversions.subject_key is not null and conversions.expected_amount is null
            as is_conversion_unknown,
        coalesce(conversions.expected_amount, 0) as conversion_amount,
        {{ money('expected.expected_amount + coalesce(conversions.expected_amount, 0)') }}
            as compared_amount
    from expected
    inner join charged
        on expected.subject_key = charged.subject_key
        and expected.fee_code = charged.fee_code
    left join expected as conversions
        on expected.subject_key = conversions.subject_key
        and expected.fee_code = 'card_processing_fee'
        and conversions.fee_code = 'currency_conversion_fee'
),

differing as (
    select
        compared.*,
        {{ money('compared.charged_amount - compared.compared_amount') }} as difference_amount
    from compared
    where compared.charged_amount <> compared.compared_amount
),

candidates as (
    -- Rows of the rate card that make exactly the fee that was charged and differ from the right
    -- one in one respect only.
    select
        differing.subject_key,
        differing.fee_code,
        payment_fees.rate_card_row_id,
        payment_fees.card_class,
        payment_fees.plan,
        payment_fees.effective_from,
        case
            when not {{ in_effect('differing.priced_on', 'payment_fees') }}
                then 'wrong_rate_period'
            when payment_fees.plan not in (differing.plan, 'any') then 'wrong_plan'
            else 'wrong_card_class'
        end as reason,
        case when {{ in_effect('differing.priced_on', 'payment_fees') }} then 0 else 1 end
        + case when payment_fees.plan in (differing.plan, 'any') then 0 else 1 end
        + case when payment_fees.card_class in (differing.card_class, 'any') then 0 else 1 end
            as respects
    from differing
    inner join payment_fees
        on differing.fee_code = payment_fees.fee_code
        and differing.country = payment_fees.country
        and differing.currency = payment_fees.currency
        and payment_fees.channel in (differing.channel, 'any')
    where differing.subject_kind <> 'refund'
        and {{ money(
            'differing.conversion_amount + differing.fee_sign * '
            ~ percentage_fee('differing.amount', 'payment_fees.rate', 'payment_fees.fixed_fee')
        ) }} = differing.charged_amount
),

likeliest as (
    select
        candidates.*,
        row_number() over (
            partition by candidates.subject_key, candidates.fee_code
            order by
                case candidates.reason
                    when 'wrong_card_class' then 1
                    when 'wrong_plan' then 2
                    else 3
                end asc,
                candidates.card_class asc,
                candidates.plan asc,
                candidates.effective_from desc nulls last,
                candidates.rate_card_row_id asc
        ) as likelihood
    from candidates
    where candidates.respects = 1
),

final as (
    -- A cent is rounding before it is anything else; where the conversion has no known rate, it may
    -- be all of the difference.
    select
        differing.subject_key,
        differing.fee_code,
        differing.store,
        differing.order_name,
        differing.currency,
        differing.charged_amount,
        differing.compared_amount as expected_amount,
        differing.difference_amount,
        case
            when abs(differing.difference_amount) <= 0.01 then 'rounding'
            when differing.is_conversion_unknown then 'no_card'
            else coalesce(likeliest.reason, 'unexplained')
        end as reason,
        differing.card_class,
        case
            when abs(differing.difference_amount) > 0.01 and not differing.is_conversion_unknown
                then likeliest.card_class
        end as implied_card_class,
        case
            when abs(differing.difference_amount) > 0.01 and not differing.is_conversion_unknown
                then likeliest.plan
        end as implied_plan,
        case
            when abs(differing.difference_amount) <= 0.01 then differing.rate_card_row_id
            when not differing.is_conversion_unknown then likeliest.rate_card_row_id
        end as rate_card_row_id
    from differing
    left join likeliest
        on differing.subject_key = likeliest.subject_key
        and differing.fee_code = likeliest.fee_code
        and likeliest.likelihood = 1
)

select * from final
