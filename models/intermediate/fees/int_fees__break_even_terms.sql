with

scenarios as (
    select * from {{ ref('int_fees__scenarios_to_price') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

fulfillment_expected as (
    select * from {{ ref('int_fees__fulfillment_expected') }}
),

selling_expected as (
    select * from {{ ref('int_fees__selling_expected') }}
),

scenario_extras as (
    select * from {{ ref('int_fees__scenario_extras') }}
),

handling_per_subject as (
    -- What a large unit costs beside its fulfillment fee, whatever its price.
    select
        scenario_extras.subject_key,
        {{ money('sum(scenario_extras.expected_amount)') }} as handling_fees
    from scenario_extras
    where scenario_extras.fee_code in ('overmax_handling', 'non_sipp_packaging_fee')
    group by scenario_extras.subject_key
),

itemized as (
    -- Amounts of the line are those of one unit times the units.
    select
        subjects.subject_key,
        case
            when selling_expected.selling_plan = 'individual'
                then {{ divide_round('selling_expected.per_item_fee', 'subjects.quantity', 4) }}
            else cast(0 as numeric(18, 4))
        end as per_item_fee,
        coalesce(
            {{ divide_round('handling_per_subject.handling_fees', 'subjects.quantity', 4) }}, 0
        ) as handling_fees
    from subjects
    inner join selling_expected
        on subjects.subject_key = selling_expected.subject_key
    left join handling_per_subject
        on subjects.subject_key = handling_per_subject.subject_key
    where subjects.subject_kind = 'scenario'
),

final as (
    -- What stays the same at every price: a fee per item that no card tells is unknown at all of
    -- them. Buyers of the merchant's own parcels go on to pay for shipping and gift wrap.
    select
        scenarios.store,
        scenarios.scenario_id,
        subjects.subject_key,
        subjects.country,
        subjects.fee_category,
        subjects.profile_key,
        subjects.fulfillment_method,
        subjects.order_date,
        subjects.ship_date,
        {{ money('subjects.unit_total - subjects.unit_price') }} as paid_beside_price,
        selling_expected.fee_tax_rate,
        selling_expected.digital_services_rate,
        fulfillment_expected.surcharge_rate,
        fulfillment_expected.sipp_discount,
        itemized.per_item_fee is not null as is_per_item_known,
        {{ money('coalesce(itemized.per_item_fee, 0) + itemized.handling_fees') }} as fees_per_item,
        scenarios.unit_cost,
        coalesce(selling_expected.reason_code, fulfillment_expected.reason_code) as reason_code
    from scenarios
    inner join subjects
        on scenarios.store = subjects.store
        and scenarios.scenario_id = subjects.subject_id
        and subjects.subject_kind = 'scenario'
    inner join itemized
        on subjects.subject_key = itemized.subject_key
    inner join selling_expected
        on subjects.subject_key = selling_expected.subject_key
    left join fulfillment_expected
        on subjects.subject_key = fulfillment_expected.subject_key
)

select * from final
