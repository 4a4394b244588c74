with

receipts_known as (
    select * from {{ ref('int_costs__receipts_known') }}
),

aliases_known as (
    select * from {{ ref('int_products__aliases_known') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

received as (
    -- Goods are in stock under the SKU that carries their cost, whichever alias was received.
    select
        receipts_known.*,
        coalesce(aliases_known.cost_sku, receipts_known.sku) as cost_sku,
        min(receipts_known.known_from) over (
            partition by receipts_known.receipt_key
        ) as first_known_from
    from receipts_known
    left join aliases_known
        on receipts_known.store = aliases_known.store
        and receipts_known.sku = aliases_known.sku
        and aliases_known.known_to is null
),

late as (
    select
        received.receipt_key,
        max(fiscal_periods.ends_on) as closed_until
    from received
    inner join fiscal_periods
        on received.received_date <= fiscal_periods.ends_on
        and received.first_known_from > fiscal_periods.closed_at
        and {{ is_closed('fiscal_periods.ends_on') }}
    group by received.receipt_key
),

closings as (
    select
        fiscal_periods.closed_at,
        max(fiscal_periods.ends_on) as ends_on
    from fiscal_periods
    where fiscal_periods.closed_at is not null
        and {{ is_closed('fiscal_periods.ends_on') }}
    group by fiscal_periods.closed_at
),

known_then as (
    select
        received.*,
        closings.closed_at,
        'closing ' || cast(closings.ends_on as {{ dbt.type_string() }}) as book
    from received
    inner join closings
        on {{ is_known_at('received', 'closings.closed_at') }}
),

stocks_apart as (
    -- Freight, duty or other cost of these goods is told otherwise since the books were closed.
    select
        known_then.store,
        known_then.cost_sku,
        known_then.book,
        known_then.closed_at
    from known_then
    inner join received
        on known_then.receipt_key = received.receipt_key
        and known_then.landed_unit_cost <> received.landed_unit_cost
        and received.known_to is null
    group by known_then.store, known_then.cost_sku, known_then.book, known_then.closed_at
),

closing_books as (
    select
        received.store,
        received.cost_sku,
        'closing' as book,
        cast(null as {{ dbt.type_timestamp() }}) as closed_at
    from received
    where {{ var('closed_through') is not none }}
    group by received.store, received.cost_sku
    union all
    select * from stocks_apart
),

in_books as (
    select
        received.receipt_key,
        'newest' as book,
        cast(null as {{ dbt.type_timestamp() }}) as closed_at,
        received.received_date as stocked_on
    from received
    where received.known_to is null
    union all
    -- Goods that a closed period did not know enter the stock when the books are open again.
    select
        received.receipt_key,
        closing_books.book,
        closing_books.closed_at,
        coalesce({{ date_plus_days('late.closed_until', 1) }}, received.received_date)
            as stocked_on
    from received
    inner join closing_books
        on received.store = closing_books.store
        and received.cost_sku = closing_books.cost_sku
    left join late
        on received.receipt_key = late.receipt_key
    where received.known_to is null
),

final as (
    select
        in_books.book,
        in_books.closed_at,
        in_books.receipt_key,
        in_books.stocked_on,
        received.store,
        received.sku,
        received.cost_sku,
        received.received_at,
        received.sort_key,
        received.quantity,
        received.currency,
        coalesce(known_then.landed_unit_cost, received.landed_unit_cost) as landed_unit_cost,
        received.first_known_from,
        coalesce(known_then.source_file, received.source_file) as source_file,
        coalesce(known_then.source_line, received.source_line) as source_line,
        coalesce(known_then.batch_id, received.batch_id) as batch_id
    from in_books
    inner join received
        on in_books.receipt_key = received.receipt_key
        and received.known_to is null
    left join known_then
        on in_books.receipt_key = known_then.receipt_key
        and in_books.book = known_then.book
)

select * from final
