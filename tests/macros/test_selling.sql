-- Property: the measures of a sale round half up to the cent, each on its own; the first cent above a
-- price is higher than it; media are rated on the item alone.
-- Who relies on it: what a sale is expected to be charged, and the price at which it loses nothing.
-- What would go wrong silently: both would be a cent off, or a price would be looked for in the
-- band beside its own.
with

cases as (
    select
        1 as case_id,
        cast(9.00 as numeric(18, 4)) as commission,
        cast(0.07 as numeric(9, 6)) as tax_rate,
        cast(0.03 as numeric(9, 6)) as services_rate,
        cast(6.00 as numeric(18, 4)) as base_fee,
        cast(0.035 as numeric(9, 6)) as surcharge_rate,
        'item' as fee_base,
        0.63 as expected_tax,
        0.29 as expected_services,
        0.21 as expected_surcharge,
        9.00 as expected_base,
        901 as expected_cent
    union all
    select 2, 1.50, 0.07, 0, 3.54, null, 'total', 0.11, 0.00, 0.00, 7.50, 151
    union all
    select 3, 0.005, 1, 1, 1.00, 0.005, 'total', 0.01, 0.02, 0.01, 6.005, 1
    union all
    select 4, 9.995, 0, 0.0001, 0, 0.035, 'item', 0.00, 0.00, 0.00, 9.995, 1000
),

results as (
    select
        cases.*,
        {{ fee_tax('cases.commission', 'cases.tax_rate') }} as tax,
        {{ digital_services(
            'cases.services_rate', 'cases.commission', fee_tax('cases.commission', 'cases.tax_rate')
        ) }} as services,
        {{ fuel_surcharge('cases.base_fee', 'cases.surcharge_rate') }} as surcharge,
        {{ referral_base('cases', 'cases.commission', 'cases.commission + 6') }} as base,
        {{ first_cent_above('cases.commission') }} as cent
    from cases
)

select results.case_id
from results
where results.tax <> results.expected_tax
    or results.services <> results.expected_services
    or results.surcharge <> results.expected_surcharge
    or results.base <> results.expected_base
    or results.cent <> results.expected_cent
    or results.tax is null
    or results.services is null
    or results.surcharge is null
    or results.base is null
    or results.cent is null
