-- Property: what the reports of Amazon say was advertised is said of the row of spend that it
-- stands in, and of every such row.
-- Who relies on it: advertising that is borne by the sales of one product.
-- What would go wrong silently: spend on a product would be shared by all orders of its day.
with

told as (
    select store, source_file, source_line, advertised_sku, advertised_asin
    from {{ ref('stg_amazon_ads__sponsored_products') }}
    where record_type = 'data'
    union all
    select store, source_file, source_line, advertised_sku, advertised_asin
    from {{ ref('stg_amazon_ads__sponsored_brands') }}
    where record_type = 'data'
    union all
    select store, source_file, source_line, advertised_sku, advertised_asin
    from {{ ref('stg_amazon_ads__sponsored_display') }}
    where record_type = 'data'
),

placed as (
    select
        spend.store,
        spend.source_file,
        spend.source_line,
        products_advertised.advertised_sku,
        products_advertised.advertised_asin
    from {{ ref('int_ads__spend') }} as spend
    inner join {{ ref('int_ads__products_advertised') }} as products_advertised
        on spend.ad_spend_key = products_advertised.ad_spend_key
),

not_placed as (
    select * from told
    where coalesce(advertised_sku, advertised_asin) is not null
    except
    select * from placed
),

not_told as (
    select * from placed
    except
    select * from told
)

select
    not_placed.store,
    not_placed.source_file,
    not_placed.source_line,
    not_placed.advertised_sku,
    not_placed.advertised_asin,
    'told and not placed' as fault
from not_placed
union all
select
    not_told.store,
    not_told.source_file,
    not_told.source_line,
    not_told.advertised_sku,
    not_told.advertised_asin,
    'placed and not told' as fault
from not_told
