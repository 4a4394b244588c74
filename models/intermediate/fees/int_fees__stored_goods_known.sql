with

storage_fees_versions as (
    select * from {{ ref('stg_amazon__storage_fees_versions') }}
),

storage_fees as (
    select * from {{ ref('stg_amazon__storage_fees') }}
),

fee_previews as (
    select * from {{ ref('stg_amazon__fba_fee_preview') }}
),

products as (
    select * from {{ ref('stg_reference__products') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

newest_files as (
    select
        storage_fees.store,
        storage_fees.file_sha256,
        storage_fees.country_code,
        storage_fees.month_of_charge
    from storage_fees
    group by
        storage_fees.store, storage_fees.file_sha256, storage_fees.country_code,
        storage_fees.month_of_charge
),

versions as (
    -- Which of all reports is the newest, landing has decided.
    select
        storage_fees_versions.*,
        case when newest_files.store is null then 1 else 0 end as is_older,
        {{ last_day_of_month('storage_fees_versions.month_of_charge') }} as stored_until,
        min(storage_fees_versions.file_no) over (
            partition by
                storage_fees_versions.store, storage_fees_versions.country_code,
                storage_fees_versions.month_of_charge
        ) as first_file_no
    from storage_fees_versions
    left join newest_files
        on storage_fees_versions.store = newest_files.store
        and storage_fees_versions.file_sha256 = newest_files.file_sha256
        and coalesce(storage_fees_versions.country_code, '')
        = coalesce(newest_files.country_code, '')
        and storage_fees_versions.month_of_charge = newest_files.month_of_charge
),

booked as (
    -- Where nobody wrote down when the month was closed, what follows the first report is taken
    -- to have come after the close.
    select
        versions.*,
        {{ booked_day(
            'versions.stored_until',
            "case when versions.file_no > versions.first_file_no then cast('9999-12-31' as date) end",
            'batches.closed_until', 'batches.dated_until'
        ) }} as booked_on
    from versions
    left join batches
        on versions.batch_id = batches.batch_id
),

ranked as (
    -- A report that would be booked later than the first one came when that period was closed.
    select
        booked.*,
        rank() over (
            partition by booked.store, booked.country_code, booked.month_of_charge
            order by booked.booked_on asc, booked.is_older asc, booked.file_no desc nulls last
        ) as version_rank
    from booked
),

known as (
    select ranked.*
    from ranked
    where ranked.version_rank = 1
),

{{ stored_goods_steps(
    from_cte='known', previews_cte='fee_previews', products_cte='products', into='stored'
) }},

final as (
    select
        stored.store,
        stored.country,
        stored.asin,
        stored.fnsku,
        stored.sku,
        stored.month_of_charge,
        stored.currency,
        stored.average_quantity_on_hand,
        stored.item_volume,
        stored.estimated_monthly_storage_fee,
        stored.file_sha256,
        stored.source_line,
        stored.batch_id
    from stored
)

select * from final
