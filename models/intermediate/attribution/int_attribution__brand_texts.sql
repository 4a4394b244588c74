with

touches_sourced as (
    select * from {{ ref('int_attribution__touches_sourced') }}
),

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

brand_search_patterns as (
    select * from {{ ref('stg_reference__brand_search_patterns') }}
),

texts as (
    select 'campaign' as field, touches_sourced.campaign_text as searched_text
    from touches_sourced
    union distinct
    select 'campaign' as field, lower(ad_spend.campaign) as searched_text
    from ad_spend
    union distinct
    select 'term' as field, touches_sourced.term_text as searched_text
    from touches_sourced
),

final as (
    -- `Nonbrand` has the word brand in it: a pattern that says no is stronger.
    select
        texts.field,
        texts.searched_text
    from texts
    inner join brand_search_patterns
        on texts.field = brand_search_patterns.field
        and {{ fits('texts.searched_text', 'brand_search_patterns.pattern') }}
    group by texts.field, texts.searched_text
    having min(case when brand_search_patterns.is_brand then 1 else 0 end) = 1
)

select * from final
