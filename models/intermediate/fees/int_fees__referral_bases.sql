with

compared as (
    select * from {{ ref('int_fees__amazon_compared') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

selling_expected as (
    select * from {{ ref('int_fees__selling_expected') }}
),

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

settled_prices as (
    -- What the buyer paid in the end, which may not be what the order report said.
    select
        amounts_placed.order_line_key,
        {{ money('sum(amounts_placed.amount)') }} as settled_amount
    from amounts_placed
    where amounts_placed.placement = 'line'
        and amounts_placed.order_event_type = 'sale'
        and amounts_placed.component in ('principal', 'promotion_principal')
    group by amounts_placed.order_line_key
),

differing as (
    select
        compared.order_line_key,
        subjects.country,
        subjects.fee_category,
        subjects.fulfillment_method,
        subjects.order_date,
        subjects.unit_total,
        subjects.unit_price,
        {{ divide_round('settled_prices.settled_amount', 'compared.quantity', 4) }}
            as settled_price,
        compared.quantity,
        compared.charged_amount,
        selling_expected.fee_tax_rate,
        row_number() over (
            partition by compared.order_line_key order by subjects.ship_date
        ) as subject_rank
    from compared
    inner join subjects
        on compared.order_line_key = subjects.order_line_key
    inner join selling_expected
        on subjects.subject_key = selling_expected.subject_key
    left join settled_prices
        on compared.order_line_key = settled_prices.order_line_key
    where compared.fee_code = 'referral_fee'
        and compared.outcome = 'differs'
),

final as (
    -- Prices that Amazon may have taken its share of.
    select
        differing.order_line_key,
        differing.country,
        differing.fee_category,
        differing.fulfillment_method,
        differing.order_date,
        differing.quantity,
        differing.charged_amount,
        differing.fee_tax_rate,
        differing.unit_total as base_price,
        'order' as base_kind
    from differing
    where differing.subject_rank = 1
    union all
    select
        differing.order_line_key,
        differing.country,
        differing.fee_category,
        differing.fulfillment_method,
        differing.order_date,
        differing.quantity,
        differing.charged_amount,
        differing.fee_tax_rate,
        differing.settled_price as base_price,
        'settled' as base_kind
    from differing
    where differing.subject_rank = 1
        and differing.settled_price <> differing.unit_total
    union all
    select
        differing.order_line_key,
        differing.country,
        differing.fee_category,
        differing.fulfillment_method,
        differing.order_date,
        differing.quantity,
        differing.charged_amount,
        differing.fee_tax_rate,
        differing.unit_price as base_price,
        'before_promotion' as base_kind
    from differing
    where differing.subject_rank = 1
        and differing.unit_price <> differing.unit_total
)

select * from final
