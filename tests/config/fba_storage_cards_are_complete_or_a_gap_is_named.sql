-- Property: for every month from 2023-01 to 2027-01 and every country with size tiers, each storage
-- size and kind of goods has one base rate or a gap that rate_card_gaps names, and no gap is named
-- where there is a rate. Where a utilization surcharge is in force, its weeks follow each other
-- without a hole and without an end.
-- Who relies on it: the expected storage fees.
-- What would go wrong silently: the storage of a month would be `no_card`, or its surcharge 0.
with

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

size_tiers as (
    select * from {{ ref('stg_reference__fba_size_tiers') }}
),

storage_fees as (
    select * from {{ ref('stg_reference__fba_storage_fees') }}
),

gaps as (
    select * from {{ ref('stg_reference__rate_card_gaps') }}
    where fee_code = 'storage_fee'
),

months as (
    select
        cast(
            {{ dbt.dateadd('month', 'tens.digit * 10 + ones.digit', "cast('2023-01-01' as date)") }}
            as date
        ) as card_day
    from digits as tens
    cross join digits as ones
    where tens.digit * 10 + ones.digit <= 48
),

kinds as (
    select 'non_dangerous' as product_type
    union all
    select 'dangerous_goods' as product_type
),

sizes as (
    select
        size_tiers.country,
        size_tiers.storage_size
    from size_tiers
    group by size_tiers.country, size_tiers.storage_size
),

probes as (
    select
        sizes.country,
        sizes.storage_size,
        kinds.product_type,
        months.card_day
    from sizes
    cross join kinds
    cross join months
),

covered as (
    select
        probes.country,
        probes.storage_size,
        probes.product_type,
        probes.card_day,
        count(base.rate_card_row_id) as base_rates,
        count(gaps.gap_id) as named_gaps
    from probes
    left join storage_fees as base
        on probes.country = base.country
        and base.component = 'base'
        and probes.storage_size = base.storage_size
        and probes.product_type = base.product_type
        and extract(month from probes.card_day) between base.month_from and base.month_to
        and {{ in_effect('probes.card_day', 'base') }}
    left join gaps
        on probes.country = gaps.country
        and {{ in_effect('probes.card_day', 'gaps') }}
    group by probes.country, probes.storage_size, probes.product_type, probes.card_day
),

surcharges as (
    select
        probes.country,
        probes.storage_size,
        probes.product_type,
        probes.card_day,
        min(surcharge.ratio_weeks_from) as first_week,
        max(coalesce(surcharge.ratio_weeks_below, 9999)) as last_week,
        sum(coalesce(surcharge.ratio_weeks_below, 9999) - surcharge.ratio_weeks_from)
            as weeks_length
    from probes
    inner join storage_fees as surcharge
        on probes.country = surcharge.country
        and surcharge.component = 'utilization_surcharge'
        and probes.storage_size = surcharge.storage_size
        and probes.product_type = surcharge.product_type
        and {{ in_effect('probes.card_day', 'surcharge') }}
    group by probes.country, probes.storage_size, probes.product_type, probes.card_day
)

select
    covered.country,
    covered.storage_size,
    covered.product_type,
    covered.card_day,
    case
        when covered.base_rates = 0 then 'no rate and no gap'
        when covered.base_rates > 1 then 'several rates'
        else 'a rate and a gap'
    end as problem
from covered
where covered.base_rates + case when covered.named_gaps > 0 then 1 else 0 end <> 1
union all
select
    surcharges.country,
    surcharges.storage_size,
    surcharges.product_type,
    surcharges.card_day,
    'a hole in the weeks of the surcharge' as problem
from surcharges
where surcharges.last_week <> 9999
    or surcharges.weeks_length <> surcharges.last_week - surcharges.first_week
