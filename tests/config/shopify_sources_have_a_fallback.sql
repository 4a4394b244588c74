-- Property: shopify_sources says what an empty source and an unknown source mean.
-- Who relies on it: the channel of every Shopify order.
-- What would go wrong silently: orders of a new app would have no channel and drop out of the
-- report by channel.
with

expected as (
    select '(blank)' as source_name
    union all
    select '*' as source_name
),

shopify_sources as (
    select * from {{ ref('shopify_sources') }}
)

select expected.source_name
from expected
left join shopify_sources
    on expected.source_name = shopify_sources.source_name
where shopify_sources.channel_name is null
