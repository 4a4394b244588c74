with

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

name_per_day as (
    -- The last row of a day says what the campaign was called.
    select
        ad_spend.store,
        ad_spend.platform,
        ad_spend.campaign_key,
        ad_spend.campaign_id,
        ad_spend.campaign as campaign_name,
        ad_spend.spend_date,
        row_number() over (
            partition by
                ad_spend.store, ad_spend.platform, ad_spend.campaign_key, ad_spend.spend_date
            order by ad_spend.source_file desc nulls last, ad_spend.source_line desc nulls last
        ) as place_in_day
    from ad_spend
    where ad_spend.campaign_key <> 'unknown'
        and not ad_spend.is_restated
),

compared as (
    select
        name_per_day.*,
        lag(name_per_day.campaign_name) over (
            partition by
                name_per_day.store, name_per_day.platform, name_per_day.campaign_key
            order by name_per_day.spend_date
        ) as former_name
    from name_per_day
    where name_per_day.place_in_day = 1
),

renamed as (
    select
        compared.*,
        lead(compared.spend_date) over (
            partition by compared.store, compared.platform, compared.campaign_key
            order by compared.spend_date
        ) as next_renamed_date
    from compared
    where coalesce(compared.former_name <> compared.campaign_name, true)
),

final as (
    -- A name is in force from the first day that a report shows it until the day of the next.
    select
        {{ hash_key([
            "renamed.store", "renamed.platform", "renamed.campaign_key", "renamed.spend_date"
        ]) }} as ad_campaign_history_key,
        {{ hash_key(["renamed.store", "renamed.platform", "renamed.campaign_key"]) }}
            as ad_campaign_key,
        renamed.store,
        renamed.platform,
        renamed.campaign_id,
        renamed.campaign_name,
        renamed.spend_date as valid_from,
        renamed.next_renamed_date as valid_to
    from renamed
)

select * from final
