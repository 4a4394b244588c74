-- Property: the referral fee of a unit whose card row rates the whole price is that rate of what
-- the buyer pays, with shipping or without, or the row's minimum.
-- Who relies on it: the largest fee of every sale on Amazon, expected and claimed.
-- What would go wrong silently: an expected fee that does not follow from the row beside it cannot
-- be shown to Amazon, and turns right charges into differences.
with

referral_expected as (
    select * from {{ ref('int_fees__referral_expected') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

referral_fees as (
    -- A row that rates a part of the price speaks for that part alone.
    select * from {{ ref('stg_reference__referral_fees') }}
    where portion_above = 0
        and portion_up_to is null
),

rated as (
    select
        referral_expected.subject_key,
        referral_expected.rate_card_row_id,
        cast(referral_expected.unit_fee as double precision) as unit_fee,
        referral_fees.rate * cast(subjects.unit_total as double precision) as fee_of_total,
        referral_fees.rate * cast(subjects.unit_price_promoted as double precision) as fee_of_item,
        coalesce(referral_fees.minimum_fee, 0) as minimum_fee
    from referral_expected
    inner join subjects
        on referral_expected.subject_key = subjects.subject_key
    inner join referral_fees
        on referral_expected.rate_card_row_id = referral_fees.rate_card_row_id
    where referral_expected.unit_fee is not null
)

select *
from rated
where abs(unit_fee - greatest(fee_of_total, minimum_fee)) > 0.0051
    and abs(unit_fee - greatest(fee_of_item, minimum_fee)) > 0.0051
