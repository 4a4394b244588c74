with

goods_sold as (
    select * from {{ ref('int_costs__goods_sold') }}
),

order_line_costs as (
    select * from {{ ref('int_costs__order_line_costs') }}
),

cross_rates as (
    select * from {{ ref('int_fx__cross_rates') }}
),

reporting_currency as (
    select * from {{ ref('int_fx__reporting_currency') }}
),

closed as (
    select
        goods_sold.order_line_key,
        goods_sold.store,
        goods_sold.sku,
        goods_sold.sale_date,
        goods_sold.fiscal_year,
        goods_sold.fiscal_period,
        goods_sold.quantity
    from goods_sold
    where goods_sold.book = 'closing'
        and goods_sold.is_sold
),

translated as (
    select
        closed.order_line_key,
        order_line_costs.book,
        reporting_currency.reporting_currency,
        case
            when order_line_costs.cost_amount = 0 then 0
            else {{ translate(
                'order_line_costs.cost_amount', 'order_line_costs.currency',
                'reporting_currency.reporting_currency', 'cross_rates.from_units_per_eur',
                'cross_rates.to_units_per_eur'
            ) }}
        end as amount
    from closed
    inner join order_line_costs
        on closed.order_line_key = order_line_costs.order_line_key
    cross join reporting_currency
    left join cross_rates
        on order_line_costs.currency = cross_rates.currency
        and closed.sale_date = cross_rates.valid_on
),

costs_per_line as (
    -- Without a rate a cost is not known in the reporting currency: no total then.
    select
        translated.order_line_key,
        translated.reporting_currency,
        {{ sum_if_known(
            "case when translated.book = 'closing' then translated.amount else 0 end"
        ) }} as cogs_as_closed,
        {{ sum_if_known(
            "case when translated.book = 'newest' then translated.amount else 0 end"
        ) }} as cogs_as_known_now
    from translated
    group by translated.order_line_key, translated.reporting_currency
),

final as (
    select
        closed.order_line_key,
        closed.store,
        closed.sku,
        closed.sale_date,
        closed.fiscal_year,
        closed.fiscal_period,
        closed.quantity,
        costs_per_line.reporting_currency,
        costs_per_line.cogs_as_closed,
        costs_per_line.cogs_as_known_now
    from closed
    inner join costs_per_line
        on closed.order_line_key = costs_per_line.order_line_key
    where costs_per_line.cogs_as_closed <> costs_per_line.cogs_as_known_now
)

select * from final
