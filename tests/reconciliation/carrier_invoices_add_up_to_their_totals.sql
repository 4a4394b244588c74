-- Property: the charges of a carrier's invoice add up to the total that the invoice states.
-- Who relies on it: the shipping cost of every parcel.
-- What would go wrong silently: an invoice of which some records did not land would look cheap.
with

invoices as (
    select
        carrier_invoices.store,
        carrier_invoices.account_number,
        carrier_invoices.invoice_number,
        max(carrier_invoices.invoice_total) as stated_amount,
        sum(carrier_invoices.net_amount) as charged_amount
    from {{ ref('stg_costs__carrier_invoices') }} as carrier_invoices
    where carrier_invoices.record_type = 'data'
    group by
        carrier_invoices.store, carrier_invoices.account_number, carrier_invoices.invoice_number
)

select *
from invoices
where stated_amount <> charged_amount
