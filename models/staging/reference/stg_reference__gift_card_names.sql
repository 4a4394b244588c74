with

gift_card_names as (
    select * from {{ ref('gift_card_names') }}
),

final as (
    -- Words in lower case that stand in the name of a product that is a gift card.
    select
        gift_card_name,
        language_code
    from gift_card_names
)

select * from final
