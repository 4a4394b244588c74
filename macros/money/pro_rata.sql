{#- pro_rata(amount, part, whole): the share of an amount that falls to a part of a whole, to the cent, rounded half away from zero,
    as numeric(18,2). Null where the whole is 0.

    in:  119.00, 19.00, 119.00      out: 19.00
    in:  -39.99, 1, 2               out: -20.00      (19.995 moves away from zero)

    All three count with 2 decimals; the product is taken in whole numbers, so nothing is lost on the way. -#}
{% macro pro_rata(amount, part, whole) -%}
    {{ quotient_rounded(
        scaled_integer(amount, 2) ~ ' * ' ~ scaled_integer(part, 2), scaled_integer(whole, 2), 2
    ) }}
{%- endmacro %}


{#- unsettled_share(amount, line): the share of an amount that falls to the units of an Amazon line which no settlement has told yet,
    while it has told others.

    in:  40.00, 2 units, 1 settled         out: 20.00
    in:  40.00, 2 units, 0 or 2 settled    out: 0      (nothing is settled, or everything) -#}
{% macro unsettled_share(amount, line) -%}
    {{ share_of_units_left(amount, line ~ '.settled_quantity', line ~ '.quantity') }}
{%- endmacro %}


{#- share_of_units_left(amount, settled, quantity): the same, where so many units are settled.

    in:  45.00, 1, 3      out: 30.00 -#}
{% macro share_of_units_left(amount, settled, quantity) -%}
    case
        when {{ settled }} > 0 and {{ settled }} < {{ quantity }}
            then {{ pro_rata(amount, quantity ~ ' - ' ~ settled, quantity) }}
        else 0
    end
{%- endmacro %}


{#- settled_in_turn_share(amount, turn, quantity): the share of an amount that waited until a settlement told these units of an Amazon line,
    and waits no more: what falls to the units left before, less what falls to those left after.

    in:  45.00, units 0 to 1 of 3, the first      out: 15.00
    in:  45.00, units 1 to 3 of 3                 out: 30.00
    in:  45.00, no units told, the first          out: 45.00 -#}
{% macro settled_in_turn_share(amount, turn, quantity) -%}
    {{ money(
        'case when ' ~ turn ~ '.place = 1 then ' ~ money(amount) ~ ' else '
        ~ money(share_of_units_left(amount, turn ~ '.settled_from', quantity)) ~ ' end - '
        ~ money(share_of_units_left(amount, turn ~ '.settled_to', quantity))
    ) }}
{%- endmacro %}


{#- price_kind(component): which price of an Amazon order, or promotion of one, an amount is or gives back; null for what is neither.
    What is kept of a refund was part of the item's price.

    in:  principal, principal_refund, item_price      out: item
    in:  restocking_fee, return_shipping              out: item
    in:  promotion_principal                          out: item_promotion
    in:  commission                                   out: null -#}
{% macro price_kind(component) -%}
    case
        when {{ component }} in (
                'item_price', 'principal', 'principal_refund', 'goodwill', 'restocking_fee',
                'return_shipping'
            )
            then 'item'
        when {{ component }} in ('shipping_price', 'shipping', 'shipping_refund') then 'shipping'
        when {{ component }} in ('gift_wrap_price', 'gift_wrap', 'gift_wrap_refund')
            then 'gift_wrap'
        when {{ component }} in (
                'item_promotion_discount', 'promotion_principal', 'promotion_principal_refund'
            )
            then 'item_promotion'
        when {{ component }} in (
                'ship_promotion_discount', 'promotion_shipping', 'promotion_shipping_refund'
            )
            then 'shipping_promotion'
    end
{%- endmacro %}


{#- fulfilled_amount(relation): what a row of the fulfilled shipments report says that the buyer was charged: prices and taxes less
    promotions, as numeric(18,4). The report states a promotion below zero, the order report above it.

    in:  item 25.00, tax 2.00, promotion -3.00      out: 24.0000 -#}
{% macro fulfilled_amount(relation) -%}
    {%- set parts = [] -%}
    {%- for name in [
        'item_price', 'item_tax', 'shipping_price', 'shipping_tax', 'gift_wrap_price', 'gift_wrap_tax'
    ] -%}
        {%- do parts.append('coalesce(' ~ relation ~ '.' ~ name ~ ', 0)') -%}
    {%- endfor -%}
    {{ money(
        (parts | join(' + ')) ~ ' - abs(coalesce(' ~ relation ~ '.item_promotion_discount, 0))'
        ~ ' - abs(coalesce(' ~ relation ~ '.ship_promotion_discount, 0))'
    ) }}
{%- endmacro %}


{#- currency_of_row(relation, marketplaces): the currency of a row of Amazon's order or shipment report: a blank one is that of its marketplace
    where the row has an amount. A cancelled or pending order has none, and tells of no currency either.

    in:  currency blank, item price 64.00, marketplace Amazon.de      out: EUR
    in:  currency blank, no price, marketplace Amazon.de              out: null -#}
{% macro currency_of_row(relation, marketplaces='marketplaces') -%}
    {%- set parts = [] -%}
    {%- for name in [
        'item_price', 'item_tax', 'shipping_price', 'shipping_tax', 'gift_wrap_price', 'gift_wrap_tax',
        'item_promotion_discount', 'ship_promotion_discount'
    ] -%}
        {%- do parts.append('abs(coalesce(' ~ relation ~ '.' ~ name ~ ', 0))') -%}
    {%- endfor -%}
    coalesce(
        {{ relation }}.currency,
        case when {{ parts | join(' + ') }} <> 0 then {{ marketplaces }}.currency end
    )
{%- endmacro %}
