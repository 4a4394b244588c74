with

fee_sources as (
    select * from {{ ref('int_fees__shopify_fee_sources') }}
),

shopify_lines as (
    select * from {{ ref('int_orders__shopify_lines') }}
),

shopify_payments as (
    select * from {{ ref('int_orders__shopify_payments') }}
),

estimates_replaced as (
    select * from {{ ref('int_fees__shopify_estimates_replaced') }}
),

charges_landed as (
    select
        shopify_payments.store,
        shopify_payments.order_name,
        max(shopify_payments.batch_id) as last_batch_id
    from shopify_payments
    where shopify_payments.treatment = 'charge'
    group by shopify_payments.store, shopify_payments.order_name
),

estimates as (
    -- What the charges of an order leave to be estimated is known since the last of them landed.
    select
        fee_sources.store,
        fee_sources.order_name,
        fee_sources.fee_code,
        fee_sources.measure,
        fee_sources.currency,
        fee_sources.sale_date,
        fee_sources.rate_card_row_id,
        fee_sources.estimated_amount,
        charges_landed.last_batch_id as known_batch_id,
        false as is_replaced,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from fee_sources
    left join charges_landed
        on fee_sources.store = charges_landed.store
        and fee_sources.order_name = charges_landed.order_name
    where fee_sources.fee_basis = 'estimated'
    union all
    select
        estimates_replaced.store,
        estimates_replaced.order_name,
        estimates_replaced.fee_code,
        estimates_replaced.measure,
        estimates_replaced.currency,
        estimates_replaced.sale_date,
        estimates_replaced.rate_card_row_id,
        estimates_replaced.estimated_amount,
        case
            when estimates_replaced.fee_code = 'third_party_transaction_fee'
                then charges_landed.last_batch_id
        end as known_batch_id,
        true as is_replaced,
        estimates_replaced.replaced_batch_id,
        estimates_replaced.replaced_date
    from estimates_replaced
    left join charges_landed
        on estimates_replaced.store = charges_landed.store
        and estimates_replaced.order_name = charges_landed.order_name
),

weighed as (
    select
        estimates.*,
        shopify_lines.order_line_key,
        shopify_lines.line_number,
        shopify_lines.allocation_weight,
        shopify_lines.source_file,
        shopify_lines.source_line,
        shopify_lines.batch_id,
        {{ cents('estimates.estimated_amount') }} as fee_cents
    from estimates
    inner join shopify_lines
        on estimates.store = shopify_lines.store
        and estimates.order_name = shopify_lines.order_name
    where estimates.estimated_amount <> 0
),

{{ allocation_steps(
    from_cte='weighed', total='fee_cents', weight='allocation_weight',
    partition_by='store, order_name, fee_code, is_replaced', order_by='line_number', result='fee_share_cents'
) }},

final as (
    -- An estimate is borne like a charged card fee: by the lines' net value. Where no line has any,
    -- it stays whole, on no line.
    select
        allocated.store,
        allocated.order_name,
        allocated.fee_code,
        case when allocated.fee_share_cents is not null then allocated.order_line_key end
            as order_line_key,
        allocated.measure,
        allocated.currency,
        allocated.sale_date,
        {{ from_cents('coalesce(allocated.fee_share_cents, allocated.fee_cents)') }} as fee_share,
        allocated.rate_card_row_id,
        allocated.source_file,
        allocated.source_line,
        allocated.batch_id,
        allocated.known_batch_id,
        allocated.is_replaced,
        allocated.replaced_batch_id,
        allocated.replaced_date
    from allocated
    where allocated.fee_share_cents <> 0
        or (allocated.fee_share_cents is null and allocated.line_number = 1)
)

select * from final
