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
    select * from {{ ref('int_changes__reimbursements') }}
),

returned_skus as (
    select * from {{ ref('int_orders__returned_skus') }}
),

reports_known as (
    select * from {{ ref('int_changes__reports_known') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
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
        customer_returns.sold_sku as sku,
        cast(sum(customer_returns.units) as bigint) as units
    from customer_returns
    group by customer_returns.store, customer_returns.order_id, customer_returns.sold_sku
),

reimbursed as (
    select
        reimbursements.store,
        reimbursements.amazon_order_id as order_id,
        coalesce(returned_skus.sold_sku, reimbursements.sku) as sku,
        cast(sum(reimbursements.quantity_reimbursed_total) as bigint) as units
    from reimbursements
    left join returned_skus
        on reimbursements.store = returned_skus.store
        and reimbursements.amazon_order_id = returned_skus.order_id
        and reimbursements.sku = returned_skus.sku
    where reimbursements.amazon_order_id is not null
    group by
        reimbursements.store, reimbursements.amazon_order_id,
        coalesce(returned_skus.sold_sku, reimbursements.sku)
),

final as (
    -- Units that the buyer was given the money for and that neither came back nor were paid for.
    select
        amazon_lines.order_line_key,
        amazon_lines.currency,
        marketplaces.country,
        refunded.refund_date,
        least(reports_known.last_posted_date, reports_known.last_return_date) as known_until,
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
    inner join reports_known
        on refunded.store = reports_known.store
        and refunded.refund_date >= reports_known.first_return_date
        and reports_known.has_reimbursements
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
