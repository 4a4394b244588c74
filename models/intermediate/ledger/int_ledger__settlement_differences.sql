with

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

ordered_per_line as (
    select
        amazon_order_rows.store,
        amazon_order_rows.order_id,
        amazon_order_rows.sku,
        amazon_order_rows.order_line_key,
        min(amazon_order_rows.currency) as currency,
        min(amazon_order_rows.purchase_date) as purchase_date,
        sum(amazon_order_rows.item_price) as item_price,
        min(amazon_order_rows.source_file) as source_file,
        min(amazon_order_rows.source_line) as source_line,
        max(amazon_order_rows.batch_id) as batch_id
    from amazon_order_rows
    where not amazon_order_rows.is_cancelled
        and not amazon_order_rows.is_mcf
    group by
        amazon_order_rows.store, amazon_order_rows.order_id, amazon_order_rows.sku,
        amazon_order_rows.order_line_key
),

settled_per_line as (
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.sku,
        max(settlement_amounts.currency) as currency,
        sum(settlement_amounts.amount) as principal
    from settlement_amounts
    where settlement_amounts.is_primary
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_event_type = 'sale'
        and settlement_amounts.component = 'principal'
    group by settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku
),

final as (
    -- Two witnesses of one price: where they disagree, the difference is on record and the
    -- settlement counts.
    select
        ordered_per_line.store,
        'sale' as event_type,
        ordered_per_line.purchase_date as event_date,
        ordered_per_line.purchase_date as posted_date,
        ordered_per_line.purchase_date as fx_date,
        ordered_per_line.order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'settled_price_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        coalesce(ordered_per_line.currency, settled_per_line.currency) as currency,
        settled_per_line.principal - ordered_per_line.item_price as amount,
        'all_orders_against_settlements' as report,
        ordered_per_line.order_id as document_id,
        ordered_per_line.source_file,
        ordered_per_line.source_line,
        ordered_per_line.batch_id
    from ordered_per_line
    inner join settled_per_line
        on ordered_per_line.store = settled_per_line.store
        and ordered_per_line.order_id = settled_per_line.order_id
        and ordered_per_line.sku = settled_per_line.sku
    where settled_per_line.principal <> ordered_per_line.item_price
)

select * from final
