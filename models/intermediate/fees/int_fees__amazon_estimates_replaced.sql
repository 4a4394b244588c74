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

settled_in_turn as (
    select * from {{ ref('int_orders__lines_settled_in_turn') }}
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
        amazon_compared.quantity,
        amazon_compared.outcome,
        amazon_compared.expected_amount as priced_amount,
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

turns as (
    -- Amazon settles each shipment by itself. What it charged before it settled a unit stands with
    -- the first; a fee of a line that no settlement tells has one turn. After a fee was charged in
    -- full nothing waits for the later shipments.
    select
        priced.*,
        coalesce(settled_in_turn.place, 1) as place,
        case
            when settled_in_turn.place > 1 then settled_in_turn.batch_id
            else least(
                    coalesce(settled_in_turn.batch_id, amazon_charged.first_batch_id),
                    coalesce(amazon_charged.first_batch_id, settled_in_turn.batch_id)
                )
        end as replaced_batch_id,
        case
            when settled_in_turn.place > 1 then settled_in_turn.posted_date
            else least(
                    coalesce(settled_in_turn.posted_date, amazon_charged.first_posted_date),
                    coalesce(amazon_charged.first_posted_date, settled_in_turn.posted_date)
                )
        end as replaced_date,
        row_number() over (
            partition by priced.order_line_key, priced.fee_code
            order by settled_in_turn.place desc nulls last
        ) as place_from_last,
        {{ settled_in_turn_share('priced.priced_amount', 'settled_in_turn', 'priced.quantity') }}
            as turn_amount
    from priced
    left join amazon_charged
        on priced.order_line_key = amazon_charged.order_line_key
        and priced.fee_code = amazon_charged.fee_code
    left join settled_in_turn
        on priced.order_line_key = settled_in_turn.order_line_key
        and (
            settled_in_turn.place = 1
            or priced.outcome not in ('match', 'rounding')
            or amazon_charged.last_posted_date >= settled_in_turn.posted_date
        )
),

final as (
    -- The last takes what the others leave.
    select
        turns.order_line_key,
        turns.fee_code,
        turns.currency,
        case
            when turns.place_from_last > 1 then turns.turn_amount
            else {{ money(
                'turns.expected_amount - coalesce(sum(turns.turn_amount) over ('
                'partition by turns.order_line_key, turns.fee_code order by turns.place'
                ' rows between unbounded preceding and 1 preceding), 0)'
            ) }}
        end as expected_amount,
        turns.place,
        turns.replaced_batch_id,
        turns.replaced_date
    from turns
    where turns.replaced_batch_id is not null
)

select * from final
