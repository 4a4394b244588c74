with

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

day_offsets as (
    select tens.digit * 10 + ones.digit as day_offset
    from digits as tens
    cross join digits as ones
    where tens.digit * 10 + ones.digit <= {{ var('fx_max_age_days') }}
),

published as (
    -- One history serves every store; of two files that state the same day, the newer landing is
    -- read.
    select
        fx_rates.currency,
        fx_rates.rate_date,
        fx_rates.units_per_eur,
        row_number() over (
            partition by fx_rates.currency, fx_rates.rate_date
            order by
                fx_rates.loaded_at desc nulls last,
                fx_rates.store asc,
                fx_rates.source_file asc,
                fx_rates.source_line asc
        ) as version_rank
    from fx_rates
),

ranged as (
    select
        published.currency,
        published.rate_date,
        published.units_per_eur,
        lead(published.rate_date) over (
            partition by published.currency
            order by published.rate_date
        ) as next_rate_date
    from published
    where published.version_rank = 1
),

dated as (
    -- Weekends and holidays take the last rate that was published, up to the age that is allowed.
    select
        ranged.currency,
        {{ date_plus_days('ranged.rate_date', 'day_offsets.day_offset') }} as valid_on,
        ranged.rate_date,
        ranged.next_rate_date,
        ranged.units_per_eur
    from ranged
    cross join day_offsets
),

final as (
    select
        dated.currency,
        dated.valid_on,
        dated.rate_date,
        dated.units_per_eur
    from dated
    where dated.valid_on < dated.next_rate_date
        or dated.next_rate_date is null
)

select * from final
