with

account_charge_drivers as (
    select * from {{ ref('account_charge_drivers') }}
),

final as (
    -- A component without a report that names its products stays on the account.
    select
        component,
        driver
    from account_charge_drivers
)

select * from final
