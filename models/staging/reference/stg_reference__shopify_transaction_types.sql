with

shopify_transaction_types as (
    select * from {{ ref('shopify_transaction_types') }}
),

final as (
    -- Types compare through normalized_code: the export writes `marketplace sales tax` with blanks.
    select
        transaction_type,
        component,
        measure,
        treatment
    from shopify_transaction_types
)

select * from final
