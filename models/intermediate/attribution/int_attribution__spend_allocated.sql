with

campaign_days as (
    select * from {{ ref('int_attribution__campaign_days') }}
),

spend_to_orders as (
    select * from {{ ref('int_attribution__spend_to_orders') }}
),

lines_kept as (
    select * from {{ ref('int_orders__lines_kept') }}
    where is_counted
),

visited as (
    -- An order shares what its visits cost among its lines by their price.
    select
        spend_to_orders.campaign_day_key,
        spend_to_orders.campaign_day_key || '/' || spend_to_orders.order_id as share_key,
        spend_to_orders.order_cents as spend_cents,
        lines_kept.order_line_key,
        lines_kept.order_id,
        {{ cents('lines_kept.line_amount') }} as price_cents
    from spend_to_orders
    inner join lines_kept
        on spend_to_orders.store = lines_kept.store
        and spend_to_orders.order_id = lines_kept.order_id
    where lines_kept.line_kind <> 'tip'
),

advertised as (
    -- Amazon tells the product and not the order: its sales of the day bear it by their price.
    select
        campaign_days.campaign_day_key,
        campaign_days.campaign_day_key as share_key,
        campaign_days.spend_cents,
        lines_kept.order_line_key,
        lines_kept.order_id,
        {{ cents('lines_kept.line_amount') }} as price_cents
    from campaign_days
    inner join lines_kept
        on campaign_days.store = lines_kept.store
        and campaign_days.spend_date = lines_kept.sale_date
        and campaign_days.currency = lines_kept.currency
        and (
            campaign_days.advertised_sku = lines_kept.sku
            or campaign_days.advertised_asin = lines_kept.asin
        )
    where lines_kept.platform = 'amazon'
        and not campaign_days.is_multi_day
),

unioned as (
    select * from visited
    union all
    select * from advertised
),

weighed as (
    -- Where nothing has a price, each line bears the same.
    select
        unioned.*,
        case
            when sum(unioned.price_cents) over (partition by unioned.share_key) > 0
                then unioned.price_cents
            else 1
        end as line_weight
    from unioned
),

{{ allocation_steps(
    from_cte='weighed', total='spend_cents', weight='line_weight', partition_by='share_key',
    order_by='order_line_key', result='line_cents'
) }},

final as (
    select
        {{ hash_key(["allocated.campaign_day_key", "allocated.order_line_key"]) }}
            as ad_allocation_key,
        allocated.campaign_day_key,
        campaign_days.store,
        campaign_days.platform,
        campaign_days.campaign_key,
        campaign_days.currency,
        campaign_days.spend_date,
        allocated.order_id,
        allocated.order_line_key,
        allocated.line_cents,
        {{ from_cents('allocated.line_cents') }} as allocated_amount,
        campaign_days.source_file,
        campaign_days.source_line,
        campaign_days.batch_id
    from allocated
    inner join campaign_days
        on allocated.campaign_day_key = campaign_days.campaign_day_key
    where allocated.line_cents <> 0
)

select * from final
