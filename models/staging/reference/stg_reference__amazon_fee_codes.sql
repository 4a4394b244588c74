with

amazon_fee_codes as (
    select * from {{ ref('amazon_fee_codes') }}
),

final as (
    -- A component without a row is a fee code of its own, which no rate card covers.
    select
        component,
        fee_code
    from amazon_fee_codes
)

select * from final
