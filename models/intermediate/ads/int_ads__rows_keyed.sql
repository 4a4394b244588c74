with

report_rows as (
    select * from {{ ref('int_ads__report_rows') }}
),

ids_per_name as (
    select
        report_rows.store,
        report_rows.platform,
        report_rows.report,
        report_rows.currency,
        report_rows.campaign,
        min(report_rows.campaign_id) as campaign_id
    from report_rows
    where report_rows.campaign_id is not null
    group by
        report_rows.store, report_rows.platform, report_rows.report, report_rows.currency,
        report_rows.campaign
    having min(report_rows.campaign_id) = max(report_rows.campaign_id)
),

files as (
    select
        report_rows.store,
        report_rows.report,
        report_rows.source_file,
        max(report_rows.period_end_date) as file_as_of,
        count(report_rows.region) as region_count
    from report_rows
    group by report_rows.store, report_rows.report, report_rows.source_file
),

keyed as (
    -- A campaign is its id, whatever it is called; a row without an id is the one campaign of
    -- its name, and where no file gives an id the name is all there is.
    select
        report_rows.*,
        coalesce(report_rows.campaign_id, ids_per_name.campaign_id) as known_campaign_id,
        coalesce(report_rows.campaign_id, ids_per_name.campaign_id, report_rows.campaign)
            as campaign_key,
        -- A file broken down by region has rows of no region too: together they are the day.
        case when report_rows.campaign_id is null then 'name' else 'id' end
        || case when report_rows.country is null then '' else ' and country' end
        || case when files.region_count = 0 then '' else ' and region' end as told_by,
        files.file_as_of
    from report_rows
    inner join files
        on report_rows.store = files.store
        and report_rows.report = files.report
        and report_rows.source_file = files.source_file
    left join ids_per_name
        on report_rows.store = ids_per_name.store
        and report_rows.platform = ids_per_name.platform
        and report_rows.report = ids_per_name.report
        and report_rows.currency = ids_per_name.currency
        and report_rows.campaign = ids_per_name.campaign
),

periods as (
    select
        keyed.*,
        {{ hash_key([
            "keyed.store", "keyed.platform", "keyed.report", "keyed.currency",
            "keyed.campaign_key"
        ]) }} as campaign_account_key,
        {{ hash_key([
            "keyed.store", "keyed.platform", "keyed.report", "keyed.currency",
            "keyed.campaign_key", "keyed.period_start_date", "keyed.period_end_date"
        ]) }} as period_key
    from keyed
),

newest as (
    select
        periods.*,
        first_value(periods.told_by) over (
            partition by periods.period_key
            order by
                periods.file_as_of desc nulls last,
                periods.loaded_at desc nulls last,
                periods.source_file desc nulls last,
                periods.source_line desc nulls last
            rows between unbounded preceding and unbounded following
        ) as newest_told_by
    from periods
),

final as (
    -- A newer export with other columns, with the id now, the country or regions, says the same
    -- period again: landing cannot see that, so the older one is told here to be restated.
    select
        newest.ad_spend_key,
        newest.store,
        newest.platform,
        newest.report,
        newest.campaign,
        newest.known_campaign_id as campaign_id,
        newest.campaign_key,
        newest.region,
        newest.campaign_account_key,
        newest.period_key,
        newest.period_start_date,
        newest.period_end_date,
        newest.is_multi_day,
        newest.told_by <> newest.newest_told_by as is_restated,
        newest.currency,
        newest.spend,
        newest.impressions,
        newest.clicks,
        newest.source_file,
        newest.source_line,
        newest.batch_id
    from newest
)

select * from final
