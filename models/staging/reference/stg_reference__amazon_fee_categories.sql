with

amazon_fee_categories as (
    select * from {{ ref('amazon_fee_categories') }}
),

final as (
    -- Names compare through normalized_code; a row with a country goes before the one without.
    select
        category_name,
        country,
        fee_category
    from amazon_fee_categories
)

select * from final
