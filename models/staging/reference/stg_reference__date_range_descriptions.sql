with

date_range_descriptions as (
    select * from {{ ref('date_range_descriptions') }}
),

final as (
    -- Charges of the account are told apart by their description alone.
    select
        description,
        amount_type,
        amount_description
    from date_range_descriptions
)

select * from final
