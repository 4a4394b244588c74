-- Property: every store that took money through Shopify has a plan in shopify_plans, and its
-- country and plan have a card processing fee in shopify_payment_fees.
-- Who relies on it: whoever reads the fee audit: without a plan or a card a store has no expected
-- card fee at all.
-- What would go wrong silently: an audit without findings would look like a store without
-- overcharges.
{{ config(severity='warn') }}
with

subjects as (
    select * from {{ ref('int_fees__shopify_subjects') }}
),

payment_fees as (
    select * from {{ ref('stg_reference__shopify_payment_fees') }}
),

plans_in_the_data as (
    select
        subjects.store,
        subjects.country,
        subjects.plan,
        count(*) as row_count
    from subjects
    where subjects.subject_kind in ('charge', 'uncharged')
    group by subjects.store, subjects.country, subjects.plan
),

cards as (
    select
        payment_fees.country,
        payment_fees.plan
    from payment_fees
    where payment_fees.fee_code = 'card_processing_fee'
    group by payment_fees.country, payment_fees.plan
)

select
    plans_in_the_data.store,
    plans_in_the_data.country,
    plans_in_the_data.plan,
    plans_in_the_data.row_count,
    case when plans_in_the_data.plan is null then 'no plan' else 'no card' end as fault
from plans_in_the_data
left join cards
    on plans_in_the_data.country = cards.country
    and plans_in_the_data.plan = cards.plan
where cards.plan is null
