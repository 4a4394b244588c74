with

date_range_columns as (
    select * from {{ ref('date_range_columns') }}
),

final as (
    -- The column of a report tells what the rows of a settlement tell by type and description.
    select
        amount_column,
        amount_type,
        amount_description
    from date_range_columns
)

select * from final
