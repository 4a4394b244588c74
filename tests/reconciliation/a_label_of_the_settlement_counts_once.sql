-- Property: of an Amazon order, as many parcels of one cost give way to a settlement as there are
-- both labels in settlements and rows in shipment files of that amount, each on a label's day.
-- Who relies on it: the shipping cost of every order whose label was bought from Amazon.
-- What would go wrong silently: a label would cost twice, or a parcel nothing.
with

bought as (
    select
        store,
        order_id,
        currency,
        -amount as cost,
        count(*) as label_count
    from {{ ref('int_settlements__amounts_classified') }}
    where is_primary
        and component = 'shipping_label'
        and order_id is not null
    group by store, order_id, currency, -amount
),

listed as (
    select
        packages.store,
        packages.order_id,
        packages.currency,
        packages.cost,
        count(*) as parcel_count,
        count(labels_settled.package_key) as settled_count
    from {{ ref('int_costs__shipping_packages') }} as packages
    left join {{ ref('int_costs__labels_settled') }} as labels_settled
        on packages.package_key = labels_settled.package_key
    where packages.platform = 'amazon'
        and not packages.is_repeated
        and packages.cost > 0
    group by packages.store, packages.order_id, packages.currency, packages.cost
)

select
    'another number of parcels' as fault,
    listed.store,
    listed.order_id,
    listed.cost,
    cast(null as date) as settled_date
from listed
left join bought
    on listed.store = bought.store
    and listed.order_id = bought.order_id
    and listed.currency = bought.currency
    and listed.cost = bought.cost
where listed.settled_count <> least(listed.parcel_count, coalesce(bought.label_count, 0))
union all
select
    'a day of no label' as fault,
    labels_settled.store,
    labels_settled.order_id,
    cast(null as numeric(18, 4)) as cost,
    labels_settled.settled_date
from {{ ref('int_costs__labels_settled') }} as labels_settled
left join {{ ref('int_settlements__amounts_classified') }} as labels
    on labels_settled.store = labels.store
    and labels_settled.order_id = labels.order_id
    and labels_settled.settled_date = labels.posted_date
    and labels.component = 'shipping_label'
where labels.order_id is null
