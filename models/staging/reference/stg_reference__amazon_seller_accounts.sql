with

amazon_seller_accounts as (
    select * from {{ ref('amazon_seller_accounts') }}
),

final as (
    -- Ranges of one store and country do not overlap: tests/config.
    select
        store,
        country,
        selling_plan,
        note,
        fee_tax_rate,
        digital_services_rate,
        effective_from,
        effective_to
    from amazon_seller_accounts
)

select * from final
