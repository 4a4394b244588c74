with

touches_sourced as (
    select * from {{ ref('int_attribution__touches_sourced') }}
),

touches_matched as (
    select * from {{ ref('int_attribution__touches_matched') }}
),

touch_people as (
    select * from {{ ref('int_attribution__touch_people') }}
),

ad_platforms as (
    select * from {{ ref('stg_reference__ad_platforms') }}
),

brand_texts as (
    select * from {{ ref('int_attribution__brand_texts') }}
),

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

campaign_brands as (
    -- A campaign is of the brand when a name of it says so: its id may be all that a link tells.
    select
        ad_spend.store,
        ad_spend.platform,
        ad_spend.campaign_key
    from ad_spend
    inner join brand_texts
        on brand_texts.field = 'campaign'
        and lower(ad_spend.campaign) = brand_texts.searched_text
    where not ad_spend.is_restated
    group by ad_spend.store, ad_spend.platform, ad_spend.campaign_key
),

grouped as (
    -- A link without tags that carries the id of an advertisement is one of its platform.
    select
        touches_matched.*,
        case
            when touches_matched.told_platform is null and touches_matched.ad_platform is not null
                then ad_platforms.channel_group
            else touches_matched.told_channel_group
        end as channel_group,
        ad_platforms.click_window_days
    from touches_matched
    left join ad_platforms
        on touches_matched.ad_platform = ad_platforms.ad_platform
        and ad_platforms.ad_product = 'all'
),

final as (
    select
        touches_sourced.store,
        touches_sourced.touch_id,
        touches_sourced.touch_kind,
        touches_sourced.visitor_id,
        touch_people.customer_label,
        touch_people.person_basis,
        touches_sourced.touched_at,
        touches_sourced.touched_date,
        touches_sourced.source,
        touches_sourced.medium,
        grouped.channel_group,
        grouped.ad_platform,
        grouped.campaign_key,
        touches_sourced.campaign_id_told,
        touches_sourced.campaign_name_told,
        grouped.match_basis,
        grouped.channel_group = 'Direct' as is_direct,
        grouped.channel_group = 'Paid Search'
        and coalesce(
            brand_terms.searched_text, brand_names.searched_text, campaign_brands.campaign_key
        ) is not null as is_brand_search,
        touches_sourced.email_hash is not null as has_email,
        touches_sourced.is_empty,
        touches_sourced.session_order_id,
        cast(
            least(
                {{ var('attribution_lookback_days') }},
                coalesce(grouped.click_window_days, {{ var('attribution_lookback_days') }})
            ) as integer
        ) as window_days
    from touches_sourced
    inner join grouped
        on touches_sourced.store = grouped.store
        and touches_sourced.touch_id = grouped.touch_id
    inner join touch_people
        on touches_sourced.store = touch_people.store
        and touches_sourced.touch_id = touch_people.touch_id
    left join brand_texts as brand_terms
        on touches_sourced.term_text = brand_terms.searched_text
        and brand_terms.field = 'term'
    left join brand_texts as brand_names
        on touches_sourced.campaign_text = brand_names.searched_text
        and brand_names.field = 'campaign'
    left join campaign_brands
        on touches_sourced.store = campaign_brands.store
        and grouped.ad_platform = campaign_brands.platform
        and grouped.campaign_key = campaign_brands.campaign_key
)

select * from final
