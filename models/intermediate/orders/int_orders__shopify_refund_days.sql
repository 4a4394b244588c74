with

refund_states as (
    select * from {{ ref('int_orders__shopify_refund_states') }}
),

batches as (
    select * from {{ ref('int_changes__batches') }}
),

compared as (
    select
        refund_states.*,
        lag(refund_states.told_date) over (
            partition by refund_states.store, refund_states.order_name, refund_states.kind
            order by refund_states.batch_id
        ) as date_before
    from refund_states
),

followed as (
    select
        compared.store,
        compared.order_name,
        compared.kind,
        compared.told_date,
        compared.place,
        compared.batch_id,
        lead(compared.batch_id) over (
            partition by compared.store, compared.order_name, compared.kind
            order by compared.batch_id
        ) as replaced_batch_id,
        lead(compared.last_date) over (
            partition by compared.store, compared.order_name, compared.kind
            order by compared.batch_id
        ) as replaced_date
    from compared
    where coalesce(compared.told_date, cast('0001-01-01' as date))
        <> coalesce(compared.date_before, cast('0001-01-01' as date))
),

booked as (
    select
        followed.*,
        followed.replaced_batch_id is null as is_now,
        {{ booked_day(
            'followed.told_date', 'null', 'batches.closed_until', 'batches.dated_until'
        ) }} as booked_date,
        {{ booked_day(
            'followed.told_date', 'followed.replaced_date', 'replacing_batches.closed_until',
            'replacing_batches.dated_until'
        ) }} as reversed_date
    from followed
    left join batches
        on followed.batch_id = batches.batch_id
    left join batches as replacing_batches
        on followed.replaced_batch_id = replacing_batches.batch_id
    where followed.told_date is not null
),

final as (
    -- A day that gave way to another one before its period was closed left no trace in the books.
    select
        booked.store,
        booked.order_name,
        booked.kind,
        booked.told_date,
        booked.place,
        booked.batch_id,
        booked.is_now,
        booked.replaced_batch_id,
        booked.replaced_date,
        min(booked.booked_date) over (
            partition by booked.store, booked.order_name, booked.kind
        ) as first_booked_date
    from booked
    where booked.is_now
        or booked.reversed_date > booked.booked_date
)

select * from final
