with

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

packages as (
    select * from {{ ref('int_costs__shipping_packages') }}
),

labels as (
    select
        settlement_amounts.store,
        settlement_amounts.order_id,
        settlement_amounts.currency,
        {{ money('-settlement_amounts.amount') }} as cost,
        settlement_amounts.batch_id,
        settlement_amounts.posted_date,
        row_number() over (
            partition by
                settlement_amounts.store, settlement_amounts.order_id,
                settlement_amounts.currency, settlement_amounts.amount
            order by settlement_amounts.posted_date, settlement_amounts.batch_id
        ) as place
    from settlement_amounts
    where settlement_amounts.is_primary
        and settlement_amounts.component = 'shipping_label'
        and settlement_amounts.order_id is not null
),

parcels as (
    select
        packages.package_key,
        packages.store,
        packages.order_id,
        packages.currency,
        packages.cost,
        row_number() over (
            partition by packages.store, packages.order_id, packages.currency, packages.cost
            order by packages.shipped_date, packages.tracking_number, packages.package_key
        ) as place
    from packages
    where packages.platform = 'amazon'
        and not packages.is_repeated
        and packages.cost > 0
),

final as (
    -- Nothing but order and amount tells that a label of the settlement is that of a parcel: two
    -- equal labels are two parcels.
    select
        parcels.package_key,
        parcels.store,
        parcels.order_id,
        labels.batch_id as settled_batch_id,
        labels.posted_date as settled_date
    from parcels
    inner join labels
        on parcels.store = labels.store
        and parcels.order_id = labels.order_id
        and parcels.currency = labels.currency
        and parcels.cost = labels.cost
        and parcels.place = labels.place
)

select * from final
