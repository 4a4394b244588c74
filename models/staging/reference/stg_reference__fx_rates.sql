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
        {{ quoted_rate('fx') }} as units_per_eur,
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
