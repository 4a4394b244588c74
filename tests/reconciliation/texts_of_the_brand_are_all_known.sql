-- Property: a campaign's name or a searched term that a pattern of the brand fits, and none that
-- says no, is known as a text of the brand.
-- Who relies on it: whoever tells searches for the brand's own name from those that win customers.
-- What would go wrong silently: a search for the brand would count as one that found a stranger.
with

touches_sourced as (
    select * from {{ ref('int_attribution__touches_sourced') }}
),

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

patterns as (
    select * from {{ ref('stg_reference__brand_search_patterns') }}
),

told as (
    select
        'campaign' as field,
        touches_sourced.campaign_text as searched_text
    from touches_sourced
    union distinct
    select
        'term' as field,
        touches_sourced.term_text as searched_text
    from touches_sourced
    union distinct
    select
        'campaign' as field,
        lower(ad_spend.campaign) as searched_text
    from ad_spend
),

fitting as (
    select
        told.field,
        told.searched_text,
        patterns.is_brand
    from told
    inner join patterns
        on told.field = patterns.field
        and {{ fits('told.searched_text', 'patterns.pattern') }}
),

not_known as (
    select
        field,
        searched_text
    from fitting
    where is_brand
    except
    select
        field,
        searched_text
    from fitting
    where not is_brand
    except
    select
        field,
        searched_text
    from {{ ref('int_attribution__brand_texts') }}
)

select * from not_known
