with

shipments as (
    select * from {{ ref('stg_costs__shipments') }}
),

orders as (
    select * from {{ ref('int_costs__shipping_orders') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

carrier_invoices as (
    select * from {{ ref('stg_costs__carrier_invoices') }}
),

billing as (
    select * from {{ ref('stg_shopify__billing') }}
),

refunds as (
    select * from {{ ref('stg_shopify__refunds') }}
),

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

date_range as (
    select * from {{ ref('stg_amazon__date_range') }}
),

invoices as (
    -- Every record of an invoice repeats its total.
    select
        carrier_invoices.store,
        carrier_invoices.source_file,
        carrier_invoices.account_number,
        carrier_invoices.invoice_number,
        carrier_invoices.currency,
        max(carrier_invoices.invoice_total) as invoice_total
    from carrier_invoices
    where carrier_invoices.record_type = 'data'
        and carrier_invoices.invoice_total is not null
    group by
        carrier_invoices.store, carrier_invoices.source_file, carrier_invoices.account_number,
        carrier_invoices.invoice_number, carrier_invoices.currency
),

final as (
    -- What each file of charges says, row by row and before any rule of the ledger; only a row that
    -- names no currency takes the one of its order.
    select
        shipments.store, 'costs' as source, 'shipments' as report, shipments.source_file,
        '' as document_id, coalesce(
            shipments.currency, orders.currency, reporting_currency.reporting_currency
        ) as currency, 'landed' as total_kind, coalesce(shipments.cost, 0) as amount
    from shipments
    cross join reporting_currency
    left join orders
        on shipments.store = orders.store
        and {{ order_number('shipments.order_number') }} = orders.order_code
    where shipments.record_type = 'data'
    union all
    select
        carrier_invoices.store, 'costs' as source, 'carrier_invoices' as report,
        carrier_invoices.source_file, '' as document_id, carrier_invoices.currency,
        'landed' as total_kind, coalesce(carrier_invoices.net_amount, 0) as amount
    from carrier_invoices
    where carrier_invoices.record_type = 'data'
    union all
    select
        invoices.store, 'costs' as source, 'carrier_invoices' as report, invoices.source_file,
        '' as document_id, invoices.currency, 'stated' as total_kind,
        invoices.invoice_total as amount
    from invoices
    union all
    select
        billing.store, 'shopify' as source, 'billing' as report, billing.source_file,
        '' as document_id, billing.currency, 'landed' as total_kind,
        coalesce(billing.amount, 0) as amount
    from billing
    where billing.record_type = 'data'
    union all
    select
        refunds.store, 'shopify' as source, 'refunds' as report, refunds.source_file,
        '' as document_id, refunds.transaction_currency as currency, 'landed' as total_kind,
        -refunds.refunded_amount as amount
    from refunds
    where refunds.record_type = 'data' and refunds.transaction_currency is not null
    union all
    select
        reimbursements.store, 'amazon' as source, 'reimbursements' as report,
        reimbursements.source_file, '' as document_id, reimbursements.currency,
        'landed' as total_kind, coalesce(reimbursements.amount_total, 0) as amount
    from reimbursements
    where reimbursements.record_type = 'data'
    union all
    select
        date_range.store, 'amazon' as source, 'date_range' as report, date_range.source_file,
        '' as document_id, date_range.currency, 'landed' as total_kind,
        {{ money(
            'coalesce(date_range.product_sales, 0)'
            ' + coalesce(date_range.product_sales_tax, 0)'
            ' + coalesce(date_range.shipping_credits, 0)'
            ' + coalesce(date_range.shipping_credits_tax, 0)'
            ' + coalesce(date_range.gift_wrap_credits, 0)'
            ' + coalesce(date_range.gift_wrap_credits_tax, 0)'
            ' + coalesce(date_range.regulatory_fee, 0)'
            ' + coalesce(date_range.tax_on_regulatory_fee, 0)'
            ' + coalesce(date_range.points_fee, 0)'
            ' + coalesce(date_range.promotional_rebates, 0)'
            ' + coalesce(date_range.promotional_rebates_tax, 0)'
            ' + coalesce(date_range.sales_tax_collected, 0)'
            ' + coalesce(date_range.low_value_goods, 0)'
            ' + coalesce(date_range.total_sales_tax_liable, 0)'
            ' + coalesce(date_range.tcs_cgst, 0) + coalesce(date_range.tcs_sgst, 0)'
            ' + coalesce(date_range.tcs_igst, 0) + coalesce(date_range.tds_194o, 0)'
            ' + coalesce(date_range.marketplace_withheld_tax, 0)'
            ' + coalesce(date_range.selling_fees, 0)'
            ' + coalesce(date_range.fba_fees, 0)'
            ' + coalesce(date_range.other_transaction_fees, 0)'
            ' + coalesce(date_range.other, 0)'
        ) }} as amount
    from date_range
    where date_range.record_type = 'data'
    union all
    select
        date_range.store, 'amazon' as source, 'date_range' as report, date_range.source_file,
        '' as document_id, date_range.currency, 'stated' as total_kind,
        coalesce(date_range.total, 0) as amount
    from date_range
    where date_range.record_type = 'data'
)

select * from final
