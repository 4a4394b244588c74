with

amazon_fee_categories as (
    select * from {{ ref('stg_reference__amazon_fee_categories') }}
),

marketplaces as (
    select * from {{ ref('stg_reference__marketplaces') }}
),

countries as (
    select marketplaces.country
    from marketplaces
    group by marketplaces.country
),

meant_everywhere as (
    -- A name without a country means the same category wherever no row says otherwise.
    select
        countries.country,
        {{ normalized_code('amazon_fee_categories.category_name') }} as fee_category_code,
        amazon_fee_categories.fee_category
    from amazon_fee_categories
    cross join countries
    where amazon_fee_categories.country is null
),

meant_in_one_country as (
    select
        amazon_fee_categories.country,
        {{ normalized_code('amazon_fee_categories.category_name') }} as fee_category_code,
        amazon_fee_categories.fee_category
    from amazon_fee_categories
    where amazon_fee_categories.country is not null
),

final as (
    select
        coalesce(meant_in_one_country.country, meant_everywhere.country) as country,
        coalesce(meant_in_one_country.fee_category_code, meant_everywhere.fee_category_code)
            as fee_category_code,
        coalesce(meant_in_one_country.fee_category, meant_everywhere.fee_category) as fee_category
    from meant_everywhere
    full outer join meant_in_one_country
        on meant_everywhere.country = meant_in_one_country.country
        and meant_everywhere.fee_category_code = meant_in_one_country.fee_category_code
)

select * from final
