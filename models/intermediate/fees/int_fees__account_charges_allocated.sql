with

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

drivers as (
    select * from {{ ref('stg_reference__account_charge_drivers') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

weights as (
    select * from {{ ref('int_fees__account_charge_weights') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

charges as (
    -- A lump sum of the account that names no product, and often not even its marketplace.
    select
        amounts_placed.settlement_amount_key,
        amounts_placed.store,
        amounts_placed.currency,
        amounts_placed.posted_date,
        amounts_placed.amount,
        drivers.driver,
        marketplaces.country
    from amounts_placed
    inner join settlement_amounts
        on amounts_placed.settlement_amount_key = settlement_amounts.settlement_amount_key
    inner join drivers
        on amounts_placed.component = drivers.component
    left join marketplaces
        on lower(settlement_amounts.marketplace_name) = lower(marketplaces.marketplace_name)
    where amounts_placed.placement = 'account'
        and amounts_placed.sku is null
        and amounts_placed.amount <> 0
),

reported as (
    -- Storage is billed in the month after, the surcharge within weeks of the day it is assessed.
    select
        charges.settlement_amount_key,
        charges.store,
        charges.posted_date,
        charges.amount,
        weights.assessed_on,
        weights.sku,
        weights.weight,
        min(weights.first_batch_id) over (
            partition by charges.settlement_amount_key, weights.assessed_on
        ) as report_batch_id,
        max(weights.assessed_on) over (partition by charges.settlement_amount_key)
            as last_assessed_on
    from charges
    inner join weights
        on charges.store = weights.store
        and charges.driver = weights.driver
        and charges.currency = weights.currency
        and coalesce(charges.country, weights.country) = weights.country
        and (
            (
                charges.driver = 'storage_report'
                and weights.assessed_on = {{ month_before('charges.posted_date') }}
            )
            or (
                charges.driver = 'aged_report'
                and {{ days_between('weights.assessed_on', 'charges.posted_date') }}
                between 0 and {{ var('aged_charge_max_days') }}
            )
        )
),

weighed as (
    select
        reported.settlement_amount_key,
        reported.store,
        reported.posted_date,
        reported.assessed_on,
        {{ last_day_of_month('reported.assessed_on') }} as stored_until,
        reported.sku,
        coalesce(reported.sku, '') as sku_order,
        {{ cents('reported.amount') }} as amount_cents,
        min(reported.report_batch_id) as report_batch_id,
        cast(sum(reported.weight) as bigint) as weight
    from reported
    where reported.assessed_on = reported.last_assessed_on
    group by
        reported.settlement_amount_key, reported.store, reported.posted_date,
        reported.assessed_on, reported.sku, reported.amount
),

{{ allocation_steps(
    from_cte='weighed', total='amount_cents', weight='weight',
    partition_by='settlement_amount_key', order_by='sku_order', result='amount_share_cents'
) }},

final as (
    -- What the settlement says is shared out to the cent, and belongs to the month stored; where
    -- the report came after that month was closed, the charge stays where it was without it.
    select
        allocated.settlement_amount_key,
        allocated.store,
        allocated.sku,
        allocated.assessed_on,
        case
            when {{ booked_day(
                'allocated.stored_until', 'null', 'batches.closed_until', 'batches.dated_until'
            ) }} = allocated.stored_until then allocated.stored_until
            else allocated.posted_date
        end as event_date,
        {{ from_cents('allocated.amount_share_cents') }} as amount
    from allocated
    left join batches
        on allocated.report_batch_id = batches.batch_id
    where allocated.amount_share_cents <> 0
)

select * from final
