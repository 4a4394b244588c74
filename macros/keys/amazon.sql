{#- is_mcf(marketplace, order_id): whether Amazon shipped an order of another channel (multi-channel fulfillment).

    in:  'Non-Amazon US', '113-1234567-1234567'     out: true
    in:  null, 'S01-1234567-1234567'                out: true    (the number of such an order starts with S and two digits)
    in:  'Amazon.com', '113-1234567-1234567'        out: false
    in:  null, 'SKU-1'                              out: false
    in:  null, null                                 out: false -#}
{% macro is_mcf(marketplace, order_id) -%}
(
    coalesce(lower({{ marketplace }}), '') like 'non-amazon%'
    or (
        coalesce(lower({{ order_id }}), '') like 's__-%'
        and substring({{ order_id }}, 2, 2) between '00' and '99'
    )
)
{%- endmacro %}


{#- settlement_code(description): the code of a settlement's amount description. A payout that failed tells the bank's reason, in
    other words each time, behind the same beginning.

    in:  'Transfer of funds unsuccessful: the account is closed'     out: 'transferoffundsunsuccessful'
    in:  'FBA transportation fee'                                    out: 'fbatransportationfee'
    in:  null                                                        out: null -#}
{% macro settlement_code(description) -%}
case
    when {{ normalized_code(description) }} like 'transferoffundsunsuccessful%'
        then 'transferoffundsunsuccessful'
    else {{ normalized_code(description) }}
end
{%- endmacro %}


{#- is_described_by(description, listed): whether a description of the date range report is the one that a row of date_range_descriptions
    lists, without case; an asterisk at the end of that stands for any rest.

    in:  'SUBSCRIPTION', 'Subscription'               out: true
    in:  'SAFE-T Claim ID: 1', 'SAFE-T Claim ID*'     out: true
    in:  'SAFE-T Claim ID', 'SAFE-T Claim ID*'        out: true
    in:  'Subscription 1', 'Subscription'             out: false
    in:  null, 'Subscription'                         out: null -#}
{% macro is_described_by(description, listed) -%}
lower({{ description }}) like lower(replace({{ listed }}, '*', '%'))
{%- endmacro %}


{#- returned_unit_key(relation): what a row of the returns report says of a unit that does not change from one report to the next.

    in:  a unit of order A1 with a status, and without one       out: one key
    in:  the same unit as SELLABLE and as DEFECTIVE              out: two keys -#}
{% macro returned_unit_key(relation) -%}
{{ hash_key([
    relation ~ '.store', relation ~ '.order_id', relation ~ '.sku', relation ~ '.fnsku', relation ~ '.license_plate_number',
    relation ~ '.return_date', relation ~ '.quantity', 'upper(' ~ relation ~ '.detailed_disposition)'
]) }}
{%- endmacro %}


{#- returned_plate_key(relation): the unit itself, in whichever condition it is told to be; null without a license plate number.

    in:  unit LPN1 of order A1 as SELLABLE and as DEFECTIVE      out: one key
    in:  units without a number                                  out: null -#}
{% macro returned_plate_key(relation) -%}
case when {{ relation }}.license_plate_number is not null
    then {{ hash_key([
        relation ~ '.store', relation ~ '.order_id', relation ~ '.sku', relation ~ '.license_plate_number', relation ~ '.return_date'
    ]) }}
end
{%- endmacro %}
