with

amazon_expected as (
    select * from {{ ref('int_fees__amazon_expected') }}
),

coupons as (
    select * from {{ ref('int_fees__scenario_coupons') }}
),

scenarios as (
    select * from {{ ref('int_fees__scenarios_to_price') }}
),

break_even_prices as (
    select * from {{ ref('int_fees__break_even_prices') }}
),

quotes as (
    select
        amazon_expected.store,
        amazon_expected.subject_id as scenario_id,
        amazon_expected.fee_code,
        amazon_expected.expected_amount,
        amazon_expected.reason_code,
        amazon_expected.rate_card_row_id,
        amazon_expected.size_tier,
        amazon_expected.billable_weight
    from amazon_expected
    where amazon_expected.subject_kind = 'scenario'
    union all
    select
        coupons.store,
        coupons.scenario_id,
        coupons.fee_code,
        coupons.expected_amount,
        coupons.reason_code,
        coupons.rate_card_row_id,
        cast(null as {{ dbt.type_string() }}) as size_tier,
        cast(null as numeric(18, 6)) as billable_weight
    from coupons
),

final as (
    select
        {{ hash_key(['quotes.store', 'quotes.scenario_id', 'quotes.fee_code']) }} as fee_quote_key,
        quotes.store,
        quotes.scenario_id,
        scenarios.country,
        scenarios.currency,
        scenarios.as_of_date,
        scenarios.fulfillment_method,
        scenarios.price,
        scenarios.quantity,
        scenarios.unit_cost,
        quotes.fee_code,
        quotes.fee_code in (
            'referral_fee', 'fba_fulfillment_fee', 'variable_closing_fee', 'per_item_selling_fee',
            'digital_services_fee', 'overmax_handling', 'non_sipp_packaging_fee'
        ) as is_fee_of_sale,
        quotes.expected_amount,
        quotes.reason_code as reason,
        quotes.rate_card_row_id,
        quotes.size_tier,
        quotes.billable_weight,
        break_even_prices.break_even_price,
        break_even_prices.reason_code as break_even_reason
    from quotes
    inner join scenarios
        on quotes.store = scenarios.store
        and quotes.scenario_id = scenarios.scenario_id
    left join break_even_prices
        on quotes.store = break_even_prices.store
        and quotes.scenario_id = break_even_prices.scenario_id
)

select * from final
