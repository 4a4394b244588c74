-- Property: charges of the date range report have the component, measure and role that a flat file
-- of the same settlement would give them, and every listed description leads to a known code.
-- Who relies on it: the profit of a brand that has the date range report alone.
-- What would go wrong silently: a debt that the seller's card paid would be profit, postage would
-- be a fee of Amazon, a payout that came back would be a fee given back.
with

listed as (
    select * from {{ ref('stg_reference__date_range_descriptions') }}
),

types as (
    select * from {{ ref('stg_reference__date_range_types') }}
),

amount_types as (
    select * from {{ ref('stg_reference__settlement_amount_types') }}
),

cases as (
    select
        'SAFE-T Claim ID: 26211' as description,
        'reimbursement_safe_t' as component,
        'reimbursements' as measure
    union all
    select
        'Shipping Label Purchased through Amazon' as description,
        'shipping_label' as component,
        'shipping_cost' as measure
    union all
    select
        'ReturnPostageBilling' as description,
        'return_shipping_label' as component,
        'shipping_cost' as measure
    union all
    select
        'FBA Customer Returns Fee (Non-Apparel and Non-Shoes) for ASIN: B0' as description,
        'returns_processing' as component,
        'amazon_fulfillment_fees' as measure
    union all
    select 'Lightning Deal-1f3a' as description, 'deal' as component, 'amazon_other_fees' as measure
    union all
    select 'Deals-1f3a' as description, 'deal' as component, 'amazon_other_fees' as measure
    union all
    select
        'Coupon Participation Fee' as description,
        'coupon_participation' as component,
        'amazon_other_fees' as measure
    union all
    select
        'Coupon Performance Based Fee' as description,
        'coupon_performance' as component,
        'amazon_other_fees' as measure
    union all
    select
        'Non-subscription Fee Adjustment' as description,
        'non_subscription_fee_adjustment' as component,
        'amazon_other_fees' as measure
    union all
    select
        'Coupon Redemption Fee: Spring 10' as description,
        'coupon_redemption' as component,
        'amazon_other_fees' as measure
    union all
    select
        'FBA Customer Return Fee' as description,
        'returns_processing' as component,
        'amazon_fulfillment_fees' as measure
    union all
    select
        'Fee Adjustment - Weight and Dimension Change' as description,
        'fba_per_unit_fulfillment_correction' as component,
        'amazon_fulfillment_fees' as measure
    union all
    select
        'FBA Inventory Reimbursement - Damaged:Inbound' as description,
        'reimbursement_other' as component,
        'reimbursements' as measure
    union all
    select
        'FBA Inventory Reimbursement - Lost:Warehouse' as description,
        'reimbursement_warehouse_lost' as component,
        'reimbursements' as measure
    union all
    select
        'FBA Inventory Reimbursement - Compensated Clawback' as description,
        'reimbursement_clawback' as component,
        'reimbursements' as measure
    union all
    select
        'FBA Inventory Reimbursement - Missing From Inbound Clawback' as description,
        'reimbursement_missing_from_inbound_clawback' as component,
        'reimbursements' as measure
    union all
    select
        'Failed disbursement' as description,
        'failed_disbursement' as component,
        '' as measure
),

types_of_one_thing as (
    select
        'Debt' as transaction_type,
        'debt_payment' as component,
        '' as measure,
        'balance_sheet' as ledger_role
    union all
    select
        'SAFE-T Reimbursement' as transaction_type,
        'reimbursement_safe_t' as component,
        'reimbursements' as measure,
        'pnl' as ledger_role
    union all
    select
        'Shipping Services' as transaction_type,
        'shipping_label' as component,
        'shipping_cost' as measure,
        'pnl' as ledger_role
    union all
    select
        'FBA Inventory Fee - Correction' as transaction_type,
        'fba_inventory_fee_correction' as component,
        'amazon_storage_fees' as measure,
        'pnl' as ledger_role
    union all
    select
        'FBA Inventory Fee - Reversal' as transaction_type,
        'fba_inventory_fee_reversal' as component,
        'amazon_storage_fees' as measure,
        'pnl' as ledger_role
    union all
    select
        'Amazon Fees - Correction' as transaction_type,
        'amazon_fee_correction' as component,
        'amazon_other_fees' as measure,
        'pnl' as ledger_role
    union all
    select
        'Amazon Fees - Reversal' as transaction_type,
        'amazon_fee_reversal' as component,
        'amazon_other_fees' as measure,
        'pnl' as ledger_role
),

liquidations as (
    select 'Liquidations' as type
    union all
    select 'Liquidations Adjustments' as type
),

coded as (
    select
        listed.description,
        amount_types.amount_description,
        amount_types.component,
        amount_types.measure
    from listed
    inner join amount_types
        on amount_types.transaction_type = '*'
        and {{ normalized_code('listed.amount_type') }}
        = {{ normalized_code('amount_types.amount_type') }}
        and (
            amount_types.amount_description = '*'
            or {{ settlement_code('amount_types.amount_description') }}
            = {{ settlement_code('listed.amount_description') }}
        )
),

cases_coded as (
    -- What is listed whole goes before a beginning, a longer one before a shorter one, and a code
    -- that is named before any.
    select
        cases.description,
        cases.component,
        cases.measure,
        coded.component as coded_component,
        coded.measure as coded_measure,
        row_number() over (
            partition by cases.description
            order by
                case when coded.description like '%*' then 1 else 0 end,
                -length(coded.description),
                case when coded.amount_description = '*' then 1 else 0 end
        ) as code_rank
    from cases
    left join coded
        on {{ is_described_by('cases.description', 'coded.description') }}
)

select
    'a description leads to no code' as fault,
    listed.description,
    cast(null as {{ dbt.type_string() }}) as component
from listed
left join coded
    on listed.description = coded.description
where coded.description is null
union all
select
    'a charge is another one' as fault,
    cases_coded.description,
    cases_coded.coded_component as component
from cases_coded
where cases_coded.code_rank = 1
    and (
        coalesce(cases_coded.coded_component, '') <> cases_coded.component
        or coalesce(cases_coded.coded_measure, '') <> cases_coded.measure
    )
union all
select
    'a type is another one' as fault,
    types_of_one_thing.transaction_type as description,
    amount_types.component
from types_of_one_thing
left join amount_types
    on types_of_one_thing.transaction_type = amount_types.transaction_type
    and amount_types.amount_type = 'date-range'
    and amount_types.amount_description = '*'
where coalesce(amount_types.component, '') <> types_of_one_thing.component
    or coalesce(amount_types.measure, '') <> types_of_one_thing.measure
    or amount_types.ledger_role <> types_of_one_thing.ledger_role
union all
select
    'the title of a product that was liquidated is read as a charge' as fault,
    liquidations.type as description,
    cast(null as {{ dbt.type_string() }}) as component
from liquidations
left join types
    on liquidations.type = types.type
where types.type is null
