with

receipts as (
    select * from {{ ref('stg_costs__receipts') }}
),

aliases_known as (
    select * from {{ ref('int_costs__aliases_known') }}
),

fiscal_periods as (
    select * from {{ ref('stg_reference__fiscal_periods') }}
),

received as (
    -- Goods are in stock under the SKU that carries their cost, whichever alias was received.
    select
        {{ hash_key(["receipts.store", "receipts.file_sha256", "receipts.source_line"]) }}
            as receipt_key,
        receipts.store,
        receipts.sku,
        coalesce(aliases_known.cost_sku, receipts.sku) as cost_sku,
        receipts.received_date,
        receipts.received_at,
        receipts.row_hash,
        receipts.quantity,
        receipts.currency,
        {{ money(
            'receipts.unit_cost + coalesce(receipts.freight_cost, 0)'
            ' + coalesce(receipts.duty_cost, 0) + coalesce(receipts.other_cost, 0)'
        ) }} as landed_unit_cost,
        receipts.loaded_at,
        receipts.source_file,
        receipts.source_line,
        receipts.batch_id
    from receipts
    left join aliases_known
        on receipts.store = aliases_known.store
        and receipts.sku = aliases_known.sku
        and aliases_known.known_to is null
    where receipts.record_type = 'data'
        and receipts.quantity > 0
        and '{{ cogs_method() }}' <> 'effective_date'
),

late as (
    select
        received.receipt_key,
        max(fiscal_periods.ends_on) as closed_until
    from received
    inner join fiscal_periods
        on received.received_date <= fiscal_periods.ends_on
        and received.loaded_at > fiscal_periods.closed_at
        and {{ is_closed('fiscal_periods.ends_on') }}
    group by received.receipt_key
),

in_books as (
    select
        'newest' as book,
        received.receipt_key,
        received.received_date as stocked_on
    from received
    union all
    -- Goods that a closed period did not know enter the stock when the books are open again.
    select
        'closing' as book,
        received.receipt_key,
        coalesce({{ date_plus_days('late.closed_until', 1) }}, received.received_date) as stocked_on
    from received
    left join late
        on received.receipt_key = late.receipt_key
    where {{ var('closed_through') is not none }}
),

final as (
    select
        in_books.book,
        in_books.receipt_key,
        in_books.stocked_on,
        received.store,
        received.sku,
        received.cost_sku,
        received.received_at,
        received.row_hash,
        received.quantity,
        received.currency,
        received.landed_unit_cost,
        received.loaded_at,
        received.source_file,
        received.source_line,
        received.batch_id
    from in_books
    inner join received
        on in_books.receipt_key = received.receipt_key
)

select * from final
