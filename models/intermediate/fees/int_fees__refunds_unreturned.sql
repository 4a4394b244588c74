with

settlement_units as (
    select * from {{ ref('int_settlements__units') }}
),

amazon_lines as (
    select * from {{ ref('int_orders__amazon_lines') }}
),

customer_returns as (
    select * from {{ ref('int_orders__customer_returns') }}
),

reimbursements as (
    select * from {{ ref('stg_amazon__reimbursements') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

known_until as (
    -- The last day of which the settlements of a store tell, and the days of which its returns do;
    -- a store whose reimbursements never landed is asked nothing.
    select
        settlement_amounts.store,
        max(settlement_amounts.posted_date) as last_posted_date
    from settlement_amounts
    group by settlement_amounts.store
),

returns_known as (
    select
        customer_returns.store,
        min(customer_returns.return_date) as first_return_date,
        max(customer_returns.return_date) as last_return_date
    from customer_returns
    group by customer_returns.store
),

reimbursements_known as (
    select reimbursements.store
    from reimbursements
    group by reimbursements.store
),

refunded as (
    select
        settlement_units.store,
        settlement_units.order_id,
        settlement_units.sku,
        max(settlement_units.posted_date) as refund_date,
        cast(sum(settlement_units.quantity) as bigint) as units
    from settlement_units
    where settlement_units.event_type = 'refund'
    group by settlement_units.store, settlement_units.order_id, settlement_units.sku
),

returned as (
    select
        customer_returns.store,
        customer_returns.order_id,
        customer_returns.sku,
        cast(sum(customer_returns.units) as bigint) as units
    from customer_returns
    group by customer_returns.store, customer_returns.order_id, customer_returns.sku
),

reimbursed as (
    select
        reimbursements.store,
        reimbursements.amazon_order_id as order_id,
        reimbursements.sku,
        cast(sum(reimbursements.quantity_reimbursed_total) as bigint) as units
    from reimbursements
    where reimbursements.amazon_order_id is not null
    group by reimbursements.store, reimbursements.amazon_order_id, reimbursements.sku
),

final as (
    -- Units that the buyer was given the money for and that neither came back nor were paid for.
    select
        amazon_lines.order_line_key,
        amazon_lines.currency,
        marketplaces.country,
        refunded.refund_date,
        least(known_until.last_posted_date, returns_known.last_return_date) as known_until,
        cast(
            refunded.units - coalesce(returned.units, 0) - coalesce(reimbursed.units, 0) as bigint
        ) as units
    from refunded
    inner join amazon_lines
        on refunded.store = amazon_lines.store
        and refunded.order_id = amazon_lines.order_id
        and refunded.sku = amazon_lines.sku
        and amazon_lines.fulfillment_method = 'fba'
    inner join marketplaces
        on lower(amazon_lines.marketplace_name) = lower(marketplaces.marketplace_name)
    inner join known_until
        on refunded.store = known_until.store
    inner join returns_known
        on refunded.store = returns_known.store
        and refunded.refund_date >= returns_known.first_return_date
    inner join reimbursements_known
        on refunded.store = reimbursements_known.store
    left join returned
        on refunded.store = returned.store
        and refunded.order_id = returned.order_id
        and refunded.sku = returned.sku
    left join reimbursed
        on refunded.store = reimbursed.store
        and refunded.order_id = reimbursed.order_id
        and refunded.sku = reimbursed.sku
    where refunded.units > coalesce(returned.units, 0) + coalesce(reimbursed.units, 0)
)

select * from final
