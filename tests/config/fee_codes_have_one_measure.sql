-- Property: all components under one fee code of Amazon have one measure of the profit and loss,
-- and every component of the commission has a fee code.
-- Who relies on it: the audit, which compares what a card expects with the charges of a fee code.
-- What would go wrong silently: a part of a fee would stand under another measure, or beside its
-- fee, and the rest would look as if Amazon had charged too little.
with

settlement_amount_types as (
    select * from {{ ref('settlement_amount_types') }}
),

fee_codes as (
    select * from {{ ref('amazon_fee_codes') }}
)

select
    fee_codes.fee_code,
    count(distinct settlement_amount_types.measure) as measures,
    cast(null as {{ dbt.type_string() }}) as component
from fee_codes
inner join settlement_amount_types
    on fee_codes.component = settlement_amount_types.component
group by fee_codes.fee_code
having count(distinct settlement_amount_types.measure) > 1
union all
select
    cast(null as {{ dbt.type_string() }}) as fee_code,
    cast(null as bigint) as measures,
    settlement_amount_types.component
from settlement_amount_types
left join fee_codes
    on settlement_amount_types.component = fee_codes.component
where settlement_amount_types.measure = 'amazon_referral_fees'
    and fee_codes.component is null
