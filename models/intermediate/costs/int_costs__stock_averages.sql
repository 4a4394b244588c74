with

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
        {{ quotient_rounded(
            exact_integer('stock_receipts.stock_before') ~ ' * ' ~ exact_integer(10 ** 14),
            exact_integer('(stock_receipts.stock_before + stock_receipts.units)'), 14
        ) }} as kept_share,
        case
            when stock_receipts.currency = currencies.currency
                then {{ quotient_rounded(
                    exact_integer('stock_receipts.units') ~ ' * '
                    ~ exact_integer('round(stock_receipts.landed_unit_cost * 10000, 0)') ~ ' * '
                    ~ exact_integer(10 ** 6),
                    exact_integer('(stock_receipts.stock_before + stock_receipts.units)'), 10
                ) }}
            else cast(0 as numeric(18, 10))
        end as added_cost
    from stock_receipts
    inner join currencies
        on stock_receipts.book = currencies.book
        and stock_receipts.store = currencies.store
        and stock_receipts.cost_sku = currencies.cost_sku
),

{{ moving_average_steps(
    'steps', 'book, store, cost_sku, currency', doublings=10, into='averaged'
) }},

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
