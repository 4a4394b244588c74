-- Property: every category in amazon_fee_category_overrides is a name that amazon_fee_categories
-- knows.
-- Who relies on it: whoever corrects the category of a product there.
-- What would go wrong silently: a misspelled override decides nothing, and the category that it was
-- to correct stays.
with

overrides as (
    select * from {{ ref('amazon_fee_category_overrides') }}
),

amazon_fee_categories as (
    select * from {{ ref('amazon_fee_categories') }}
)

select
    overrides.store,
    overrides.sku,
    overrides.fee_category
from overrides
left join amazon_fee_categories
    on {{ normalized_code('overrides.fee_category') }}
    = {{ normalized_code('amazon_fee_categories.category_name') }}
where amazon_fee_categories.category_name is null
