with

returns_versions as (
    select * from {{ ref('stg_amazon__returns_versions') }}
),

returns as (
    select * from {{ ref('int_changes__returns') }}
),

orders as (
    select * from {{ ref('int_changes__orders') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

told_once as (
    -- Which of two rows of one unit says what became of it, nobody knows.
    select {{ returned_plate_key('returns') }} as unit_key
    from returns
    where returns.record_type = 'data'
        and returns.license_plate_number is not null
    group by {{ returned_plate_key('returns') }}
    having count(*) = 1
),

versions as (
    -- A blank condition proves nothing, and takes back nothing.
    select
        {{ returned_plate_key('returns_versions') }} as unit_key,
        min(returns_versions.store) as store,
        min(returns_versions.order_id) as order_id,
        min(returns_versions.sku) as sku,
        min(returns_versions.return_date) as return_date,
        max(
            case when upper(returns_versions.detailed_disposition) = 'SELLABLE' then 1 else 0 end
        ) as sellable,
        min(upper(returns_versions.detailed_disposition)) as disposition,
        min(returns_versions.batch_id) as batch_id,
        returns_versions.as_of,
        returns_versions.file_no,
        min(returns_versions.loaded_at) as loaded_at
    from returns_versions
    inner join told_once
        on {{ returned_plate_key('returns_versions') }} = told_once.unit_key
    left join orders
        on returns_versions.store = orders.store
        and {{ order_number('returns_versions.order_id') }} = orders.order_number
    where returns_versions.record_type = 'data'
        and returns_versions.detailed_disposition is not null
        and returns_versions.quantity = 1
        and (orders.order_number is not null or returns_versions.order_id is null)
    group by
        {{ returned_plate_key('returns_versions') }}, returns_versions.as_of,
        returns_versions.file_no
),

known as (
    select
        versions.*,
        versions.loaded_at as known_from,
        {{ superseded_at('versions', 'versions.unit_key') }} as known_to
    from versions
),

compared as (
    select
        known.*,
        lag(known.sellable) over (
            partition by known.unit_key order by known.as_of nulls first, known.file_no
        ) as sellable_before
    from known
    where known.known_to is null
        or known.known_to > known.known_from
),

followed as (
    -- Another condition is news only where it decides whether the unit can be sold again.
    select
        compared.*,
        lead(compared.batch_id) over (
            partition by compared.unit_key order by compared.as_of nulls first, compared.file_no
        ) as replaced_batch_id
    from compared
    where compared.sellable_before is null
        or compared.sellable_before <> compared.sellable
),

booked as (
    select
        followed.*,
        {{ booked_day(
            'followed.return_date', 'null', 'batches.closed_until', 'batches.dated_until'
        ) }} as booked_date,
        {{ booked_day(
            'followed.return_date', 'null', 'replacing_batches.closed_until',
            'replacing_batches.dated_until'
        ) }} as reversed_date
    from followed
    left join batches
        on followed.batch_id = batches.batch_id
    left join batches as replacing_batches
        on followed.replaced_batch_id = replacing_batches.batch_id
),

final as (
    -- A condition that gave way to another one before its period was closed left no trace.
    select
        booked.unit_key,
        booked.store,
        booked.order_id,
        booked.sku,
        booked.return_date,
        booked.disposition,
        booked.sellable = 1 as is_sellable,
        booked.batch_id,
        booked.replaced_batch_id is null as is_now,
        booked.replaced_batch_id,
        booked.booked_date,
        booked.reversed_date,
        min(booked.booked_date) over (partition by booked.unit_key) as first_booked_date,
        first_value(booked.sellable) over (
            partition by booked.unit_key order by booked.as_of nulls first, booked.file_no
            rows between unbounded preceding and unbounded following
        ) = 1 as was_sellable
    from booked
    where booked.replaced_batch_id is null
        or booked.reversed_date > booked.booked_date
)

select * from final
