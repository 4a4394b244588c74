with

bases as (
    select * from {{ ref('int_fees__referral_bases') }}
),

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
),

portions as (
    -- Every category and every period of the card, over each price that Amazon may have taken.
    select
        bases.order_line_key,
        bases.base_kind,
        bases.quantity,
        bases.charged_amount,
        bases.fee_tax_rate,
        referral_fees.fee_category,
        referral_fees.effective_from,
        referral_fees.rate_card_row_id,
        referral_fees.minimum_fee,
        referral_fees.fee_category = bases.fee_category as is_own_category,
        {{ in_effect('bases.order_date', 'referral_fees') }} as is_own_period,
        {{ money('referral_fees.rate * ' ~ portion('bases.base_price', 'referral_fees')) }}
            as rated_amount
    from bases
    inner join referral_fees
        on bases.country = referral_fees.country
        and {{ of_fulfillment('bases.fulfillment_method', 'referral_fees') }}
        and {{ above_up_to(
            'bases.base_price', 'referral_fees.price_above', 'referral_fees.price_up_to'
        ) }}
),

fees as (
    select
        portions.order_line_key,
        portions.base_kind,
        portions.quantity,
        portions.charged_amount,
        portions.fee_tax_rate,
        portions.fee_category,
        portions.is_own_category,
        portions.is_own_period,
        max(
            case when portions.rated_amount > 0 then portions.rate_card_row_id end
        ) as rate_card_row_id,
        greatest(
            {{ round_fee('sum(portions.rated_amount)') }}, {{ money('max(portions.minimum_fee)') }}
        ) as unit_fee
    from portions
    group by
        portions.order_line_key, portions.base_kind, portions.quantity, portions.charged_amount,
        portions.fee_tax_rate, portions.fee_category, portions.effective_from,
        portions.is_own_category, portions.is_own_period
),

reasons as (
    select
        fees.*,
        case
            when fees.is_own_category and fees.is_own_period and fees.base_kind = 'settled'
                then 'price_changed'
            when fees.is_own_category and fees.base_kind = 'order' then 'wrong_rate_period'
            when fees.is_own_category and fees.is_own_period then 'wrong_base'
            when fees.is_own_period and fees.base_kind = 'order' then 'wrong_category'
        end as reason
    from fees
    where {{ money('fees.unit_fee * fees.quantity') }}
        + {{ fee_tax(money('fees.unit_fee * fees.quantity'), 'fees.fee_tax_rate') }}
        = fees.charged_amount
),

ranked as (
    select
        reasons.*,
        row_number() over (
            partition by reasons.order_line_key
            order by
                case reasons.reason
                    when 'price_changed' then 1
                    when 'wrong_rate_period' then 2
                    when 'wrong_base' then 3
                    else 4
                end,
                reasons.fee_category, reasons.rate_card_row_id
        ) as reason_rank
    from reasons
    where reasons.reason is not null
),

final as (
    select
        ranked.order_line_key,
        'referral_fee' as fee_code,
        ranked.reason,
        ranked.rate_card_row_id as implied_rate_card_row_id,
        ranked.fee_category as implied_fee_category
    from ranked
    where ranked.reason_rank = 1
)

select * from final
