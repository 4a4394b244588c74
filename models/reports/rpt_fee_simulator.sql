with

fee_quotes as (
    select * from {{ ref('fact_fee_quotes') }}
),

fees_per_scenario as (
    -- A fee that a row does not have is 0; one that it has and no card tells is null.
    select
        fee_quotes.store,
        fee_quotes.scenario_id,
        fee_quotes.country,
        fee_quotes.currency,
        fee_quotes.as_of_date,
        fee_quotes.fulfillment_method,
        fee_quotes.price,
        fee_quotes.quantity,
        fee_quotes.unit_cost,
        fee_quotes.break_even_price,
        fee_quotes.break_even_reason,
        max(fee_quotes.size_tier) as size_tier,
        {{ fee_of_code('fee_quotes', ['referral_fee']) }} as referral_fee,
        {{ fee_of_code('fee_quotes', ['fba_fulfillment_fee']) }} as fulfillment_fee,
        {{ fee_of_code('fee_quotes', ['variable_closing_fee']) }} as closing_fee,
        {{ fee_of_code('fee_quotes', ['per_item_selling_fee']) }} as per_item_fee,
        {{ fee_of_code('fee_quotes', ['digital_services_fee']) }} as digital_services_fee,
        {{ fee_of_code('fee_quotes', ['overmax_handling', 'non_sipp_packaging_fee']) }}
            as handling_fees,
        case
            when count(case when fee_quotes.is_fee_of_sale then 1 end)
                = count(case when fee_quotes.is_fee_of_sale then fee_quotes.expected_amount end)
                then {{ money(
                    'sum(case when fee_quotes.is_fee_of_sale'
                    ' then fee_quotes.expected_amount else 0 end)'
                ) }}
        end as total_fees,
        min(case when fee_quotes.is_fee_of_sale then fee_quotes.reason end) as unknown_reason,
        {{ fee_of_code('fee_quotes', ['refund_administration']) }} as refund_administration_fee,
        {{ fee_of_code('fee_quotes', ['removal_fee']) }} as removal_fee,
        {{ fee_of_code('fee_quotes', ['liquidation_processing']) }} as liquidation_fee,
        {{ fee_of_code('fee_quotes', ['coupon_fee']) }} as coupon_fee
    from fee_quotes
    group by
        fee_quotes.store, fee_quotes.scenario_id, fee_quotes.country, fee_quotes.currency,
        fee_quotes.as_of_date, fee_quotes.fulfillment_method, fee_quotes.price,
        fee_quotes.quantity, fee_quotes.unit_cost, fee_quotes.break_even_price,
        fee_quotes.break_even_reason
),

earned as (
    select
        fees_per_scenario.*,
        {{ money('fees_per_scenario.price * fees_per_scenario.quantity') }} as sales,
        {{ money(
            'fees_per_scenario.price * fees_per_scenario.quantity - fees_per_scenario.total_fees'
        ) }} as net_proceeds,
        {{ money(
            'fees_per_scenario.price * fees_per_scenario.quantity - fees_per_scenario.total_fees'
            ' - fees_per_scenario.unit_cost * fees_per_scenario.quantity'
        ) }} as profit
    from fees_per_scenario
),

final as (
    select
        earned.store,
        earned.scenario_id,
        earned.country,
        earned.currency,
        earned.as_of_date,
        earned.fulfillment_method,
        earned.size_tier,
        earned.price,
        earned.quantity,
        earned.referral_fee,
        earned.fulfillment_fee,
        earned.closing_fee,
        earned.per_item_fee,
        earned.digital_services_fee,
        earned.handling_fees,
        earned.total_fees,
        earned.unknown_reason,
        earned.net_proceeds,
        earned.unit_cost,
        earned.profit,
        {{ divide_round('earned.profit', 'earned.sales', 4) }} as margin,
        earned.break_even_price,
        earned.break_even_reason,
        earned.refund_administration_fee,
        earned.removal_fee,
        earned.liquidation_fee,
        earned.coupon_fee
    from earned
)

select * from final
