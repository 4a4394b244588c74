with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

selling_expected as (
    select * from {{ ref('int_fees__selling_expected') }}
),

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

units_returned as (
    select * from {{ ref('int_settlements__units_returned') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

counting_numbers as (
    select * from {{ ref('int_fees__counting_numbers') }}
),

unit_fees as (
    -- One unit of the line, as it was sold.
    select
        subjects.store,
        subjects.subject_id as order_line_id,
        subjects.order_line_key,
        subjects.country,
        subjects.currency,
        max(selling_expected.unit_fee) as unit_fee,
        max(selling_expected.fee_tax_rate) as fee_tax_rate,
        max(selling_expected.rate_card_row_id) as rate_card_row_id,
        min(selling_expected.reason_code) as reason_code
    from subjects
    inner join selling_expected
        on subjects.subject_key = selling_expected.subject_key
    where subjects.subject_kind = 'order_line'
    group by
        subjects.store, subjects.subject_id, subjects.order_line_key, subjects.country,
        subjects.currency
),

refunded as (
    -- Two settlements may tell of one day. The older flat file states no units of a refund: they
    -- follow the price given back.
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        settlement_units.posted_date,
        case
            when count(*) > count(settlement_units.quantity) then max(units_returned.quantity)
            else cast(sum(settlement_units.quantity) as bigint)
        end as quantity
    from settlement_units
    left join units_returned
        on settlement_units.store = units_returned.store
        and settlement_units.order_id = units_returned.order_id
        and settlement_units.sku = units_returned.sku
        and settlement_units.posted_date = units_returned.posted_date
    where settlement_units.event_type = 'refund'
    group by
        settlement_units.store, settlement_units.order_id, settlement_units.sku,
        settlement_units.posted_date
),

refunds as (
    -- The settlement only says when and how many units came back; what that is worth is computed.
    select
        unit_fees.order_line_key,
        unit_fees.country,
        unit_fees.currency,
        refunded.posted_date,
        counting_numbers.units,
        unit_fees.rate_card_row_id,
        unit_fees.reason_code,
        {{ money('unit_fees.unit_fee * counting_numbers.units') }} as commission,
        {{ fee_tax(
            money('unit_fees.unit_fee * counting_numbers.units'), 'unit_fees.fee_tax_rate'
        ) }} as commission_tax
    from refunded
    inner join unit_fees
        on refunded.store = unit_fees.store
        and refunded.order_id || '/' || refunded.sku = unit_fees.order_line_id
    inner join counting_numbers
        on refunded.quantity = counting_numbers.units
),

priced as (
    select
        refunds.*,
        amazon_rates.rate_card_row_id as administration_row_id,
        {{ refund_administration('amazon_rates', 'refunds.commission', 'refunds.commission_tax') }}
            as administration_fee
    from refunds
    left join amazon_rates
        on refunds.country = amazon_rates.country
        and amazon_rates.fee_code = 'refund_administration'
        and {{ in_effect('refunds.posted_date', 'amazon_rates') }}
),

fees as (
    -- The whole commission comes back, less an administration fee for each refund.
    select
        priced.order_line_key,
        'referral_fee_refund' as fee_code,
        priced.currency,
        priced.units,
        {{ money('-(priced.commission + priced.commission_tax)') }} as expected_amount,
        priced.reason_code,
        priced.rate_card_row_id
    from priced
    union all
    select
        priced.order_line_key,
        'refund_administration' as fee_code,
        priced.currency,
        priced.units,
        priced.administration_fee as expected_amount,
        coalesce(
            priced.reason_code, case when priced.administration_row_id is null then 'no_card' end
        ) as reason_code,
        priced.administration_row_id as rate_card_row_id
    from priced
),

final as (
    select
        fees.order_line_key,
        fees.fee_code,
        fees.currency,
        cast(sum(fees.units) as bigint) as quantity,
        {{ sum_if_known('fees.expected_amount') }} as expected_amount,
        min(fees.reason_code) as reason_code,
        max(fees.rate_card_row_id) as rate_card_row_id
    from fees
    group by fees.order_line_key, fees.fee_code, fees.currency
)

select * from final
