with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

counted as (
    select
        ad_spend.ad_spend_key,
        'campaign_spend' as component,
        'ad_spend' as measure,
        'pnl' as ledger_role,
        ad_spend.spend - ad_spend.witnessed_spend as spend
    from ad_spend
),

witnessed as (
    -- A total over several days says again what its days say, an older export what a newer one
    -- does.
    select
        ad_spend.ad_spend_key,
        case
            when ad_spend.is_restated then 'campaign_spend_restated'
            else 'campaign_spend_of_several_days'
        end as component,
        cast(null as {{ dbt.type_string() }}) as measure,
        'evidence' as ledger_role,
        ad_spend.witnessed_spend as spend
    from ad_spend
),

unioned as (
    select * from counted
    union all
    select * from witnessed
),

final as (
    -- Spend is kept by campaign and day; nothing is lost because a campaign sold nothing.
    select
        ad_spend.store,
        'ad_spend' as event_type,
        ad_spend.spend_date as event_date,
        ad_spend.spend_date as posted_date,
        ad_spend.spend_date as fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        unioned.component,
        unioned.measure,
        unioned.ledger_role,
        'actual' as basis,
        ad_spend.currency,
        -unioned.spend as amount,
        ad_spend.report,
        ad_spend.source_file as document_id,
        ad_spend.platform,
        ad_spend.campaign_key as campaign,
        ad_spend.source_file,
        ad_spend.source_line,
        ad_spend.batch_id
    from unioned
    inner join ad_spend
        on unioned.ad_spend_key = ad_spend.ad_spend_key
    where unioned.spend <> 0
)

select * from final
