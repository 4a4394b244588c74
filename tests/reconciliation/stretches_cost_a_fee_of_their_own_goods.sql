-- Property: the fulfillment fee along a stretch of prices is one that the goods of the what-if have
-- on some card, with its surcharge and discount; or nothing, where the merchant ships or no card
-- tells it.
-- Who relies on it: the price at which a unit breaks even.
-- What would go wrong silently: the price would be right for other goods.
with

stretches as (
    select * from {{ ref('int_fees__break_even_stretches') }}
),

terms as (
    select * from {{ ref('int_fees__break_even_terms') }}
),

profile_fees as (
    select * from {{ ref('int_fees__profile_fulfillment_fees') }}
)

select
    stretches.subject_key,
    stretches.first_cent,
    stretches.fulfillment_fee
from stretches
inner join terms
    on stretches.subject_key = terms.subject_key
left join profile_fees
    on terms.profile_key = profile_fees.profile_key
    and terms.fulfillment_method = 'fba'
    and abs(
        cast(stretches.fulfillment_fee - terms.sipp_discount as double precision)
        - cast(profile_fees.base_fee as double precision) * (1 + coalesce(terms.surcharge_rate, 0))
    ) < 0.0051
where profile_fees.profile_key is null
    and (stretches.is_known or stretches.fulfillment_fee <> 0)
    and (terms.fulfillment_method = 'fba' or stretches.fulfillment_fee <> 0)
