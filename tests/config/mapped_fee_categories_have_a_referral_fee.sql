-- Property: every category that amazon_fee_categories names stands in referral_fees for the country
-- of its row, a row without a country for the United States; unverified rates count too.
-- Who relies on it: the expected referral fee of whatever is sold in the category.
-- What would go wrong silently: a category with a typing error has no card, and all of its sales
-- are `no_card`.
with

amazon_fee_categories as (
    select * from {{ ref('stg_reference__amazon_fee_categories') }}
),

referral_fees as (
    select * from {{ ref('referral_fees') }}
),

carded as (
    select
        referral_fees.country,
        referral_fees.fee_category
    from referral_fees
    group by referral_fees.country, referral_fees.fee_category
)

select
    amazon_fee_categories.category_name,
    amazon_fee_categories.country,
    amazon_fee_categories.fee_category
from amazon_fee_categories
left join carded
    on coalesce(amazon_fee_categories.country, 'US') = carded.country
    and amazon_fee_categories.fee_category = carded.fee_category
where carded.fee_category is null
