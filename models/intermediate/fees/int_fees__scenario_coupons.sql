with

scenarios as (
    select * from {{ ref('int_fees__scenarios_to_price') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

final as (
    -- A coupon costs an amount of its own and a part of all that was sold with it. Under the card
    -- before, each redemption cost an amount, and a what-if does not say how many there were.
    select
        scenarios.store,
        scenarios.scenario_id,
        'coupon_fee' as fee_code,
        {{ round_fee(
            'amazon_rates.amount + ' ~ exact_product('scenarios.coupon_sales', 'amazon_rates.rate')
        ) }} as expected_amount,
        case when amazon_rates.rate_card_row_id is null then 'no_card' end as reason_code,
        amazon_rates.rate_card_row_id
    from scenarios
    left join amazon_rates
        on scenarios.country = amazon_rates.country
        and amazon_rates.fee_code = 'coupon_fee'
        and {{ in_effect('scenarios.as_of_date', 'amazon_rates') }}
    where scenarios.coupon_sales is not null
)

select * from final
