with

refunds as (
    select * from {{ ref('int_orders__shopify_refunds') }}
),

refunds_told as (
    select * from {{ ref('int_orders__shopify_refunds_told') }}
),

refunds_paid as (
    select * from {{ ref('int_orders__shopify_refunds_paid') }}
),

told_amounts as (
    select
        refunds_told.store,
        refunds_told.order_name,
        refunds_told.told_amount
    from refunds_told
    where refunds_told.is_split_told
    group by refunds_told.store, refunds_told.order_name, refunds_told.told_amount
),

named as (
    -- Told in the shop's own currency it is what was paid, else what the sale was worth.
    select
        refunds.store,
        refunds.order_name,
        refunds.refund_number,
        refunds.refund_kind,
        refunds.date_basis,
        refunds.refund_date,
        coalesce(told_amounts.told_amount, refunds.refund_amount) as refund_amount
    from refunds
    left join refunds_paid
        on refunds.payment_key = refunds_paid.payment_key
    left join told_amounts
        on refunds.store = told_amounts.store
        and refunds.order_name = told_amounts.order_name
        and refunds_paid.paid_amount = told_amounts.told_amount
),

paid as (
    -- A dispute is the bank's and has no refund in the shop.
    select
        named.*,
        row_number() over (
            partition by
                named.store, named.order_name, named.refund_amount, named.refund_date
            order by named.refund_number
        ) as place_of_day
    from named
    where named.refund_kind = 'refund'
        and named.date_basis = 'actual'
),

told as (
    select
        refunds_told.*,
        row_number() over (
            partition by
                refunds_told.store, refunds_told.order_name, refunds_told.told_amount,
                refunds_told.refund_date
            order by refunds_told.refund_at, refunds_told.refund_id
        ) as place_of_day
    from refunds_told
    where refunds_told.is_split_told
        and refunds_told.told_amount > 0
),

of_one_day as (
    -- The same amount on the same day is the same refund.
    select
        told.store,
        told.order_name,
        told.refund_id,
        paid.refund_number
    from told
    inner join paid
        on told.store = paid.store
        and told.order_name = paid.order_name
        and told.told_amount = paid.refund_amount
        and told.refund_date = paid.refund_date
        and told.place_of_day = paid.place_of_day
),

paid_left as (
    select
        paid.store,
        paid.order_name,
        paid.refund_amount,
        paid.refund_number,
        row_number() over (
            partition by paid.store, paid.order_name, paid.refund_amount
            order by paid.refund_number
        ) as place
    from paid
    left join of_one_day
        on paid.store = of_one_day.store
        and paid.order_name = of_one_day.order_name
        and paid.refund_number = of_one_day.refund_number
    where of_one_day.refund_id is null
),

told_left as (
    select
        told.store,
        told.order_name,
        told.refund_id,
        told.told_amount,
        row_number() over (
            partition by told.store, told.order_name, told.told_amount
            order by told.refund_at, told.refund_id
        ) as place
    from told
    left join of_one_day
        on told.store = of_one_day.store
        and told.order_name = of_one_day.order_name
        and told.refund_id = of_one_day.refund_id
    where of_one_day.refund_id is null
),

of_one_amount as (
    -- A payment may go through days after the refund was made.
    select
        told_left.store,
        told_left.order_name,
        told_left.refund_id,
        paid_left.refund_number
    from told_left
    inner join paid_left
        on told_left.store = paid_left.store
        and told_left.order_name = paid_left.order_name
        and told_left.told_amount = paid_left.refund_amount
        and told_left.place = paid_left.place
),

final as (
    select * from of_one_day
    union all
    select * from of_one_amount
)

select * from final
