{#- quoted_rate(relation): what the table of the European Central Bank says in a row of one currency's, joined to `currencies`: units of
    the currency for one euro. The euro itself is 1; null where the bank left the currency blank.

    in:  usd 1.0892, ecb_column 'usd'      out: 1.0892 -#}
{% macro quoted_rate(relation) -%}
case currencies.ecb_column
    when 'usd' then {{ relation }}.usd
    when 'jpy' then {{ relation }}.jpy
    when 'bgn' then {{ relation }}.bgn
    when 'cyp' then {{ relation }}.cyp
    when 'czk' then {{ relation }}.czk
    when 'dkk' then {{ relation }}.dkk
    when 'eek' then {{ relation }}.eek
    when 'gbp' then {{ relation }}.gbp
    when 'huf' then {{ relation }}.huf
    when 'ltl' then {{ relation }}.ltl
    when 'lvl' then {{ relation }}.lvl
    when 'mtl' then {{ relation }}.mtl
    when 'pln' then {{ relation }}.pln
    when 'rol' then {{ relation }}.rol
    when 'ron' then {{ relation }}.ron
    when 'sek' then {{ relation }}.sek
    when 'sit' then {{ relation }}.sit
    when 'skk' then {{ relation }}.skk
    when 'chf' then {{ relation }}.chf
    when 'isk' then {{ relation }}.isk
    when 'nok' then {{ relation }}.nok
    when 'hrk' then {{ relation }}.hrk
    when 'rub' then {{ relation }}.rub
    when 'trl' then {{ relation }}.trl
    when 'try_' then {{ relation }}.try_
    when 'aud' then {{ relation }}.aud
    when 'brl' then {{ relation }}.brl
    when 'cad' then {{ relation }}.cad
    when 'cny' then {{ relation }}.cny
    when 'hkd' then {{ relation }}.hkd
    when 'idr' then {{ relation }}.idr
    when 'ils' then {{ relation }}.ils
    when 'inr' then {{ relation }}.inr
    when 'krw' then {{ relation }}.krw
    when 'mxn' then {{ relation }}.mxn
    when 'myr' then {{ relation }}.myr
    when 'nzd' then {{ relation }}.nzd
    when 'php' then {{ relation }}.php
    when 'sgd' then {{ relation }}.sgd
    when 'thb' then {{ relation }}.thb
    when 'zar' then {{ relation }}.zar
    else case when currencies.currency = 'EUR' then cast(1 as numeric(18, 8)) end
end
{%- endmacro %}
