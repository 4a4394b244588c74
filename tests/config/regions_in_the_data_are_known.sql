{{ config(severity='warn') }}
-- Property: every state in Amazon orders that go to the United States, and every region in
-- advertising reports, is one of us_regions or of its spellings.
-- Who relies on it: the comparison of regions that tells what advertising does to Amazon sales.
-- What would go wrong silently: nothing is lost, the totals have it as unknown, but the sales or
-- the spend of a state would look lower than they are.
with

orders_kept as (
    select * from {{ ref('int_orders__orders_kept') }}
),

spend as (
    select * from {{ ref('int_ads__spend') }}
),

region_names as (
    select * from {{ ref('int_halo__region_names') }}
),

written as (
    select
        'amazon orders' as source,
        orders_kept.region,
        {{ normalized_code('orders_kept.region') }} as spelling_code
    from orders_kept
    where orders_kept.platform = 'amazon'
        and upper(orders_kept.country) = 'US'
        and orders_kept.region is not null
    union all
    select
        spend.platform as source,
        spend.region,
        {{ region_text_code('spend.region') }} as spelling_code
    from spend
    where spend.region is not null
        and lower(spend.region) not in ('unknown', 'unspecified', 'other')
)

select
    written.source,
    written.region,
    count(*) as row_count
from written
left join region_names
    on written.spelling_code = region_names.spelling_code
where region_names.region is null
group by written.source, written.region
