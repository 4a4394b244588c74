-- Property: no two rows of shopify_billing_types name the same type once case, blanks and
-- punctuation are taken away.
-- Who relies on it: the classification of bills, which joins on the normalized type.
-- What would go wrong silently: a charge that meets two rows counts twice.
with

billing_types as (
    select * from {{ ref('shopify_billing_types') }}
)

select
    {{ normalized_code('billing_types.charge_type') }} as charge_code,
    count(*) as row_count
from billing_types
group by {{ normalized_code('billing_types.charge_type') }}
having count(*) > 1
