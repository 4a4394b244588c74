with recursive

stock_receipts as (
    select * from {{ ref('int_costs__stock_receipts') }}
),

currencies as (
    select
        stock_receipts.book,
        stock_receipts.store,
        stock_receipts.cost_sku,
        stock_receipts.currency
    from stock_receipts
    group by
        stock_receipts.book, stock_receipts.store, stock_receipts.cost_sku, stock_receipts.currency
),

steps as (
    -- Goods paid for in two currencies cost some of each: every currency has an average of its own
    -- over all units.
    select
        stock_receipts.book,
        stock_receipts.store,
        stock_receipts.cost_sku,
        currencies.currency,
        stock_receipts.step_number,
        stock_receipts.receipt_key,
        stock_receipts.stocked_on,
        stock_receipts.next_stocked_on,
        stock_receipts.stock_before,
        stock_receipts.units,
        case
            when stock_receipts.currency = currencies.currency
                then cast(stock_receipts.units as numeric(12, 0)) * stock_receipts.landed_unit_cost
            else 0
        end as amount
    from stock_receipts
    inner join currencies
        on stock_receipts.book = currencies.book
        and stock_receipts.store = currencies.store
        and stock_receipts.cost_sku = currencies.cost_sku
),

-- Each average needs the one before it, which no window gives.
averaged (book, store, cost_sku, currency, step_number, average_cost) as (
    select
        steps.book,
        steps.store,
        steps.cost_sku,
        steps.currency,
        steps.step_number,
        {{ divide_round('steps.amount', 'steps.units', 8) }} as average_cost
    from steps
    where steps.step_number = 1
    union all
    select
        steps.book,
        steps.store,
        steps.cost_sku,
        steps.currency,
        steps.step_number,
        {{ divide_round(
            '(cast(steps.stock_before as numeric(12, 0)) * averaged.average_cost + steps.amount)',
            '(steps.stock_before + steps.units)', 8
        ) }} as average_cost
    from averaged
    inner join steps
        on averaged.book = steps.book
        and averaged.store = steps.store
        and averaged.cost_sku = steps.cost_sku
        and averaged.currency = steps.currency
        and averaged.step_number + 1 = steps.step_number
),

final as (
    select
        steps.book,
        steps.store,
        steps.cost_sku,
        steps.currency,
        steps.step_number,
        steps.receipt_key,
        steps.stocked_on,
        steps.next_stocked_on,
        averaged.average_cost
    from steps
    inner join averaged
        on steps.book = averaged.book
        and steps.store = averaged.store
        and steps.cost_sku = averaged.cost_sku
        and steps.currency = averaged.currency
        and steps.step_number = averaged.step_number
)

select * from final
