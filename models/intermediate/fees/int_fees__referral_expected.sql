with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

referral_fees as (
    select * from {{ ref('stg_reference__referral_fees') }}
),

based as (
    -- Amazon takes its share of what the buyer pays; of media it leaves out shipping and gift wrap.
    select
        subjects.subject_key,
        referral_fees.rate_card_row_id,
        referral_fees.rate,
        referral_fees.minimum_fee,
        referral_fees.closing_fee,
        referral_fees.portion_above,
        referral_fees.portion_up_to,
        referral_fees.price_above,
        referral_fees.price_up_to,
        {{ referral_base(
            'referral_fees', 'subjects.unit_price_promoted', 'subjects.unit_total'
        ) }} as base_price
    from subjects
    inner join referral_fees
        on subjects.country = referral_fees.country
        and subjects.fee_category = referral_fees.fee_category
        and {{ of_fulfillment('subjects.fulfillment_method', 'referral_fees') }}
        and {{ in_effect('subjects.order_date', 'referral_fees') }}
),

portions as (
    -- A tier of the whole price rates all of it, a marginal one the part between its ends.
    select
        based.subject_key,
        based.rate_card_row_id,
        based.rate,
        based.minimum_fee,
        based.closing_fee,
        {{ portion('based.base_price', 'based') }} as rated_portion
    from based
    where {{ above_up_to('based.base_price', 'based.price_above', 'based.price_up_to') }}
),

rated as (
    select
        portions.subject_key,
        {{ referral_unit_fee('portions') }} as unit_fee,
        max(portions.closing_fee) as closing_fee,
        max(
            case when portions.rated_portion > 0 then portions.rate_card_row_id end
        ) as rate_card_row_id
    from portions
    group by portions.subject_key
),

bases as (
    select
        based.subject_key,
        max(based.base_price) as base_price
    from based
    group by based.subject_key
),

final as (
    select
        subjects.subject_key,
        rated.unit_fee,
        rated.closing_fee,
        rated.rate_card_row_id,
        case
            when coalesce(subjects.unit_total, 0) <= 0 then 'no_price'
            when subjects.fee_category is null then 'unmapped_category'
            when bases.base_price <= 0 then 'no_price'
            when rated.subject_key is null then 'no_card'
        end as reason_code
    from subjects
    left join rated
        on subjects.subject_key = rated.subject_key
    left join bases
        on subjects.subject_key = bases.subject_key
)

select * from final
