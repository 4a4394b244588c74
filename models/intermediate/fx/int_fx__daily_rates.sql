with

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

fx_rates_versions as (
    select * from {{ ref('stg_reference__fx_rates_versions') }}
),

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
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

closings as (
    select
        fiscal_periods.starts_on,
        fiscal_periods.ends_on,
        fiscal_periods.closed_at
    from fiscal_periods
    where {{ is_closed('fiscal_periods.ends_on') }}
        and fiscal_periods.closed_at is not null
        and {{ books_are_kept() }}
),

{{ rates_kept_steps(
    from_cte='fx_rates_versions', offsets_cte='day_offsets', closings_cte='closings', into='kept'
) }},

final as (
    -- A day of a closed period keeps the rate that its books knew.
    select
        dated.currency,
        dated.valid_on,
        dated.rate_date,
        dated.units_per_eur
    from dated
    left join closings
        on dated.valid_on >= closings.starts_on
        and dated.valid_on <= closings.ends_on
    where (dated.valid_on < dated.next_rate_date or dated.next_rate_date is null)
        and closings.ends_on is null
    union all
    select
        kept.currency,
        kept.valid_on,
        kept.rate_date,
        kept.units_per_eur
    from kept
)

select * from final
