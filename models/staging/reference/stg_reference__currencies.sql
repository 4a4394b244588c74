with

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    -- ecb_column is the column of the rate file; it is null for the euro and for currencies without a rate.
    select
        currency,
        currency_name,
        ecb_column,
        minor_unit
    from currencies
)

select * from final
