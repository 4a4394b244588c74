with

amazon_order_rows as (
    select * from {{ ref('int_orders__amazon_order_rows') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

ordered_per_line as (
    -- What the report says of the units that are settled; where the price contains its tax, a
    -- settlement may tell the two apart.
    select
        amazon_order_rows.store,
        amazon_order_rows.order_id,
        amazon_order_rows.sku,
        amazon_order_rows.order_line_key,
        min(amazon_order_rows.currency) as currency,
        max(case when amazon_order_rows.is_tax_inside then 1 else 0 end) as is_tax_inside,
        min(amazon_order_rows.purchase_date) as purchase_date,
        sum(
            amazon_order_rows.item_price
            - {{ unsettled_share('amazon_order_rows.item_price', 'amazon_lines') }}
        ) as item_price,
        min(amazon_order_rows.source_file) as source_file,
        min(amazon_order_rows.source_line) as source_line,
        max(amazon_order_rows.batch_id) as batch_id
    from amazon_order_rows
    inner join amazon_lines
        on amazon_order_rows.order_line_key = amazon_lines.order_line_key
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
        max(case when settlement_amounts.component = 'principal' then 1 else 0 end)
            as has_principal,
        sum(
            case when settlement_amounts.component = 'principal' then settlement_amounts.amount
                else 0
            end
        ) as principal,
        sum(
            case when settlement_amounts.component = 'tax' then settlement_amounts.amount else 0 end
        ) as item_tax
    from settlement_amounts
    where settlement_amounts.is_primary
        and not settlement_amounts.is_mcf
        and settlement_amounts.order_event_type = 'sale'
        and settlement_amounts.component in ('principal', 'tax')
    group by settlement_amounts.store, settlement_amounts.order_id, settlement_amounts.sku
),

compared as (
    select
        ordered_per_line.store,
        ordered_per_line.order_id,
        ordered_per_line.purchase_date,
        coalesce(ordered_per_line.currency, settled_per_line.currency) as currency,
        ordered_per_line.item_price,
        settled_per_line.principal
        + case when ordered_per_line.is_tax_inside = 1 then settled_per_line.item_tax else 0 end
            as settled_price,
        ordered_per_line.source_file,
        ordered_per_line.source_line,
        ordered_per_line.batch_id
    from ordered_per_line
    inner join settled_per_line
        on ordered_per_line.store = settled_per_line.store
        and ordered_per_line.order_id = settled_per_line.order_id
        and ordered_per_line.sku = settled_per_line.sku
    where settled_per_line.has_principal = 1
),

final as (
    -- Two witnesses of one price: where they disagree, the difference is on record and the
    -- settlement counts.
    select
        compared.store,
        'sale' as event_type,
        compared.purchase_date as event_date,
        compared.purchase_date as posted_date,
        compared.purchase_date as fx_date,
        compared.order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'settled_price_difference' as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        'difference' as basis,
        compared.currency,
        compared.settled_price - compared.item_price as amount,
        'all_orders_against_settlements' as report,
        compared.order_id as document_id,
        compared.source_file,
        compared.source_line,
        compared.batch_id
    from compared
    where compared.settled_price <> compared.item_price
)

select * from final
