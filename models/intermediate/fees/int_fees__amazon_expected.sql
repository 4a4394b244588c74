with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

selling_expected as (
    select * from {{ ref('int_fees__selling_expected') }}
),

fulfillment_expected as (
    select * from {{ ref('int_fees__fulfillment_expected') }}
),

scenario_extras as (
    select * from {{ ref('int_fees__scenario_extras') }}
),

fees as (
    -- Each fee in a row of its own, so that a new one is a new branch and no new column.
    select
        selling_expected.subject_key,
        'referral_fee' as fee_code,
        {{ money('selling_expected.commission + selling_expected.commission_tax') }}
            as expected_amount,
        selling_expected.reason_code,
        selling_expected.rate_card_row_id
    from selling_expected
    union all
    select
        selling_expected.subject_key,
        'variable_closing_fee' as fee_code,
        selling_expected.closing_fee as expected_amount,
        cast(null as {{ dbt.type_string() }}) as reason_code,
        selling_expected.rate_card_row_id
    from selling_expected
    where selling_expected.closing_fee is not null
    union all
    select
        selling_expected.subject_key,
        'per_item_selling_fee' as fee_code,
        selling_expected.per_item_fee as expected_amount,
        case when selling_expected.per_item_fee is null then 'no_card' end as reason_code,
        selling_expected.per_item_row_id as rate_card_row_id
    from selling_expected
    where selling_expected.selling_plan = 'individual'
    union all
    select
        selling_expected.subject_key,
        'digital_services_fee' as fee_code,
        selling_expected.digital_services_fee as expected_amount,
        selling_expected.reason_code,
        selling_expected.rate_card_row_id
    from selling_expected
    where selling_expected.digital_services_rate > 0
    union all
    select
        subjects.subject_key,
        'fba_fulfillment_fee' as fee_code,
        {{ money('fulfillment_expected.unit_fee * subjects.quantity') }} as expected_amount,
        fulfillment_expected.reason_code,
        fulfillment_expected.rate_card_row_id
    from subjects
    inner join fulfillment_expected
        on subjects.subject_key = fulfillment_expected.subject_key
    union all
    select
        selling_expected.subject_key,
        'refund_administration' as fee_code,
        selling_expected.refund_administration_fee as expected_amount,
        coalesce(
            selling_expected.reason_code,
            case when selling_expected.refund_administration_row_id is null then 'no_card' end
        ) as reason_code,
        selling_expected.refund_administration_row_id as rate_card_row_id
    from selling_expected
    inner join subjects
        on selling_expected.subject_key = subjects.subject_key
        and subjects.subject_kind = 'scenario'
    union all
    select
        scenario_extras.subject_key,
        scenario_extras.fee_code,
        scenario_extras.expected_amount,
        scenario_extras.reason_code,
        scenario_extras.rate_card_row_id
    from scenario_extras
),

final as (
    -- What cannot be computed is null and says why: never a silent zero.
    select
        subjects.subject_key,
        subjects.subject_kind,
        subjects.subject_id,
        subjects.store,
        subjects.order_line_key,
        subjects.country,
        subjects.currency,
        subjects.ship_date,
        subjects.ship_date_basis,
        subjects.quantity,
        fees.fee_code,
        fees.expected_amount,
        fees.reason_code,
        fees.rate_card_row_id,
        fulfillment_expected.size_tier,
        fulfillment_expected.billable_weight
    from subjects
    inner join fees
        on subjects.subject_key = fees.subject_key
    left join fulfillment_expected
        on subjects.subject_key = fulfillment_expected.subject_key
)

select * from final
