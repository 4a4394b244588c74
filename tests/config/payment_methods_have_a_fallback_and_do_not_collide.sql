-- Property: payment_methods says of each field what a text without a row means, and no two rows
-- name the same text once case, blanks and punctuation are taken away.
-- Who relies on it: the way of paying of every Shopify order and payment.
-- What would go wrong silently: a payment of a new gateway would vanish from the expected fees, and
-- one that meets two rows would be priced twice.
with

payment_methods as (
    select * from {{ ref('payment_methods') }}
),

fields as (
    select 'payment_method' as field
    union all
    select 'payment_type' as field
    union all
    select 'card_brand' as field
    union all
    select 'card_source' as field
),

coded as (
    -- An asterisk has no letter and would look like a blank text.
    select
        payment_methods.field,
        case
            when payment_methods.value = '*' then '*'
            else {{ normalized_code('payment_methods.value') }}
        end as value_code
    from payment_methods
)

select
    fields.field,
    '*' as value_code,
    'no fallback' as fault
from fields
left join coded
    on fields.field = coded.field
    and coded.value_code = '*'
where coded.field is null
union all
select
    coded.field,
    coded.value_code,
    'named ' || cast(count(*) as {{ dbt.type_string() }}) || ' times' as fault
from coded
group by coded.field, coded.value_code
having count(*) > 1
