with

payment_methods as (
    select * from {{ ref('payment_methods') }}
),

final as (
    -- An asterisk stands for any other text; the others compare as codes, `(blank)` as `blank`.
    select
        field,
        case when value = '*' then '*' else {{ normalized_code('value') }} end as value_code,
        gateway,
        third_party_fee,
        channel,
        card_class
    from payment_methods
)

select * from final
