-- Property: units from Amazon's warehouse whose price a settlement gave back, while the store's
-- returns and reimbursements are known, came back, were paid for, or are listed as not returned:
-- never more and never fewer.
-- Who relies on it: claims against Amazon for goods that a buyer kept.
-- What would go wrong silently: a unit that is not listed is claimed by nobody; one too many is a
-- claim that Amazon rightly refuses.
with

units_told as (
    select store, order_id, sku, quantity as missing_units, 0 as listed_units, posted_date
    from {{ ref('int_settlements__units') }}
    where event_type = 'refund'
    union all
    select
        store, order_id, sold_sku as sku, -units as missing_units, 0 as listed_units,
        cast(null as date) as posted_date
    from {{ ref('int_orders__customer_returns') }}
    union all
    select
        reimbursements.store, reimbursements.amazon_order_id as order_id,
        coalesce(returned_skus.sold_sku, reimbursements.sku) as sku,
        -reimbursements.quantity_reimbursed_total as missing_units,
        0 as listed_units, cast(null as date) as posted_date
    from {{ ref('int_changes__reimbursements') }} as reimbursements
    left join {{ ref('int_orders__returned_skus') }} as returned_skus
        on reimbursements.store = returned_skus.store
        and reimbursements.amazon_order_id = returned_skus.order_id
        and reimbursements.sku = returned_skus.sku
    where reimbursements.amazon_order_id is not null
    union all
    select
        amazon_lines.store, amazon_lines.order_id, amazon_lines.sku, 0 as missing_units,
        refunds_unreturned.units as listed_units, cast(null as date) as posted_date
    from {{ ref('int_fees__refunds_unreturned') }} as refunds_unreturned
    inner join {{ ref('int_orders__amazon_lines') }} as amazon_lines
        on refunds_unreturned.order_line_key = amazon_lines.order_line_key
),

per_line as (
    select
        store, order_id, sku,
        max(posted_date) as refund_date,
        coalesce(sum(missing_units), 0) as missing_units,
        coalesce(sum(listed_units), 0) as listed_units
    from units_told
    group by store, order_id, sku
)

select per_line.*
from per_line
inner join {{ ref('int_orders__amazon_lines') }} as amazon_lines
    on per_line.store = amazon_lines.store
    and per_line.order_id = amazon_lines.order_id
    and per_line.sku = amazon_lines.sku
    and amazon_lines.fulfillment_method = 'fba'
inner join {{ ref('stg_reference__marketplaces') }} as marketplaces
    on lower(amazon_lines.marketplace_name) = lower(marketplaces.marketplace_name)
inner join {{ ref('int_changes__reports_known') }} as reports_known
    on per_line.store = reports_known.store
    and per_line.refund_date >= reports_known.first_return_date
    and reports_known.has_reimbursements
where greatest(per_line.missing_units, 0) <> per_line.listed_units
