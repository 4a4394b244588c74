with

fx as (
    select * from {{ ref('stg_reference__fx') }}
),

currencies as (
    select * from {{ ref('stg_reference__currencies') }}
),

quoted as (
    -- One row for each currency the bank may quote; the euro is what the others are quoted against.
    select
        fx.store,
        currencies.currency,
        fx.source_file,
        fx.batch_id,
        fx.source_line,
        case currencies.ecb_column
            when 'usd' then fx.usd
            when 'jpy' then fx.jpy
            when 'bgn' then fx.bgn
            when 'cyp' then fx.cyp
            when 'czk' then fx.czk
            when 'dkk' then fx.dkk
            when 'eek' then fx.eek
            when 'gbp' then fx.gbp
            when 'huf' then fx.huf
            when 'ltl' then fx.ltl
            when 'lvl' then fx.lvl
            when 'mtl' then fx.mtl
            when 'pln' then fx.pln
            when 'rol' then fx.rol
            when 'ron' then fx.ron
            when 'sek' then fx.sek
            when 'sit' then fx.sit
            when 'skk' then fx.skk
            when 'chf' then fx.chf
            when 'isk' then fx.isk
            when 'nok' then fx.nok
            when 'hrk' then fx.hrk
            when 'rub' then fx.rub
            when 'trl' then fx.trl
            when 'try_' then fx.try_
            when 'aud' then fx.aud
            when 'brl' then fx.brl
            when 'cad' then fx.cad
            when 'cny' then fx.cny
            when 'hkd' then fx.hkd
            when 'idr' then fx.idr
            when 'ils' then fx.ils
            when 'inr' then fx.inr
            when 'krw' then fx.krw
            when 'mxn' then fx.mxn
            when 'myr' then fx.myr
            when 'nzd' then fx.nzd
            when 'php' then fx.php
            when 'sgd' then fx.sgd
            when 'thb' then fx.thb
            when 'zar' then fx.zar
            else case when currencies.currency = 'EUR' then cast(1 as numeric(18, 8)) end
        end as units_per_eur,
        fx.rate_date,
        fx.loaded_at
    from fx
    cross join currencies
    where fx.record_type = 'data'
),

final as (
    -- The bank leaves a currency blank on days without a quote: no row, never a rate of one.
    select
        quoted.store,
        quoted.currency,
        quoted.source_file,
        quoted.batch_id,
        quoted.source_line,
        quoted.units_per_eur,
        quoted.rate_date,
        quoted.loaded_at
    from quoted
    where quoted.units_per_eur is not null
)

select * from final
