with

date_range_types as (
    select * from {{ ref('date_range_types') }}
),

final as (
    -- The report speaks the language of the account.
    select
        type,
        transaction_type
    from date_range_types
)

select * from final
