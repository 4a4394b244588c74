-- Property: the macros that read the tags of links say what their examples say.
-- Who relies on it: the source, the campaign and the channel group of every visit.
-- What would go wrong silently: an escaped campaign would match no advertisement and look unpaid for.
with

tags as (
    select
        1 as case_id,
        'Brand+-+Search' as told,
        'brand - search' as decoded,
        'brandsearch' as code,
        'none' as bytes
    union all
    select 2, 'SP%20%7c%20Auto', 'sp | auto', 'spauto', 'none'
    union all
    select 3, '%2520', '%20', '20', 'none'
    union all
    select 4, 'C01_Prospecting*', 'c01_prospecting*', 'c01prospecting', 'none'
    union all
    select 5, 'Guide%20%F0%9F%8E%81', 'guide %f0%9f%8e%81', 'guidef09f8e81', 'guide 4'
    union all
    select 6, 'guide 🎁', 'guide 🎁', 'guide🎁', 'guide 4'
    union all
    select 7, 'it''s', 'it''s', 'its', 'none'
),

addresses as (
    select
        1 as case_id,
        'https://www.Google.com/search?q=mug' as address,
        'google.com' as host
    union all
    select 2, 'l.instagram.com', 'l.instagram.com'
    union all
    select 3, '/products/mug', 'none'
    union all
    select 4, 'http://shop.example:8080#top', 'shop.example'
    union all
    select 5, 'android-app://com.google.android.gm/', 'com.google.android.gm'
),

queries as (
    select
        1 as case_id,
        '/mug?utm_source=google&gclid=&a=1#top' as address,
        '&utm_source=google&gclid=&a=1' as query_text,
        'google' as tag_told
    union all
    select 2, '/mug', 'none', 'none'
    union all
    select 3, '/mug?my_utm_source=x', '&my_utm_source=x', 'none'
    union all
    select 4, '/mug#?utm_source=x', 'none', 'none'
    union all
    select 5, '/mug?q=a?b&utm_source=%20', '&q=a?b&utm_source=%20', '%20'
    union all
    select 6, '/mug?utm_source=&utm_medium=cpc', '&utm_source=&utm_medium=cpc', 'none'
),

words as (
    select
        1 as case_id,
        ' google ' as word,
        'google' as told,
        'google' as code
    union all
    select 2, '(not set)', 'none', 'none'
    union all
    select 3, 'undefined', 'none', 'none'
    union all
    select 4, '-', 'none', 'none'
    union all
    select 5, 'paid_social media', 'paid_social media', 'paid-social-media'
    union all
    select 6, 'www.bing.com', 'www.bing.com', 'bing.com'
),

patterns as (
    select
        1 as case_id,
        'l.facebook.com' as word,
        '*.facebook.*' as pattern,
        1 as is_fit
    union all
    select 2, 'facebook.com', '*.facebook.*', 0
    union all
    select 3, 'cpc', 'cp*', 1
    union all
    select 4, 'xcpc', 'cp*', 0
    union all
    select 5, 'anything', '*', 1
),

ages as (
    select
        1 as case_id,
        cast(0 as bigint) as age_seconds,
        cast(1073741824 as bigint) as weight
    union all
    select 2, 604800, 536870912
    union all
    select 3, 1209600, 268435456
    union all
    select 4, 2419200, 67108864
    union all
    select 5, 86400, 972513379
    union all
    select 6, 16777215, 5
    union all
    select 7, 17000000, 4
    union all
    select 8, 63072000, 0
),

told as (
    select
        words.*,
        {{ told_text('words.word') }} as told_found
    from words
),

found as (
    select
        'tag' as fault,
        tags.case_id,
        tags.decoded as expected,
        {{ decoded_text('tags.told') }} as found
    from tags
    union all
    select 'code', tags.case_id, tags.code, {{ name_code('tags.decoded') }}
    from tags
    union all
    select 'bytes', tags.case_id, tags.bytes, coalesce({{ name_bytes('tags.decoded') }}, 'none')
    from tags
    union all
    select
        'address', addresses.case_id, addresses.host,
        coalesce({{ site_of(host_of('addresses.address')) }}, 'none')
    from addresses
    union all
    select
        'query', queries.case_id, queries.query_text,
        coalesce({{ query_of('queries.address') }}, 'none')
    from queries
    union all
    select
        'tag of a query', queries.case_id, queries.tag_told,
        coalesce({{ query_tag('queries.query_text', 'utm_source') }}, 'none')
    from queries
    union all
    select 'word', told.case_id, told.told, coalesce(told.told_found, 'none')
    from told
    union all
    select 'spelling', told.case_id, told.code, coalesce({{ tag_code('told.told_found') }}, 'none')
    from told
)

select found.fault, found.case_id
from found
where found.found <> found.expected
union all
select 'pattern' as fault, patterns.case_id
from patterns
where case when {{ fits('patterns.word', 'patterns.pattern') }} then 1 else 0 end <> patterns.is_fit
union all
select 'age' as fault, ages.case_id
from ages
where abs({{ half_life_weight('ages.age_seconds') }} - ages.weight)
    > case when ages.weight = 0 then 0 else 32 end
