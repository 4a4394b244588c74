-- Property: what a refund is expected to give back is the commission of so many units of the line
-- with its tax; of one refund Amazon keeps the part that its card names, and never more than the
-- commission.
-- Who relies on it: refunds of fees that Amazon owes and never paid.
-- What would go wrong silently: a refund that is expected too high is claimed in vain, one that is
-- too low is money lost.
with

refunds_expected as (
    select * from {{ ref('int_fees__refunds_expected') }}
),

commissions as (
    -- A line that left on several days has one price per unit.
    select
        subjects.order_line_key,
        max(
            cast(selling_expected.unit_fee as double precision)
            * (1 + selling_expected.fee_tax_rate)
        ) as commission,
        max(cast(selling_expected.unit_fee as double precision)) as commission_without_tax,
        max(subjects.store) as store,
        max(subjects.subject_id) as order_line_id,
        max(subjects.country) as country
    from {{ ref('int_fees__subjects') }} as subjects
    inner join {{ ref('int_fees__selling_expected') }} as selling_expected
        on subjects.subject_key = selling_expected.subject_key
    where subjects.subject_kind = 'order_line'
    group by subjects.order_line_key
),

refunded_once as (
    select
        store,
        order_id || '/' || sku as order_line_id,
        min(posted_date) as posted_date
    from {{ ref('int_settlements__units') }}
    where event_type = 'refund'
    group by store, order_id || '/' || sku
    having count(distinct posted_date) = 1
),

parts_kept as (
    select
        commissions.order_line_key,
        cast(cards.amount_cap as double precision) as amount_cap,
        cards.rate * case
            when cards.rate_base = 'referral_fee_with_tax' then commissions.commission
            else commissions.commission_without_tax
        end as part_of_a_unit
    from commissions
    inner join refunded_once
        on commissions.store = refunded_once.store
        and commissions.order_line_id = refunded_once.order_line_id
    inner join {{ ref('stg_reference__amazon_rates') }} as cards
        on commissions.country = cards.country
        and cards.fee_code = 'refund_administration'
        and {{ in_effect('refunded_once.posted_date', 'cards') }}
),

given_back as (
    select
        refunds_expected.order_line_key,
        refunds_expected.currency,
        sum(
            case
                when refunds_expected.fee_code = 'referral_fee_refund'
                    then -refunds_expected.expected_amount
            end
        ) as commission_back,
        sum(
            case
                when refunds_expected.fee_code = 'refund_administration'
                    then refunds_expected.expected_amount
            end
        ) as kept,
        max(refunds_expected.quantity) as units
    from refunds_expected
    group by refunds_expected.order_line_key, refunds_expected.currency
)

select
    given_back.order_line_key,
    given_back.units,
    given_back.commission_back,
    given_back.kept,
    commissions.commission,
    parts_kept.part_of_a_unit
from given_back
left join commissions
    on given_back.order_line_key = commissions.order_line_key
left join parts_kept
    on given_back.order_line_key = parts_kept.order_line_key
-- The tax of a unit's commission is rounded to the cent, what Amazon keeps of it once more.
where commissions.order_line_key is null
    or given_back.kept < 0
    or given_back.kept > given_back.commission_back
    or abs(
        cast(given_back.kept as double precision)
        - least(parts_kept.amount_cap, parts_kept.part_of_a_unit * given_back.units)
    ) > 0.0065
    or abs(
        cast(given_back.commission_back as double precision)
        - commissions.commission * given_back.units
    ) > 0.0051 * given_back.units
