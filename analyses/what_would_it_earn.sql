-- What would each what-if row earn, and at which price would it lose nothing?
select
    scenario_id,
    as_of_date,
    price,
    quantity,
    referral_fee,
    fulfillment_fee,
    total_fees,
    profit,
    margin,
    break_even_price,
    coalesce(unknown_reason, break_even_reason) as unknown_reason
from {{ ref('rpt_fee_simulator') }}
order by scenario_id asc
