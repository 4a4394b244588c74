with

compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

fulfillment_explained as (
    select * from {{ ref('int_fees__fulfillment_explained') }}
),

low_inventory_implied as (
    select * from {{ ref('int_fees__low_inventory_implied') }}
),

referral_explained as (
    select * from {{ ref('int_fees__referral_explained') }}
),

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

taxed as (
    -- A tax that Amazon adds to its fees in one place may turn up in another.
    select
        compared.order_line_key,
        compared.fee_code,
        min(amazon_rates.rate_card_row_id) as rate_card_row_id
    from compared
    inner join amazon_rates
        on amazon_rates.fee_code = 'fee_tax'
        and compared.charged_amount
        = compared.expected_amount
        + {{ fee_tax('compared.expected_amount', 'amazon_rates.rate') }}
    where compared.outcome = 'differs'
    group by compared.order_line_key, compared.fee_code
),

sales as (
    -- What the sale of a refunded line was charged.
    select
        compared.order_line_key,
        compared.quantity,
        compared.expected_amount,
        compared.charged_amount
    from compared
    where compared.fee_code = 'referral_fee'
),

principals as (
    select
        amounts_placed.order_line_key,
        {{ money('sum(case when amounts_placed.component = \'principal\''
            ' then amounts_placed.amount else 0 end)') }} as sold_amount,
        {{ money('-sum(case when amounts_placed.component = \'principal_refund\''
            ' then amounts_placed.amount else 0 end)') }} as refunded_amount
    from amounts_placed
    where amounts_placed.placement = 'line'
    group by amounts_placed.order_line_key
),

refunds as (
    -- A refund of a part of the price gives back a part of the commission; a refund follows what
    -- the sale was charged, right or wrong.
    select
        compared.order_line_key,
        compared.fee_code,
        case
            when principals.refunded_amount
                < {{ divide_round(
                    'principals.sold_amount * compared.quantity', 'order_lines.quantity', 4
                ) }}
                then 'partial_refund'
            when sales.charged_amount <> sales.expected_amount then 'follows_the_charge'
        end as reason
    from compared
    inner join order_lines
        on compared.order_line_key = order_lines.order_line_key
    left join sales
        on compared.order_line_key = sales.order_line_key
    left join principals
        on compared.order_line_key = principals.order_line_key
    where compared.outcome in ('differs', 'missing_refund', 'not_charged')
        and compared.fee_code in ('referral_fee_refund', 'refund_administration')
),

final as (
    select
        compared.order_line_key,
        compared.fee_code,
        compared.currency,
        compared.quantity,
        compared.expected_amount,
        compared.charged_amount,
        compared.variance_amount,
        compared.basis,
        case
            when refunds.reason is not null then refunds.reason
            when compared.outcome <> 'differs' then compared.outcome
            when taxed.order_line_key is not null then 'tax_on_fee'
            when low_inventory_implied.order_line_key is not null then 'low_inventory'
            when fulfillment_explained.reason is not null then fulfillment_explained.reason
            when referral_explained.reason is not null then referral_explained.reason
            else 'unexplained'
        end as reason,
        compared.rate_card_row_id,
        case when compared.fee_code = 'fba_fulfillment_fee' then compared.measured_size_tier end
            as measured_size_tier,
        coalesce(
            taxed.rate_card_row_id,
            low_inventory_implied.rate_card_row_id,
            fulfillment_explained.implied_rate_card_row_id,
            referral_explained.implied_rate_card_row_id
        ) as implied_rate_card_row_id,
        fulfillment_explained.implied_size_tier,
        fulfillment_explained.implied_weight,
        referral_explained.implied_fee_category,
        compared.first_posted_date
    from compared
    left join taxed
        on compared.order_line_key = taxed.order_line_key
        and compared.fee_code = taxed.fee_code
    left join low_inventory_implied
        on compared.order_line_key = low_inventory_implied.order_line_key
        and compared.fee_code = 'fba_fulfillment_fee'
        and taxed.order_line_key is null
    left join fulfillment_explained
        on compared.order_line_key = fulfillment_explained.order_line_key
        and compared.fee_code = fulfillment_explained.fee_code
        and taxed.order_line_key is null
        and low_inventory_implied.order_line_key is null
    left join referral_explained
        on compared.order_line_key = referral_explained.order_line_key
        and compared.fee_code = referral_explained.fee_code
        and taxed.order_line_key is null
    left join refunds
        on compared.order_line_key = refunds.order_line_key
        and compared.fee_code = refunds.fee_code
)

select * from final
