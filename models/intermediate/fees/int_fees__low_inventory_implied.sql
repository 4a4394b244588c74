with

compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

amazon_expected as (
    select * from {{ ref('int_fees__amazon_expected') }}
),

unit_fees as (
    select * from {{ ref('stg_reference__fba_unit_fees') }}
),

differing as (
    select
        compared.order_line_key,
        compared.variance_amount,
        compared.quantity,
        amazon_expected.country,
        amazon_expected.ship_date,
        amazon_expected.size_tier,
        amazon_expected.billable_weight
    from compared
    inner join amazon_expected
        on compared.order_line_key = amazon_expected.order_line_key
        and compared.fee_code = amazon_expected.fee_code
    where compared.fee_code = 'fba_fulfillment_fee'
        and compared.outcome = 'differs'
),

final as (
    -- Amazon adds the fee for low stock to the fulfillment fee. No export tells the days of supply
    -- that decide it, so it explains a charge and never is expected.
    select
        differing.order_line_key,
        min(unit_fees.rate_card_row_id) as rate_card_row_id
    from differing
    inner join unit_fees
        on differing.country = unit_fees.country
        and unit_fees.fee_code = 'low_inventory_level'
        and differing.size_tier = unit_fees.size_tier
        and {{ above_up_to(
            'differing.billable_weight', 'unit_fees.weight_above', 'unit_fees.weight_up_to'
        ) }}
        and {{ in_effect('differing.ship_date', 'unit_fees') }}
        and differing.variance_amount = unit_fees.amount * differing.quantity
    group by differing.order_line_key
)

select * from final
