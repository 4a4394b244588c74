with

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

final as (
    -- A settlement only says how many units came back; what so many are worth is counted out here.
    select
        cast(hundreds.digit * 100 + tens.digit * 10 + ones.digit as bigint) as units
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones
    where hundreds.digit + tens.digit + ones.digit > 0
)

select * from final
