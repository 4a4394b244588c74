-- Property: every Amazon marketplace in the landed data is in the seed marketplaces; multi-channel
-- fulfillment (`Non-Amazon`) and stores of a brand's own (`<name>.stores.amazon.com`) are none.
-- Who relies on it: the tax reading of prices and the meaning of local dates.
-- What would go wrong silently: prices of a new country would count as free of tax.
{{ config(severity='warn') }}
with

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

all_orders as (
    select * from {{ ref('stg_amazon__all_orders') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

landed as (
    select
        settlements.source_file,
        lower(settlements.marketplace_name) as marketplace_name
    from settlements
    union all
    select
        all_orders.source_file,
        lower(all_orders.sales_channel) as marketplace_name
    from all_orders
)

select
    landed.source_file,
    landed.marketplace_name,
    count(*) as row_count
from landed
left join marketplaces
    on landed.marketplace_name = lower(marketplaces.marketplace_name)
where landed.marketplace_name is not null
    and landed.marketplace_name not like 'non-amazon%'
    and landed.marketplace_name not like '%.stores.amazon.%'
    and marketplaces.marketplace_name is null
group by landed.source_file, landed.marketplace_name
