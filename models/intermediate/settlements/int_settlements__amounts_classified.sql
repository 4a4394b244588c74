with

flat_file_amounts as (
    select * from {{ ref('int_settlements__amounts') }}
),

date_range_amounts as (
    select * from {{ ref('int_settlements__date_range_amounts') }}
),

amount_types as (
    select * from {{ ref('stg_reference__settlement_amount_types') }}
),

settlement_amounts as (
    select * from flat_file_amounts
    union all
    select * from date_range_amounts
),

coded as (
    -- Amazon spells the same code with blanks, underscores and in several cases: letters and digits
    -- decide.
    select
        settlement_amounts.*,
        coalesce({{ normalized_code('settlement_amounts.transaction_type') }}, '')
            as transaction_code,
        coalesce({{ normalized_code('settlement_amounts.amount_type') }}, '') as amount_code,
        coalesce({{ settlement_code('settlement_amounts.amount_description') }}, '')
            as description_code
    from settlement_amounts
),

mapping as (
    select
        case
            when amount_types.transaction_type = '*' then '*'
            else {{ normalized_code('amount_types.transaction_type') }}
        end as transaction_code,
        {{ normalized_code('amount_types.amount_type') }} as amount_code,
        case
            when amount_types.amount_description = '*' then '*'
            else coalesce({{ settlement_code('amount_types.amount_description') }}, '')
        end as description_code,
        amount_types.component,
        amount_types.measure,
        amount_types.ledger_role,
        amount_types.scope
    from amount_types
),

codes as (
    select
        coded.transaction_code,
        coded.amount_code,
        coded.description_code
    from coded
    group by coded.transaction_code, coded.amount_code, coded.description_code
),

codes_mapped as (
    -- A row of the mapping that names the description wins over one for any, then one that names
    -- the transaction type.
    select
        codes.transaction_code,
        codes.amount_code,
        codes.description_code,
        mapping.component,
        mapping.measure,
        mapping.ledger_role,
        mapping.scope,
        row_number() over (
            partition by codes.transaction_code, codes.amount_code, codes.description_code
            order by
                case when mapping.description_code = '*' then 1 else 0 end,
                case when mapping.transaction_code = '*' then 1 else 0 end
        ) as mapping_rank
    from codes
    inner join mapping
        on codes.amount_code = mapping.amount_code
        and mapping.transaction_code in (codes.transaction_code, '*')
        and mapping.description_code in (codes.description_code, '*')
),

classified as (
    select
        coded.*,
        coalesce(codes_mapped.component, 'unclassified') as component,
        case
            when codes_mapped.component is null then 'amazon_other_fees'
            else codes_mapped.measure
        end as measure,
        coalesce(codes_mapped.ledger_role, 'pnl') as mapped_role,
        coalesce(codes_mapped.scope, 'order_if_named') as scope
    from coded
    left join codes_mapped
        on coded.transaction_code = codes_mapped.transaction_code
        and coded.amount_code = codes_mapped.amount_code
        and coded.description_code = codes_mapped.description_code
        and codes_mapped.mapping_rank = 1
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
            when classified.transaction_code
                in ('refund', 'chargebackrefund', 'atozguaranteerefund')
                then 'refund'
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
