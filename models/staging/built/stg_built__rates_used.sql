with

rates_used as (
    select * from {{ source('built', 'rates_used') }}
),

final as (
    -- A day without a rate is here too: the rate may land later.
    select
        store,
        order_number,
        currency,
        rate,
        valid_on
    from rates_used
)

select * from final
