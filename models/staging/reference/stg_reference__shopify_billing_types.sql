with

shopify_billing_types as (
    select * from {{ ref('shopify_billing_types') }}
),

final as (
    -- Types compare through normalized_code: bills write them in words, apps in snake case.
    select
        charge_type,
        component,
        measure,
        treatment
    from shopify_billing_types
)

select * from final
