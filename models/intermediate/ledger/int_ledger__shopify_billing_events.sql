with

billing as (
    select * from {{ ref('int_fees__shopify_billing_classified') }}
),

fees_billed as (
    select * from {{ ref('int_fees__shopify_transaction_fees_billed') }}
),

fees_allocated as (
    select * from {{ ref('int_fees__shopify_transaction_fees_allocated') }}
),

on_lines as (
    select
        fees_allocated.billing_key,
        fees_allocated.order_line_key,
        fees_allocated.sale_date,
        {{ money('sum(fees_allocated.fee_share)') }} as amount
    from fees_allocated
    group by
        fees_allocated.billing_key, fees_allocated.order_line_key, fees_allocated.sale_date
),

placed as (
    -- Also on orders that this run leaves as they are.
    select
        fees_billed.billing_key,
        {{ money('sum(fees_billed.charged_amount)') }} as amount
    from fees_billed
    group by fees_billed.billing_key
),

unioned as (
    -- A fee of an order stands on the day of its sale, all else on the day of the charge.
    select
        on_lines.billing_key,
        on_lines.order_line_key,
        'sale' as event_type,
        on_lines.sale_date as event_date,
        on_lines.sale_date as fx_date,
        'allocated' as basis,
        on_lines.amount
    from on_lines
    inner join billing
        on on_lines.billing_key = billing.billing_key
    union all
    select
        billing.billing_key,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        'account_charge' as event_type,
        billing.charged_date as event_date,
        billing.charged_date as fx_date,
        'actual' as basis,
        {{ money('billing.amount - coalesce(placed.amount, 0)') }} as amount
    from billing
    left join placed
        on billing.billing_key = placed.billing_key
),

final as (
    select
        billing.store,
        unioned.event_type,
        unioned.event_date,
        billing.charged_date as posted_date,
        unioned.fx_date,
        cast(null as {{ dbt.type_string() }}) as order_id,
        unioned.order_line_key,
        billing.component,
        billing.measure,
        'pnl' as ledger_role,
        unioned.basis,
        billing.currency,
        {{ money('-unioned.amount') }} as amount,
        'billing' as report,
        billing.charge_type as document_id,
        billing.source_file,
        billing.source_line,
        billing.batch_id
    from unioned
    inner join billing
        on unioned.billing_key = billing.billing_key
    where unioned.amount <> 0
)

select * from final
