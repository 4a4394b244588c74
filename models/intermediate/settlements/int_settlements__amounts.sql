with

settlements as (
    select * from {{ ref('int_changes__settlements') }}
),

v1_amount_columns as (
    -- The older flat file spreads its amounts over nine columns; the newer one has a row for each.
    select 'price' as amount_column, 'ItemPrice' as amount_type
    union all
    select 'item_related_fee' as amount_column, 'ItemFees' as amount_type
    union all
    select 'promotion' as amount_column, 'Promotion' as amount_type
    union all
    select 'shipment_fee' as amount_column, 'Shipment-Fees' as amount_type
    union all
    select 'order_fee' as amount_column, 'OrderFees' as amount_type
    union all
    select 'misc_fee' as amount_column, 'misc-fee' as amount_type
    union all
    select 'other_fee' as amount_column, 'other-fee' as amount_type
    union all
    select 'direct_payment' as amount_column, 'direct-payment' as amount_type
    union all
    select 'other' as amount_column, 'other-transaction' as amount_type
),

documents as (
    -- What only the summary row tells of a settlement, and whether the newer flat file of it landed
    -- too.
    select
        settlements.store,
        settlements.settlement_id,
        max(case when settlements.layout = 'flat_file_v1' then 0 else 1 end) as has_flat_file_v2
    from settlements
    group by settlements.store, settlements.settlement_id
),

summaries as (
    select
        settlements.store,
        settlements.settlement_id,
        settlements.layout,
        max(settlements.currency) as currency
    from settlements
    group by settlements.store, settlements.settlement_id, settlements.layout
),

flat_file_v2 as (
    select
        settlements.store,
        settlements.source_file,
        settlements.source_line,
        'amount' as amount_column,
        settlements.amount_type,
        settlements.amount_description,
        settlements.amount
    from settlements
    where settlements.record_type = 'data'
        and settlements.layout = 'flat_file_v2'
),

flat_file_v1 as (
    select
        settlements.store,
        settlements.source_file,
        settlements.source_line,
        v1_amount_columns.amount_column,
        v1_amount_columns.amount_type,
        case v1_amount_columns.amount_column
            when 'price' then settlements.price_type
            when 'item_related_fee' then settlements.item_related_fee_type
            when 'promotion' then settlements.promotion_type
            when 'shipment_fee' then settlements.shipment_fee_type
            when 'order_fee' then settlements.order_fee_type
            when 'other_fee' then settlements.other_fee_reason_description
            when 'direct_payment' then settlements.direct_payment_type
            when 'other' then settlements.transaction_type
        end as amount_description,
        case v1_amount_columns.amount_column
            when 'price' then settlements.price_amount
            when 'item_related_fee' then settlements.item_related_fee_amount
            when 'promotion' then settlements.promotion_amount
            when 'shipment_fee' then settlements.shipment_fee_amount
            when 'order_fee' then settlements.order_fee_amount
            when 'misc_fee' then settlements.misc_fee_amount
            when 'other_fee' then settlements.other_fee_amount
            when 'direct_payment' then settlements.direct_payment_amount
            when 'other' then settlements.other_amount
        end as amount
    from settlements
    cross join v1_amount_columns
    where settlements.record_type = 'data'
        and settlements.layout = 'flat_file_v1'
),

amounts as (
    select * from flat_file_v2
    union all
    select * from flat_file_v1
),

final as (
    select
        {{ hash_key([
            "amounts.store", "amounts.source_file", "amounts.source_line", "amounts.amount_column"
        ]) }} as settlement_amount_key,
        settlements.store,
        settlements.settlement_id,
        settlements.layout,
        settlements.layout = 'flat_file_v2' or documents.has_flat_file_v2 = 0 as is_primary,
        settlements.transaction_type,
        amounts.amount_type,
        amounts.amount_description,
        settlements.order_id,
        settlements.merchant_order_id,
        settlements.marketplace_name,
        {{ is_mcf('settlements.marketplace_name', 'settlements.order_id') }} as is_mcf,
        settlements.fulfillment_id,
        settlements.sku,
        settlements.promotion_id,
        settlements.order_item_code,
        coalesce(settlements.quantity_purchased, 0) as quantity_purchased,
        summaries.currency,
        amounts.amount,
        settlements.posted_at,
        settlements.posted_date,
        amounts.source_file,
        amounts.source_line,
        settlements.batch_id
    from amounts
    inner join settlements
        on amounts.store = settlements.store
        and amounts.source_file = settlements.source_file
        and amounts.source_line = settlements.source_line
    inner join summaries
        on settlements.store = summaries.store
        and settlements.settlement_id = summaries.settlement_id
        and settlements.layout = summaries.layout
    inner join documents
        on settlements.store = documents.store
        and settlements.settlement_id = documents.settlement_id
    where amounts.amount is not null
)

select * from final
