with

fx_versions as (
    select * from {{ ref('stg_reference__fx_versions') }}
),

currencies as (
    select * from {{ ref('stg_reference__currencies') }}
),

quoted as (
    select
        fx_versions.store,
        currencies.currency,
        fx_versions.source_file,
        fx_versions.batch_id,
        fx_versions.source_line,
        {{ quoted_rate('fx_versions') }} as units_per_eur,
        fx_versions.rate_date,
        fx_versions.file_no,
        fx_versions.loaded_at,
        fx_versions.as_of
    from fx_versions
    cross join currencies
    where fx_versions.record_type = 'data'
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
        quoted.file_no,
        quoted.loaded_at,
        quoted.as_of
    from quoted
    where quoted.units_per_eur is not null
)

select * from final
