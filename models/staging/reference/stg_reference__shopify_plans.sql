with

shopify_plans as (
    select * from {{ ref('shopify_plans') }}
),

final as (
    -- A plan without an end lasts.
    select
        store,
        country,
        plan,
        pays_fee_on_store_credit,
        is_third_party_fee_waived,
        effective_from,
        coalesce(effective_to, {{ far_future() }}) as effective_to
    from shopify_plans
)

select * from final
