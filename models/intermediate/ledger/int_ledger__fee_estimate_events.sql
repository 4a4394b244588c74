with

amazon_compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

amazon_replaced as (
    select * from {{ ref('int_fees__amazon_estimates_replaced') }}
),

lines as (
    select * from {{ ref('int_ledger__fee_estimate_lines') }}
),

units_settled as (
    select * from {{ ref('int_fees__units_settled') }}
),

shopify_estimates as (
    select * from {{ ref('int_fees__shopify_estimates_allocated') }}
),

bookings as (
    {{ bookings() }}
),

amazon_priced as (
    -- Of a line that is settled in part, only the other units still wait for their fees.
    select
        amazon_compared.order_line_key,
        amazon_compared.fee_code,
        amazon_compared.currency,
        case
            when amazon_compared.outcome = 'not_settled_yet'
                then {{ money('amazon_compared.expected_amount') }}
            else {{ money(pro_rata(
                'amazon_compared.expected_amount', 'amazon_compared.quantity - units_settled.units',
                'amazon_compared.quantity'
            )) }}
        end as expected_amount,
        1 as place,
        cast(null as {{ dbt.type_string() }}) as replaced_batch_id,
        cast(null as date) as replaced_date
    from amazon_compared
    inner join lines
        on amazon_compared.order_line_key = lines.order_line_key
    left join units_settled
        on lines.store = units_settled.store
        and lines.order_id = units_settled.order_id
        and lines.sku = units_settled.sku
    where amazon_compared.outcome in ('not_settled_yet', 'partly_settled')
    union all
    select * from amazon_replaced
),

unioned as (
    select
        lines.store,
        lines.sale_date,
        lines.order_line_key,
        amazon_priced.fee_code,
        case
            when amazon_priced.fee_code = 'referral_fee' then 'amazon_referral_fees'
            when amazon_priced.fee_code = 'fba_fulfillment_fee' then 'amazon_fulfillment_fees'
            else 'amazon_other_fees'
        end as measure,
        amazon_priced.currency,
        amazon_priced.expected_amount,
        amazon_priced.place,
        lines.order_id as document_id,
        lines.source_file,
        lines.source_line,
        lines.batch_id,
        cast(null as {{ dbt.type_string() }}) as known_batch_id,
        amazon_priced.replaced_batch_id,
        amazon_priced.replaced_date
    from amazon_priced
    inner join lines
        on amazon_priced.order_line_key = lines.order_line_key
    where amazon_priced.fee_code not in ('referral_fee_refund', 'refund_administration')
    union all
    select
        shopify_estimates.store,
        shopify_estimates.sale_date,
        shopify_estimates.order_line_key,
        shopify_estimates.fee_code,
        shopify_estimates.measure,
        shopify_estimates.currency,
        shopify_estimates.fee_share as expected_amount,
        1 as place,
        shopify_estimates.order_name as document_id,
        shopify_estimates.source_file,
        shopify_estimates.source_line,
        shopify_estimates.batch_id,
        shopify_estimates.known_batch_id,
        shopify_estimates.replaced_batch_id,
        shopify_estimates.replaced_date
    from shopify_estimates
),

final as (
    -- A sale whose fees nobody has charged yet bears what the rate card says, until the charge
    -- arrives and takes its place. In a closed period it stays.
    select
        unioned.store,
        case when unioned.order_line_key is null then 'account_charge' else 'sale' end
            as event_type,
        unioned.sale_date as event_date,
        unioned.sale_date as posted_date,
        unioned.sale_date as fx_date,
        unioned.document_id as order_id,
        unioned.order_line_key,
        unioned.fee_code as component,
        unioned.measure,
        'pnl' as ledger_role,
        'estimated' as basis,
        unioned.currency,
        {{ booked_amount(money('-unioned.expected_amount'), 'bookings.booking') }} as amount,
        'rate_cards' as report,
        unioned.document_id,
        unioned.source_file,
        unioned.source_line,
        unioned.batch_id,
        unioned.known_batch_id,
        case
            when unioned.place > 1 then cast(unioned.place as {{ dbt.type_string() }})
        end as detail,
        bookings.booking,
        unioned.replaced_batch_id,
        unioned.replaced_date
    from unioned
    inner join bookings
        on (unioned.replaced_batch_id is not null) = (bookings.booking <> 'now')
    where unioned.expected_amount <> 0
)

select * from final
