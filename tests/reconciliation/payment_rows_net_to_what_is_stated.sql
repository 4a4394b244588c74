-- Property: amount less fee is the net that Shopify Payments states, row by row.
-- Who relies on it: payment_processing_fees, and the payout view of the cash.
-- What would go wrong silently: an export with the fee in another column would book no card fees at
-- all.
select
    store,
    source_file,
    source_line,
    amount,
    fee,
    net
from {{ ref('stg_shopify__payment_transactions') }}
where record_type = 'data'
    and net is not null
    and coalesce(amount, 0) - coalesce(fee, 0) <> net
