-- Property: codes of fees whose nearest neighbour is another fee are mapped to their own component,
-- measure and scope.
-- Who relies on it: the split of Amazon's fees, and the channel that bears them: the fee of a
-- liquidation stands on the account, where its proceeds stand, whichever marketplace is named.
-- What would go wrong silently: a fee that no row knows is unclassified and waits for its order; of
-- a liquidation there is none.
with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
),

cases as (
    select
        '*' as transaction_type,
        'ItemFees' as amount_type,
        'LiquidationsBrokerageFee' as amount_description,
        'liquidation_fee' as component,
        'amazon_other_fees' as measure
    union all
    select
        'Liquidations' as transaction_type,
        'ItemPrice' as amount_type,
        'Principal' as amount_description,
        'liquidation_proceeds' as component,
        'reimbursements' as measure
    union all
    select
        'Liquidations' as transaction_type,
        'ItemFees' as amount_type,
        'Commission' as amount_description,
        'liquidation_fee' as component,
        'amazon_other_fees' as measure
    union all
    select
        'Liquidations Adjustments' as transaction_type,
        'ItemFees' as amount_type,
        'Commission' as amount_description,
        'liquidation_fee' as component,
        'amazon_other_fees' as measure
    union all
    select
        '*' as transaction_type,
        'other-transaction' as amount_type,
        'FBAInboundTransportationProgramFee' as amount_description,
        'inbound_transportation' as component,
        'amazon_other_fees' as measure
    union all
    select
        '*' as transaction_type,
        'Inbound Transportation Program Fee' as amount_type,
        'Base fee' as amount_description,
        'inbound_transportation' as component,
        'amazon_other_fees' as measure
    union all
    select
        '*' as transaction_type,
        'Inbound Transportation Program Fee' as amount_type,
        'Discount on fee' as amount_description,
        'inbound_transportation_discount' as component,
        'amazon_other_fees' as measure
    union all
    select
        '*' as transaction_type,
        'Inbound Transportation Program Fee' as amount_type,
        'Tax on fee' as amount_description,
        'inbound_transportation_tax' as component,
        'amazon_other_fees' as measure
    union all
    select
        '*' as transaction_type,
        'Inbound Transportation Program Fee' as amount_type,
        '*' as amount_description,
        'inbound_transportation' as component,
        'amazon_other_fees' as measure
)

select
    cases.transaction_type,
    cases.amount_type,
    cases.amount_description,
    settlement_amount_types.component,
    settlement_amount_types.scope
from cases
left join settlement_amount_types
    on cases.transaction_type = settlement_amount_types.transaction_type
    and cases.amount_type = settlement_amount_types.amount_type
    and cases.amount_description = settlement_amount_types.amount_description
where coalesce(settlement_amount_types.component, '') <> cases.component
    or coalesce(settlement_amount_types.measure, '') <> cases.measure
    or settlement_amount_types.scope <> 'account'
    or settlement_amount_types.ledger_role <> 'pnl'
