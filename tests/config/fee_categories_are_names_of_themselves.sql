-- Property: whoever writes the rate card's own category is understood: as a name it means itself,
-- in the country of its row.
-- Who relies on it: product files and overrides, which may state any name; what-if questions.
-- What would go wrong silently: a file that already names the right category would count as
-- unmapped, or change its category on the way.
with

amazon_fee_categories as (
    select * from {{ ref('amazon_fee_categories') }}
),

fee_category_names as (
    select * from {{ ref('int_products__fee_category_names') }}
)

select
    amazon_fee_categories.fee_category,
    amazon_fee_categories.country,
    fee_category_names.fee_category as meaning
from amazon_fee_categories
left join fee_category_names
    on fee_category_names.fee_category_code
    = {{ normalized_code('amazon_fee_categories.fee_category') }}
    and fee_category_names.country = coalesce(amazon_fee_categories.country, 'US')
where coalesce(fee_category_names.fee_category, '') <> amazon_fee_categories.fee_category
