{{ config(severity='warn') }}
-- Property: in every month and currency that the Amazon Ads reports tell of, the settlements
-- deducted what the reports say.
-- Who relies on it: the advertising of the profit and loss, which the reports tell and the
-- settlements only witness.
-- What would go wrong silently: a report that was never exported (Sponsored Brands beside
-- Sponsored Products, the first days of a month) would leave deducted money out of the profit.
-- Advertising that a card paid, or that is deducted a month later, shows here too.
select
    store,
    document_id as month,
    currency,
    amount as settled_beyond_reports
from {{ ref('fact_ledger_events') }}
where component = 'advertising_difference'
