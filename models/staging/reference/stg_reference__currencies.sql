with

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    -- The euro and currencies that the bank does not quote have no ecb_column.
    select
        currency,
        currency_name,
        ecb_column,
        minor_unit
    from currencies
)

select * from final
