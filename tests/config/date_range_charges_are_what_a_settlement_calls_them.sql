-- Property: charges of the date range report have the component, measure and role that a flat file
-- of the same settlement would give them, and every listed description leads to a known code.
-- Who relies on it: the profit of a brand that has the date range report alone.
-- What would go wrong silently: a debt that the seller's card paid would be profit, postage would
-- be a fee of Amazon.
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
),

liquidations as (
    select 'Liquidations' as type
    union all
    select 'Liquidations Adjustments' as type
),

coded as (
    select
        listed.description,
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
    cases.description,
    coded.component
from cases
left join coded
    on {{ is_described_by('cases.description', 'coded.description') }}
where coalesce(coded.component, '') <> cases.component
    or coalesce(coded.measure, '') <> cases.measure
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
