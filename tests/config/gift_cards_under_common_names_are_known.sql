-- Property: the names under which shops commonly sell a gift card are known by gift_card_names, and
-- goods and services whose names are like them are not.
-- Who relies on it: revenue. The CSV of orders tells a gift card by its name alone.
-- What would go wrong silently: a gift card would be revenue on the day it is sold, and again on
-- the day it is spent; or a service would be no revenue at all.
with

gift_card_names as (
    select * from {{ ref('stg_reference__gift_card_names') }}
),

cases as (
    select 'Gift Voucher - $50.00' as product_name, 1 as is_gift_card
    union all
    select 'Gift Certificate' as product_name, 1 as is_gift_card
    union all
    select 'eGift' as product_name, 1 as is_gift_card
    union all
    select 'E-Gift Card 25' as product_name, 1 as is_gift_card
    union all
    select 'Digital Giftcard' as product_name, 1 as is_gift_card
    union all
    select 'Digitale Geschenkkarte' as product_name, 1 as is_gift_card
    union all
    select 'Chèque cadeau 30 €' as product_name, 1 as is_gift_card
    union all
    select 'Bon cadeau' as product_name, 1 as is_gift_card
    union all
    select 'Bon d''achat 50' as product_name, 1 as is_gift_card
    union all
    select 'Cadeaukaart' as product_name, 1 as is_gift_card
    union all
    select 'Vale regalo' as product_name, 1 as is_gift_card
    union all
    select 'Buono acquisto' as product_name, 1 as is_gift_card
    union all
    select 'Vale-presente' as product_name, 1 as is_gift_card
    union all
    select 'Presentkort 500 kr' as product_name, 1 as is_gift_card
    union all
    select 'Gavekort' as product_name, 1 as is_gift_card
    union all
    select 'Gift wrap' as product_name, 0 as is_gift_card
    union all
    select 'Handmade-gift message' as product_name, 0 as is_gift_card
    union all
    select 'Free gift' as product_name, 0 as is_gift_card
    union all
    select 'Geschenkverpackung' as product_name, 0 as is_gift_card
    union all
    select 'Emballage cadeau' as product_name, 0 as is_gift_card
    union all
    select 'Confezione con carta regalo' as product_name, 0 as is_gift_card
    union all
    select 'Custom engraving' as product_name, 0 as is_gift_card
),

names_found as (
    select
        cases.product_name,
        cases.is_gift_card,
        count(gift_card_names.gift_card_name) as name_count
    from cases
    left join gift_card_names
        on lower(cases.product_name) like '%' || gift_card_names.gift_card_name || '%'
    group by cases.product_name, cases.is_gift_card
)

select
    names_found.product_name,
    names_found.is_gift_card,
    names_found.name_count
from names_found
where names_found.is_gift_card <> least(names_found.name_count, 1)
