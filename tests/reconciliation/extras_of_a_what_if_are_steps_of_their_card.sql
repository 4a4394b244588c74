-- Property: a removal, liquidation or handling fee of a what-if is the amount of the card row that
-- it names and whole steps above it, for each unit.
-- Who relies on it: whoever asks what a product would cost beside its sale.
-- What would go wrong silently: the answer would name a row and state another fee.
with

scenario_extras as (
    select * from {{ ref('int_fees__scenario_extras') }}
),

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

unit_fees as (
    select * from {{ ref('stg_reference__fba_unit_fees') }}
),

above_base as (
    select
        scenario_extras.subject_key,
        scenario_extras.fee_code,
        scenario_extras.rate_card_row_id,
        scenario_extras.expected_amount,
        subjects.quantity,
        cast(
            scenario_extras.expected_amount - unit_fees.amount * subjects.quantity
            as double precision
        ) / nullif(subjects.quantity, 0) as above_base,
        cast(unit_fees.increment_fee as double precision) as increment_fee
    from scenario_extras
    inner join subjects
        on scenario_extras.subject_key = subjects.subject_key
    inner join unit_fees
        on scenario_extras.rate_card_row_id = unit_fees.rate_card_row_id
    where subjects.quantity > 0
)

select *
from above_base
-- A fee of half a cent is rounded by all of it.
where above_base < -0.0051
    or abs(
        above_base
        - round(coalesce(above_base / nullif(increment_fee, 0), 0)) * coalesce(increment_fee, 0)
    ) > 0.0051
