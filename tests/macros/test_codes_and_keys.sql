-- Property: clean_text, normalized_code, settlement_code, is_described_by, is_mcf and hash_key give
-- what their headers promise, nulls and blanks included.
-- Who relies on it: every join on a vendor's code, every key, every order that Amazon only shipped.
-- What would go wrong silently: two spellings of a fee code stay two codes, an order of another
-- channel is sold twice, or two different rows share a key.
with

cases as (
    select
        1 as case_id,
        ' MUG-01 ' as text_in,
        'MUG-01' as expected_text,
        'FBA transportation fee' as code_in,
        'fbatransportationfee' as expected_code
    union all
    select 2, ' ', null, 'FBATransportationFee', 'fbatransportationfee'
    union all
    select 3, '', null, 'A-to-z Guarantee Refund', 'atozguaranteerefund'
    union all
    select
        4,
        'two  words',
        'two  words',
        'FBA Removal Order: Disposal Fee',
        'fbaremovalorderdisposalfee'
    union all
    select 5, null, null, null, null
    union all
    select 6, 'x', 'x', '*', ''
    union all
    select 7, '#1042/2', '#1042/2', 'TDS (Section 194-O)', 'tdssection194o'
),

results as (
    select
        cases.case_id,
        cases.expected_text,
        cases.expected_code,
        {{ clean_text('cases.text_in') }} as actual_text,
        {{ normalized_code('cases.code_in') }} as actual_code
    from cases
),

settlement_rows as (
    select
        11 as case_id,
        'Transfer of funds unsuccessful' as description,
        'transferoffundsunsuccessful' as expected_code,
        'Amazon.com' as marketplace,
        '113-1234567-1234567' as order_id,
        'false' as expected_mcf
    union all
    select
        12,
        'Transfer of funds unsuccessful: the account is closed.',
        'transferoffundsunsuccessful',
        'Non-Amazon US',
        '113-1234567-1234567',
        'true'
    union all
    select 13, 'Transfer', 'transfer', null, 'S01-1234567-1234567', 'true'
    union all
    select 14, null, null, 'NON-AMAZON', null, 'true'
    union all
    select 15, 'FBA transportation fee', 'fbatransportationfee', null, null, 'false'
    union all
    select 16, 'x', 'x', 'Amazon.com', 'SKU-1', 'false'
),

settlement_results as (
    select
        settlement_rows.*,
        {{ settlement_code('settlement_rows.description') }} as actual_code,
        case
            when {{ is_mcf('settlement_rows.marketplace', 'settlement_rows.order_id') }} then 'true'
            else 'false'
        end as actual_mcf
    from settlement_rows
),

descriptions as (
    select
        21 as case_id,
        'SUBSCRIPTION' as description,
        'Subscription' as listed,
        'true' as expected
    union all
    select 22, 'SAFE-T Claim ID: 1', 'SAFE-T Claim ID*', 'true'
    union all
    select 23, 'SAFE-T Claim ID', 'SAFE-T Claim ID*', 'true'
    union all
    select 24, 'Subscription 1', 'Subscription', 'false'
    union all
    select 25, 'A SAFE-T Claim ID', 'SAFE-T Claim ID*', 'false'
    union all
    select 26, null, 'Subscription', 'null'
),

description_results as (
    select
        descriptions.*,
        case
            when {{ is_described_by('descriptions.description', 'descriptions.listed') }}
                then 'true'
            when not {{ is_described_by('descriptions.description', 'descriptions.listed') }}
                then 'false'
            else 'null'
        end as actual
    from descriptions
),

key_parts as (
    select 'a' as first_part, 'bc' as second_part
    union all
    select 'ab' as first_part, 'c' as second_part
    union all
    select '' as first_part, 'abc' as second_part
    union all
    select null as first_part, 'abc' as second_part
    union all
    select 'abc' as first_part, null as second_part
    union all
    select 'abc' as first_part, '' as second_part
),

key_clashes as (
    select
        {{ hash_key(['key_parts.first_part', 'key_parts.second_part']) }} as part_key,
        count(*) as row_count
    from key_parts
    group by {{ hash_key(['key_parts.first_part', 'key_parts.second_part']) }}
    having count(*) > 1
)

select
    cast(results.case_id as {{ dbt.type_string() }}) as fault,
    results.actual_text,
    results.actual_code
from results
where coalesce(results.actual_text, '(null)') <> coalesce(results.expected_text, '(null)')
    or coalesce(results.actual_code, '(null)') <> coalesce(results.expected_code, '(null)')
union all
select
    cast(settlement_results.case_id as {{ dbt.type_string() }}) as fault,
    settlement_results.actual_mcf as actual_text,
    settlement_results.actual_code
from settlement_results
where coalesce(settlement_results.actual_code, '(null)')
    <> coalesce(settlement_results.expected_code, '(null)')
    or settlement_results.actual_mcf <> settlement_results.expected_mcf
union all
select
    cast(description_results.case_id as {{ dbt.type_string() }}) as fault,
    description_results.actual as actual_text,
    null as actual_code
from description_results
where description_results.actual <> description_results.expected
union all
select
    'two rows share a key' as fault,
    key_clashes.part_key as actual_text,
    null as actual_code
from key_clashes
