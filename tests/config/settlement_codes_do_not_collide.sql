-- Property: no two rows of settlement_amount_types name the same code once case, blanks and
-- punctuation are taken away.
-- Who relies on it: the classification of every settlement amount, which joins on the normalized
-- code.
-- What would go wrong silently: an amount that meets two rows is booked twice, and the fees of that
-- code double.
with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
),

coded as (
    -- An asterisk has no letter and would look like a blank description.
    select
        case
            when settlement_amount_types.transaction_type = '*' then '*'
            else {{ normalized_code('settlement_amount_types.transaction_type') }}
        end as transaction_code,
        {{ normalized_code('settlement_amount_types.amount_type') }} as amount_code,
        case
            when settlement_amount_types.amount_description = '*' then '*'
            else coalesce({{ settlement_code('settlement_amount_types.amount_description') }}, '')
        end as description_code
    from settlement_amount_types
)

select
    coded.transaction_code,
    coded.amount_code,
    coded.description_code,
    count(*) as row_count
from coded
group by coded.transaction_code, coded.amount_code, coded.description_code
having count(*) > 1
