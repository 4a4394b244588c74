-- Property: no two rows of shopify_transaction_types name the same type once case, blanks and
-- punctuation are taken away.
-- Who relies on it: the payments model, which joins on the normalized type.
-- What would go wrong silently: a payment that meets two rows appears twice, and its card fee with
-- it.
with

shopify_transaction_types as (
    select * from {{ ref('shopify_transaction_types') }}
)

select
    {{ normalized_code('shopify_transaction_types.transaction_type') }} as transaction_code,
    count(*) as row_count
from shopify_transaction_types
group by {{ normalized_code('shopify_transaction_types.transaction_type') }}
having count(*) > 1
