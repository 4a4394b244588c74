-- Property: what is known now of each landed line and each estimate is booked with its amount,
-- once, whatever was known of it earlier.
-- Who relies on it: every report; and whoever looks for what two sources say differently.
-- What would go wrong silently: estimates and evidence rest on no landed total that would miss
-- them.
{%- set told -%}
store, event_type, component, measure, ledger_role, basis, currency, order_line_key, source,
        report, document_id, detail_key, source_file, source_line, batch_id
{%- endset %}
with

events as (
    select
        {{ told }},
        event_date,
        amount
    from {{ ref('int_ledger__events_unioned') }}
    where booking = 'now'
    union all
    select
        {{ told }},
        event_date,
        amount
    from {{ ref('int_ledger__evidence_events') }}
    where booking = 'now'
),

known as (
    select
        {{ told }},
        event_date as own_date,
        count(*) as events,
        sum(amount) as amount
    from events
    group by
        {{ told }}, event_date
),

booked as (
    select
        {{ told }},
        own_date,
        count(*) as events,
        sum(amount) as amount
    from {{ ref('int_ledger__events_booked') }}
    where coalesce(detail_key, '') not like '%/kept'
        and coalesce(detail_key, '') not like '%/reversed'
    group by
        {{ told }}, own_date
),

too_many as (
    select * from booked
    except
    select * from known
),

too_few as (
    select * from known
    except
    select * from booked
)

select
    'booked and not known' as found,
    {{ told }},
    too_many.own_date,
    too_many.events,
    too_many.amount
from too_many
union all
select
    'known and not booked' as found,
    {{ told }},
    too_few.own_date,
    too_few.events,
    too_few.amount
from too_few
