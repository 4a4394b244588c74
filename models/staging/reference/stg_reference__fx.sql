with

fx as (
    select * from {{ source('reference', 'fx') }}
),

final as (
    -- One column per currency as the bank publishes them; stg_reference__fx_rates turns them
    -- into rows.
    select
        {{ clean_text('_store') }} as store,
        _source_file as source_file,
        _file_sha256 as file_sha256,
        _batch_id as batch_id,
        _row_hash as row_hash,
        _record_type as record_type,
        _layout as layout,
        usd,
        jpy,
        bgn,
        cyp,
        czk,
        dkk,
        eek,
        gbp,
        huf,
        ltl,
        lvl,
        mtl,
        pln,
        rol,
        ron,
        sek,
        sit,
        skk,
        chf,
        isk,
        nok,
        hrk,
        rub,
        trl,
        try_,
        aud,
        brl,
        cad,
        cny,
        hkd,
        idr,
        ils,
        inr,
        krw,
        mxn,
        myr,
        nzd,
        php,
        sgd,
        thb,
        zar,
        _source_line as source_line,
        rate_date,
        _loaded_at as loaded_at
    from fx
)

select * from final
