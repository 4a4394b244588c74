with

date_range as (
    select * from {{ ref('int_changes__date_range') }}
),

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

amount_columns as (
    select * from {{ ref('stg_reference__date_range_columns') }}
),

types as (
    select * from {{ ref('stg_reference__date_range_types') }}
),

listed as (
    select * from {{ ref('stg_reference__date_range_descriptions') }}
),

flat_files as (
    select
        settlements.store,
        settlements.settlement_id
    from settlements
    group by settlements.store, settlements.settlement_id
),

amounts as (
    select
        date_range.*,
        amount_columns.amount_column,
        amount_columns.amount_type,
        amount_columns.amount_description,
        case amount_columns.amount_column
            when 'product_sales' then date_range.product_sales
            when 'product_sales_tax' then date_range.product_sales_tax
            when 'shipping_credits' then date_range.shipping_credits
            when 'shipping_credits_tax' then date_range.shipping_credits_tax
            when 'gift_wrap_credits' then date_range.gift_wrap_credits
            when 'gift_wrap_credits_tax' then date_range.gift_wrap_credits_tax
            when 'regulatory_fee' then date_range.regulatory_fee
            when 'tax_on_regulatory_fee' then date_range.tax_on_regulatory_fee
            when 'points_fee' then date_range.points_fee
            when 'promotional_rebates' then date_range.promotional_rebates
            when 'promotional_rebates_tax' then date_range.promotional_rebates_tax
            when 'sales_tax_collected' then date_range.sales_tax_collected
            when 'low_value_goods' then date_range.low_value_goods
            when 'total_sales_tax_liable' then date_range.total_sales_tax_liable
            when 'tcs_cgst' then date_range.tcs_cgst
            when 'tcs_sgst' then date_range.tcs_sgst
            when 'tcs_igst' then date_range.tcs_igst
            when 'tds_194o' then date_range.tds_194o
            when 'marketplace_withheld_tax' then date_range.marketplace_withheld_tax
            when 'selling_fees' then date_range.selling_fees
            when 'fba_fees' then date_range.fba_fees
            when 'other_transaction_fees' then date_range.other_transaction_fees
            when 'other' then date_range.other
        end as amount
    from date_range
    cross join amount_columns
    where date_range.record_type = 'data'
),

told_descriptions as (
    select amounts.description
    from amounts
    group by amounts.description
),

descriptions as (
    -- Amazon puts a number or a product behind some descriptions. What is listed whole goes before
    -- a beginning, and a longer beginning before a shorter one.
    select
        told_descriptions.description,
        listed.amount_type,
        listed.amount_description,
        row_number() over (
            partition by told_descriptions.description
            order by
                case when listed.description like '%*' then 1 else 0 end,
                -length(listed.description),
                listed.description
        ) as description_rank
    from told_descriptions
    inner join listed
        on {{ is_described_by("rtrim(told_descriptions.description, ':')", 'listed.description') }}
),

final as (
    -- A settlement counts by its flat file. Money that is deferred is in no settlement yet, and a
    -- row without a settlement cannot be told from one that a flat file has.
    select
        {{ hash_key([
            "amounts.store", "amounts.source_file", "amounts.source_line", "amounts.amount_column"
        ]) }} as settlement_amount_key,
        amounts.store,
        amounts.settlement_id,
        'date_range' as layout,
        amounts.settlement_id is not null
        and flat_files.settlement_id is null
        and coalesce(lower(amounts.transaction_status), '') <> 'deferred' as is_primary,
        coalesce(types.transaction_type, amounts.type) as transaction_type,
        case
            when types.transaction_type = 'Transfer' then 'date-range'
            else coalesce(descriptions.amount_type, amounts.amount_type)
        end as amount_type,
        case
            when descriptions.description is null then amounts.amount_description
            else descriptions.amount_description
        end as amount_description,
        amounts.order_id,
        cast(null as {{ dbt.type_string() }}) as merchant_order_id,
        amounts.marketplace as marketplace_name,
        {{ is_mcf('amounts.marketplace', 'amounts.order_id') }} as is_mcf,
        case
            when lower(amounts.fulfillment) = 'amazon' then 'AFN'
            when amounts.fulfillment is not null then 'MFN'
        end as fulfillment_id,
        amounts.sku,
        cast(null as {{ dbt.type_string() }}) as promotion_id,
        cast(null as {{ dbt.type_string() }}) as order_item_code,
        coalesce(amounts.quantity, 0) as quantity_purchased,
        amounts.currency,
        amounts.amount,
        amounts.posted_at,
        amounts.posted_date,
        amounts.source_file,
        amounts.source_line,
        amounts.batch_id
    from amounts
    left join flat_files
        on amounts.store = flat_files.store
        and amounts.settlement_id = flat_files.settlement_id
    left join types
        on lower(amounts.type) = lower(types.type)
    left join descriptions
        on types.type is null
        and amounts.description = descriptions.description
        and descriptions.description_rank = 1
    where amounts.amount <> 0
)

select * from final
