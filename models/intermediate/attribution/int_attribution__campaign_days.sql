with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

products_advertised as (
    select * from {{ ref('int_ads__products_advertised') }}
),

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

newest_days as (
    select
        orders_kept.store,
        max(orders_kept.sale_date) as newest_date
    from orders_kept
    group by orders_kept.store
),

spent as (
    -- A report by product says for each product what its advertising cost; others say it for the
    -- campaign. What another report says, too, was spent once. A total over days stays apart.
    select
        ad_spend.store,
        ad_spend.platform,
        ad_spend.campaign_key,
        ad_spend.currency,
        ad_spend.period_start_date,
        ad_spend.spend_date,
        products_advertised.advertised_sku,
        case when products_advertised.advertised_sku is null
                then products_advertised.advertised_asin
        end as advertised_asin,
        {{ money('sum(ad_spend.spend - ad_spend.witnessed_spend)') }} as spend,
        min(ad_spend.source_file) as source_file,
        min(ad_spend.source_line) as source_line,
        max(ad_spend.batch_id) as batch_id
    from ad_spend
    left join products_advertised
        on ad_spend.ad_spend_key = products_advertised.ad_spend_key
    where not ad_spend.is_restated
    group by
        ad_spend.store, ad_spend.platform, ad_spend.campaign_key, ad_spend.currency,
        ad_spend.period_start_date, ad_spend.spend_date, products_advertised.advertised_sku,
        case when products_advertised.advertised_sku is null
                then products_advertised.advertised_asin
        end
),

final as (
    -- Fractions of a cent are rounded once here; what the rounding leaves stays with the campaign.
    select
        {{ hash_key([
            "spent.store", "spent.platform", "spent.campaign_key", "spent.currency",
            "spent.period_start_date", "spent.spend_date", "spent.advertised_sku",
            "spent.advertised_asin"
        ]) }} as campaign_day_key,
        spent.store,
        spent.platform,
        spent.campaign_key,
        spent.currency,
        spent.period_start_date,
        spent.spend_date,
        spent.period_start_date < spent.spend_date as is_multi_day,
        spent.advertised_sku,
        spent.advertised_asin,
        spent.advertised_sku is not null or spent.advertised_asin is not null as is_by_product,
        spent.spend,
        {{ cents('spent.spend') }} as spend_cents,
        coalesce(
            {{ days_between('spent.spend_date', 'newest_days.newest_date') }}
            < {{ var('attribution_lookback_days') }},
            true
        ) as is_immature,
        spent.source_file,
        spent.source_line,
        spent.batch_id
    from spent
    left join newest_days
        on spent.store = newest_days.store
    where spent.spend <> 0
)

select * from final
