with

amazon_fee_category_overrides as (
    select * from {{ ref('amazon_fee_category_overrides') }}
),

final as (
    -- The list is empty until a brand has a product that Amazon charges by another category.
    select
        store,
        sku,
        fee_category,
        note
    from amazon_fee_category_overrides
)

select * from final
