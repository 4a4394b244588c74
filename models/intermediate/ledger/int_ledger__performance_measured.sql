with

events as (
    select * from {{ ref('int_ledger__events') }}
),

unit_events as (
    select * from {{ ref('int_ledger__unit_events') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

days_booked as (
    -- Units follow the money of their line and day: to the first open day if all of it was late.
    select
        events.order_line_key,
        events.event_type,
        events.own_date,
        min(events.event_date) as event_date
    from events
    where events.ledger_role = 'pnl'
        and events.measure in ('gross_revenue', 'returns', 'cogs')
    group by events.order_line_key, events.event_type, events.own_date
),

units_booked as (
    select
        unit_events.*,
        case
            when unit_events.booking = 'reversed'
                then {{ booked_day(
                    'unit_events.event_date', 'unit_events.replaced_date',
                    'replacing_batches.closed_until', 'replacing_batches.dated_until'
                ) }}
            when unit_events.known_batch_id is not null
                then {{ booked_day(
                    'unit_events.event_date', 'unit_events.known_date', 'batches.closed_until',
                    'batches.dated_until'
                ) }}
            else coalesce(days_booked.event_date, unit_events.event_date)
        end as booked_date
    from unit_events
    left join days_booked
        on unit_events.order_line_key = days_booked.order_line_key
        and unit_events.event_type = days_booked.event_type
        and unit_events.event_date = days_booked.own_date
    left join batches
        on unit_events.known_batch_id = batches.batch_id
    left join batches as replacing_batches
        on unit_events.replaced_batch_id = replacing_batches.batch_id
),

booked as (
    -- What the profit and loss is made of: every amount that counts, and every amount that found no
    -- place yet.
    select
        events.store,
        events.event_type,
        events.event_date,
        events.order_id,
        events.order_line_key,
        events.line_currency as currency,
        events.ad_platform,
        events.campaign,
        case when events.order_line_key is null then events.sku end as account_sku,
        events.channel_name,
        events.measure,
        events.measure_amount,
        cast(0 as bigint) as quantity
    from events
    where events.ledger_role in ('pnl', 'unallocated')
    union all
    select
        units_booked.store,
        units_booked.event_type,
        units_booked.booked_date as event_date,
        order_lines.order_id,
        units_booked.order_line_key,
        order_lines.currency,
        cast(null as {{ dbt.type_string() }}) as ad_platform,
        cast(null as {{ dbt.type_string() }}) as campaign,
        cast(null as {{ dbt.type_string() }}) as account_sku,
        order_lines.channel_name,
        cast(null as {{ dbt.type_string() }}) as measure,
        cast(null as numeric(18, 4)) as measure_amount,
        units_booked.quantity
    from units_booked
    inner join order_lines
        on units_booked.order_line_key = order_lines.order_line_key
),

final as (
    select
        store,
        event_type,
        event_date,
        order_id,
        order_line_key,
        currency,
        ad_platform,
        campaign,
        account_sku,
        channel_name,
        cast(sum(quantity) as bigint) as quantity,
        {{ measure_sum('gross_revenue') }} as gross_revenue,
        {{ measure_sum('discounts') }} as discounts,
        {{ measure_sum('shipping_revenue') }} as shipping_revenue,
        {{ measure_sum('gift_wrap_revenue') }} as gift_wrap_revenue,
        {{ measure_sum('other_revenue') }} as other_revenue,
        {{ measure_sum('returns') }} as returns,
        {{ measure_sum('cogs') }} as cogs,
        {{ measure_sum('amazon_referral_fees') }} as amazon_referral_fees,
        {{ measure_sum('amazon_fulfillment_fees') }} as amazon_fulfillment_fees,
        {{ measure_sum('amazon_storage_fees') }} as amazon_storage_fees,
        {{ measure_sum('amazon_other_fees') }} as amazon_other_fees,
        {{ measure_sum('shopify_fees') }} as shopify_fees,
        {{ measure_sum('payment_processing_fees') }} as payment_processing_fees,
        {{ measure_sum('shipping_cost') }} as shipping_cost,
        {{ measure_sum('reimbursements') }} as reimbursements,
        {{ measure_sum('ad_spend') }} as ad_spend,
        {{ measure_sum('other_costs') }} as other_costs,
        {{ measure_sum('unallocated_amount') }} as unallocated_amount
    from booked
    group by
        store, event_type, event_date, order_id, order_line_key, currency, ad_platform,
        campaign, account_sku, channel_name
)

select * from final
