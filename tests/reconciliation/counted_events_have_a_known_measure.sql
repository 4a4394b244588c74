-- Property: every event of the profit and loss names a measure that exists.
-- Who relies on it: the fact, which sums by the measure's name.
-- What would go wrong silently: a misspelled measure in a mapping would make its amounts vanish
-- from the profit.
select
    events.event_key,
    events.measure,
    events.amount
from {{ ref('fact_ledger_events') }} as events
left join {{ ref('stg_reference__measures') }} as measures
    on events.measure = measures.measure
where events.ledger_role in ('pnl', 'unallocated')
    and measures.measure is null
