-- Property: a listed product whose category Amazon's fee categories know has a fee category, and a
-- name of a category means one in every country of a marketplace, in the seed's own country the
-- seed's own.
-- Who relies on it: every expected referral fee.
-- What would go wrong silently: a product without a category has no expected fee, and nobody would
-- see what is charged too much of it.
with

fee_categories as (
    select * from {{ ref('int_products__fee_categories') }}
),

fee_category_names as (
    select * from {{ ref('int_products__fee_category_names') }}
),

products as (
    select * from {{ ref('stg_reference__products') }}
    where record_type = 'data'
),

names as (
    select
        {{ normalized_code('category_name') }} as fee_category_code,
        country,
        fee_category
    from {{ ref('stg_reference__amazon_fee_categories') }}
),

countries as (
    select country
    from {{ ref('stg_reference__marketplaces') }}
    group by country
)

select
    products.sku as wanted,
    names.fee_category_code
from products
inner join names
    on names.fee_category_code in (
        {{ normalized_code('products.amazon_fee_category') }},
        {{ normalized_code('products.category') }}
    )
left join fee_categories
    on products.store = fee_categories.store
    and products.sku = fee_categories.sku
where fee_categories.sku is null
union all
select
    countries.country as wanted,
    names.fee_category_code
from countries
inner join names
    on coalesce(names.country, countries.country) = countries.country
left join fee_category_names
    on countries.country = fee_category_names.country
    and names.fee_category_code = fee_category_names.fee_category_code
where fee_category_names.country is null
    or (
        names.country is not null
        and fee_category_names.fee_category <> names.fee_category
    )
