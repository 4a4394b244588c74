with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts') }}
),

amount_types as (
    select * from {{ ref('stg_reference__settlement_amount_types') }}
),

coded as (
    -- Amazon spells the same code with blanks, underscores and in several cases: letters and digits decide.
    select
        settlement_amounts.*,
        {{ normalized_code('settlement_amounts.transaction_type') }} as transaction_code,
        {{ normalized_code('settlement_amounts.amount_type') }} as amount_code,
        {{ normalized_code('settlement_amounts.amount_description') }} as description_code
    from settlement_amounts
),

mapping as (
    select
        case
            when amount_types.transaction_type = '*' then '*'
            else {{ normalized_code('amount_types.transaction_type') }}
        end as transaction_code,
        {{ normalized_code('amount_types.amount_type') }} as amount_code,
        {{ normalized_code('amount_types.amount_description') }} as description_code,
        amount_types.component,
        amount_types.measure,
        amount_types.ledger_role,
        amount_types.scope
    from amount_types
),

classified as (
    -- A row of the mapping for this transaction type wins over one for any type.
    select
        coded.*,
        coalesce(exact_codes.component, any_type_codes.component, 'unclassified') as component,
        case
            when exact_codes.component is not null then exact_codes.measure
            when any_type_codes.component is not null then any_type_codes.measure
            else 'amazon_other_fees'
        end as measure,
        coalesce(exact_codes.ledger_role, any_type_codes.ledger_role, 'pnl') as mapped_role,
        coalesce(exact_codes.scope, any_type_codes.scope, 'order_if_named') as scope
    from coded
    left join mapping as exact_codes
        on coded.transaction_code = exact_codes.transaction_code
        and coalesce(coded.amount_code, '') = coalesce(exact_codes.amount_code, '')
        and coalesce(coded.description_code, '') = coalesce(exact_codes.description_code, '')
    left join mapping as any_type_codes
        on any_type_codes.transaction_code = '*'
        and coalesce(coded.amount_code, '') = coalesce(any_type_codes.amount_code, '')
        and coalesce(coded.description_code, '') = coalesce(any_type_codes.description_code, '')
),

final as (
    select
        classified.settlement_amount_key,
        classified.store,
        classified.settlement_id,
        classified.layout,
        classified.is_primary,
        classified.transaction_type,
        classified.amount_type,
        classified.amount_description,
        classified.component,
        classified.measure,
        classified.mapped_role,
        classified.scope,
        case
            when classified.transaction_code = 'order' then 'sale'
            when classified.transaction_code in ('refund', 'chargebackrefund', 'atozguaranteerefund') then 'refund'
            else 'fee_adjustment'
        end as order_event_type,
        classified.order_id,
        classified.merchant_order_id,
        classified.marketplace_name,
        classified.is_mcf,
        classified.fulfillment_id,
        classified.sku,
        classified.promotion_id,
        classified.order_item_code,
        classified.quantity_purchased,
        classified.currency,
        classified.amount,
        classified.posted_at,
        classified.posted_date,
        classified.source_file,
        classified.source_line,
        classified.batch_id
    from classified
)

select * from final
