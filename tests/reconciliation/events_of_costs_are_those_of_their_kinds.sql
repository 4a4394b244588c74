-- Property: the events of what goods cost are those of goods sold, of goods lost and of their way
-- to the buyer, each once and with its amount.
-- Who relies on it: the cost of goods and the shipping cost of the profit.
-- What would go wrong silently: a cost that no report tells in one sum would be missing, for landed
-- amounts know of no cost of a unit.
with

kinds as (
    select store, component, event_date, currency, booking, amount
    from {{ ref('int_ledger__cogs_events') }}
    union all
    select store, component, event_date, currency, 'now' as booking, amount
    from {{ ref('int_ledger__stock_events') }}
    union all
    select store, component, event_date, currency, booking, amount
    from {{ ref('int_ledger__shipping_events') }}
),

told as (
    select
        kinds.store,
        kinds.component,
        kinds.event_date,
        coalesce(kinds.currency, '') as currency,
        kinds.booking,
        count(*) as event_count,
        sum({{ money('kinds.amount') }}) as amount
    from kinds
    group by
        kinds.store, kinds.component, kinds.event_date, coalesce(kinds.currency, ''), kinds.booking
),

kept as (
    select
        cost_events.store,
        cost_events.component,
        cost_events.event_date,
        coalesce(cost_events.currency, '') as currency,
        cost_events.booking,
        count(*) as event_count,
        sum(cost_events.amount) as amount
    from {{ ref('int_ledger__cost_events') }} as cost_events
    group by
        cost_events.store, cost_events.component, cost_events.event_date,
        coalesce(cost_events.currency, ''), cost_events.booking
),

not_kept as (
    select * from told
    except
    select * from kept
),

not_told as (
    select * from kept
    except
    select * from told
)

select
    not_kept.store,
    not_kept.component,
    not_kept.event_date,
    not_kept.currency,
    not_kept.booking,
    not_kept.event_count,
    not_kept.amount,
    'told and not kept' as fault
from not_kept
union all
select
    not_told.store,
    not_told.component,
    not_told.event_date,
    not_told.currency,
    not_told.booking,
    not_told.event_count,
    not_told.amount,
    'kept and not told' as fault
from not_told
