with

amazon_compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

amazon_charged as (
    select * from {{ ref('int_fees__amazon_charged') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

lines_settled as (
    select * from {{ ref('int_settlements__lines_settled') }}
),

units_settled as (
    select * from {{ ref('int_fees__units_settled') }}
),

priced as (
    -- What was estimated until Amazon charged it, or settled the sale without charging it.
    select
        amazon_compared.order_line_key,
        amazon_compared.fee_code,
        amazon_compared.currency,
        case
            when amazon_compared.outcome <> 'partly_settled' then amazon_compared.expected_amount
            else {{ money('amazon_compared.expected_amount - ' ~ pro_rata(
                'amazon_compared.expected_amount', 'amazon_compared.quantity - units_settled.units',
                'amazon_compared.quantity'
            )) }}
        end as expected_amount
    from amazon_compared
    inner join order_lines
        on amazon_compared.order_line_key = order_lines.order_line_key
    left join units_settled
        on order_lines.store = units_settled.store
        and order_lines.order_id = units_settled.order_id
        and order_lines.sku = units_settled.sku
    where amazon_compared.outcome
        in ('match', 'rounding', 'differs', 'not_charged', 'partly_settled')
        and amazon_compared.expected_amount is not null
        and {{ is_closed('order_lines.sale_date') }}
),

arrivals as (
    select
        amazon_charged.order_line_key,
        amazon_charged.fee_code,
        amazon_charged.first_batch_id as batch_id,
        amazon_charged.first_posted_date as posted_date
    from amazon_charged
    union all
    select
        order_lines.order_line_key,
        priced.fee_code,
        lines_settled.first_batch_id as batch_id,
        lines_settled.first_posted_date as posted_date
    from lines_settled
    inner join order_lines
        on lines_settled.store = order_lines.store
        and lines_settled.order_id = order_lines.order_id
        and lines_settled.sku = order_lines.sku
        and order_lines.platform = 'amazon'
    inner join priced
        on order_lines.order_line_key = priced.order_line_key
),

final as (
    select
        priced.order_line_key,
        priced.fee_code,
        priced.currency,
        priced.expected_amount,
        min(arrivals.batch_id) as replaced_batch_id,
        min(arrivals.posted_date) as replaced_date
    from priced
    inner join arrivals
        on priced.order_line_key = arrivals.order_line_key
        and priced.fee_code = arrivals.fee_code
    group by priced.order_line_key, priced.fee_code, priced.currency, priced.expected_amount
)

select * from final
