-- Property: no two rows of amazon_fee_categories are the same name of one country once case, blanks
-- and punctuation are taken away, and something is left of each name.
-- Who relies on it: the fee category of every product, which joins on the normalized name.
-- What would go wrong silently: a name that meets two rows is decided by chance, and a name without
-- letters would meet every category that is written in another script.
with

amazon_fee_categories as (
    select * from {{ ref('amazon_fee_categories') }}
)

select
    {{ normalized_code('amazon_fee_categories.category_name') }} as fee_category_code,
    amazon_fee_categories.country,
    count(*) as row_count
from amazon_fee_categories
group by
    {{ normalized_code('amazon_fee_categories.category_name') }},
    amazon_fee_categories.country
having count(*) > 1
    or {{ normalized_code('amazon_fee_categories.category_name') }} = ''
