-- Property: each price of an order line that counts, and each promotion of one, in a marketplace
-- whose prices contain the tax, is looked at for the tax inside, with its amount, unless the
-- settlement tells the line's tax apart.
-- Who relies on it: revenue without tax in every such marketplace.
-- What would go wrong silently: tax that is owed to the state would be profit.
with

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

order_events as (
    select * from {{ ref('int_ledger__amazon_order_events') }}
),

settlement_events as (
    select * from {{ ref('int_ledger__settlement_events') }}
),

prices_taxed as (
    select * from {{ ref('int_ledger__amazon_prices_taxed') }}
),

lines_told_apart as (
    select settlement_events.order_line_key
    from settlement_events
    where settlement_events.component
        in ('tax', 'shipping_tax', 'gift_wrap_tax', 'promotion_tax')
    group by settlement_events.order_line_key
),

prices as (
    select
        order_events.order_line_key,
        order_events.report,
        order_events.source_file,
        order_events.source_line,
        order_events.detail as detail_key,
        order_events.booking,
        order_events.amount
    from order_events
    where order_events.ledger_role = 'pnl'
        and {{ price_kind('order_events.component') }} is not null
    union all
    select
        settlement_events.order_line_key,
        settlement_events.report,
        settlement_events.source_file,
        settlement_events.source_line,
        settlement_events.settlement_amount_key as detail_key,
        'now' as booking,
        settlement_events.amount
    from settlement_events
    left join lines_told_apart
        on settlement_events.order_line_key = lines_told_apart.order_line_key
    where settlement_events.ledger_role = 'pnl'
        and {{ price_kind('settlement_events.component') }} is not null
        and lines_told_apart.order_line_key is null
),

due as (
    select
        prices.order_line_key,
        prices.report,
        prices.source_file,
        prices.source_line,
        prices.detail_key,
        prices.booking,
        prices.amount
    from prices
    inner join order_lines
        on prices.order_line_key = order_lines.order_line_key
    inner join marketplaces
        on lower(order_lines.marketplace_name) = lower(marketplaces.marketplace_name)
    where marketplaces.is_vat_inclusive
)

select
    due.order_line_key,
    due.report,
    due.source_file,
    due.source_line,
    due.amount as counted_amount,
    prices_taxed.amount as amount_looked_at
from due
left join prices_taxed
    on due.order_line_key = prices_taxed.order_line_key
    and due.report = prices_taxed.report
    and due.source_file = prices_taxed.source_file
    and due.source_line = prices_taxed.source_line
    and due.detail_key = prices_taxed.detail_key
    and due.booking = prices_taxed.booking
where prices_taxed.amount is null
    or prices_taxed.amount <> due.amount
