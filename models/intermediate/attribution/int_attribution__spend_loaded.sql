with

campaign_days as (
    select * from {{ ref('int_attribution__campaign_days') }}
),

spend_allocated as (
    select * from {{ ref('int_attribution__spend_allocated') }}
),

allocated_per_campaign_day as (
    select
        spend_allocated.campaign_day_key,
        {{ money('sum(spend_allocated.allocated_amount)') }} as allocated_amount
    from spend_allocated
    group by spend_allocated.campaign_day_key
),

placed as (
    select
        spend_allocated.ad_allocation_key,
        spend_allocated.campaign_day_key,
        spend_allocated.order_id,
        spend_allocated.order_line_key,
        spend_allocated.allocated_amount as amount,
        greatest(spend_allocated.line_cents, 0) as load_weight
    from spend_allocated
),

left_over as (
    -- What no order bears stays in a row of its own: nothing is spent and not seen.
    select
        campaign_days.campaign_day_key as ad_allocation_key,
        campaign_days.campaign_day_key,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        {{ money('campaign_days.spend - coalesce(placed_so_far.allocated_amount, 0)') }} as amount,
        cast(0 as bigint) as load_weight
    from campaign_days
    left join allocated_per_campaign_day as placed_so_far
        on campaign_days.campaign_day_key = placed_so_far.campaign_day_key
    where campaign_days.spend <> coalesce(placed_so_far.allocated_amount, 0)
),

unioned as (
    select * from placed
    union all
    select * from left_over
),

pooled as (
    select
        unioned.*,
        campaign_days.store,
        campaign_days.platform,
        campaign_days.campaign_key,
        campaign_days.currency,
        campaign_days.spend_date,
        {{ hash_key([
            "campaign_days.store", "campaign_days.platform", "campaign_days.currency",
            "cast(" ~ dbt.date_trunc('month', 'campaign_days.spend_date') ~ " as date)"
        ]) }} as pool_key,
        case
            when unioned.order_line_key is not null then 'attributed'
            when campaign_days.is_immature then 'immature'
            else 'unattributed'
        end as spend_status
    from unioned
    inner join campaign_days
        on unioned.campaign_day_key = campaign_days.campaign_day_key
),

totals as (
    -- A month's leftovers of a platform, to be borne by the orders that bear its spend already.
    select
        pooled.*,
        cast(sum(
            case
                when pooled.spend_status = 'unattributed'
                    then {{ ten_thousandths('pooled.amount') }}
                else 0
            end
        ) over (partition by pooled.pool_key) as bigint) as pool_units,
        cast(sum(pooled.load_weight) over (partition by pooled.pool_key) as bigint) as pool_weight
    from pooled
),

{{ allocation_steps(
    from_cte='totals', total='pool_units', weight='load_weight', partition_by='pool_key',
    order_by='ad_allocation_key', result='load_units'
) }},

final as (
    select
        allocated.ad_allocation_key,
        allocated.campaign_day_key,
        allocated.store,
        allocated.platform,
        allocated.campaign_key,
        allocated.currency,
        allocated.spend_date,
        allocated.order_id,
        allocated.order_line_key,
        allocated.spend_status,
        allocated.amount as allocated_amount,
        {{ money(
            "case when allocated.spend_status = 'unattributed' and allocated.pool_weight > 0 then 0"
            " else allocated.amount end + coalesce(" ~ from_ten_thousandths('allocated.load_units')
            ~ ", 0)"
        ) }} as fully_loaded_amount
    from allocated
)

select * from final
