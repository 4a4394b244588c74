with

receivables as (
    select * from {{ ref('fact_receivables') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

movements as (
    -- An amount moves the receivable when it accrues and when it is paid; being settled only moves
    -- it from one part of the receivable to another.
    select
        receivables.*,
        'accrued' as movement,
        receivables.accrued_date as movement_date
    from receivables
    union all
    select
        receivables.*,
        'settled' as movement,
        receivables.settled_date as movement_date
    from receivables
    union all
    select
        receivables.*,
        'paid' as movement,
        receivables.paid_date as movement_date
    from receivables
),

moved_per_period as (
    select
        movements.store,
        movements.account,
        movements.channel_name,
        movements.currency,
        dates.fiscal_period_starts_on as period_start,
        {{ movement_sum("movements.movement = 'accrued'") }} as accrued,
        {{ movement_sum("movements.movement = 'settled'") }} as settled,
        {{ movement_sum("movements.movement = 'paid'") }} as paid,
        {{ movement_sum(
            "movements.movement = 'accrued' and movements.receivable_kind = 'brought_forward'"
        ) }} as brought_forward,
        {{ movement_sum(
            "movements.movement = 'paid' and movements.receivable_kind = 'proceeds'"
            ~ " or movements.movement = 'accrued' and movements.receivable_kind = 'brought_forward'"
        ) }} as paid_proceeds
    from movements
    inner join dates
        on movements.movement_date = dates.date
    group by
        movements.store, movements.account, movements.channel_name, movements.currency,
        dates.fiscal_period_starts_on
),

periods as (
    select
        dates.fiscal_period_starts_on as period_start,
        dates.fiscal_period_ends_on as period_end,
        dates.fiscal_period_name as period_name,
        {{ is_closed('dates.fiscal_period_ends_on') }} as is_closed
    from dates
    where dates.date = dates.fiscal_period_starts_on
),

spans as (
    -- An account that rests is still owed what it was owed: it stays as long as any other moves.
    select
        moved_per_period.store,
        moved_per_period.account,
        min(moved_per_period.period_start) as first_period,
        max(max(moved_per_period.period_start)) over () as last_period
    from moved_per_period
    group by moved_per_period.store, moved_per_period.account
),

members as (
    select
        moved_per_period.store,
        moved_per_period.account,
        moved_per_period.channel_name,
        moved_per_period.currency
    from moved_per_period
    group by
        moved_per_period.store, moved_per_period.account, moved_per_period.channel_name,
        moved_per_period.currency
),

rolled as (
    -- Every period of the account has its row, so that each opens with what the last one closed.
    select
        members.store,
        members.account,
        members.channel_name,
        members.currency,
        periods.period_name,
        periods.period_start,
        periods.period_end,
        periods.is_closed,
        coalesce(moved_per_period.accrued, 0) as accrued,
        coalesce(moved_per_period.paid, 0) as paid,
        coalesce(moved_per_period.brought_forward, 0) as brought_forward,
        {{ running_total('coalesce(moved_per_period.accrued, 0)') }} as accrued_to_date,
        {{ running_total('coalesce(moved_per_period.settled, 0)') }} as settled_to_date,
        {{ running_total('coalesce(moved_per_period.paid, 0)') }} as paid_to_date,
        {{ running_total('coalesce(moved_per_period.paid_proceeds, 0)') }} as proceeds_to_date
    from members
    inner join spans
        on members.store = spans.store
        and members.account = spans.account
    inner join periods
        on spans.first_period <= periods.period_start
        and spans.last_period >= periods.period_start
    left join moved_per_period
        on members.store = moved_per_period.store
        and members.account = moved_per_period.account
        and members.channel_name = moved_per_period.channel_name
        and members.currency = moved_per_period.currency
        and periods.period_start = moved_per_period.period_start
),

final as (
    select
        rolled.store,
        rolled.account,
        rolled.channel_name,
        rolled.currency,
        rolled.period_name,
        rolled.period_start,
        rolled.period_end,
        rolled.is_closed,
        {{ money(
            'rolled.accrued_to_date - rolled.accrued - rolled.paid_to_date + rolled.paid'
        ) }} as opening_receivable,
        {{ money('rolled.brought_forward') }} as reserve_brought_forward,
        {{ money('rolled.accrued - rolled.brought_forward') }} as accrued_net_proceeds,
        {{ money('rolled.paid') }} as cash_received,
        {{ money('rolled.accrued - rolled.paid') }} as change_of_receivable,
        {{ money('rolled.accrued_to_date - rolled.paid_to_date') }} as closing_receivable,
        {{ money('rolled.accrued_to_date - rolled.settled_to_date') }} as closing_unsettled,
        {{ money('rolled.settled_to_date - rolled.proceeds_to_date') }} as closing_settled_unpaid,
        {{ money('rolled.proceeds_to_date - rolled.paid_to_date') }} as closing_held
    from rolled
)

select * from final
