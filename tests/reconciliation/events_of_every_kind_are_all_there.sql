-- Property: the events of all kinds together are those of each kind: per store, day, component,
-- role and currency as many, and with the same amount; and so are those that only witness others.
-- Who relies on it: every report; and whoever looks for what two sources say differently.
-- What would go wrong silently: estimates and evidence rest on no landed total that would miss
-- them.
{%- set kinds = {
    'int_ledger__events_unioned': [
        ref('int_ledger__shopify_sale_events'), ref('int_ledger__shopify_refund_events'),
        ref('int_ledger__payment_events'), ref('int_ledger__exchange_events'),
        ref('int_ledger__earlier_witness_events'),
        ref('int_ledger__refund_estimates'), ref('int_ledger__amazon_order_events'),
        ref('int_ledger__settlement_events'), ref('int_ledger__amazon_taxes_inside'),
        ref('int_ledger__ad_spend_events'), ref('int_ledger__ad_allocation_events'),
        ref('int_ledger__cost_events'), ref('int_ledger__fee_estimate_events'),
        ref('int_ledger__shopify_billing_events')
    ],
    'int_ledger__evidence_events': [
        ref('int_ledger__settlement_differences'), ref('int_ledger__advertising_differences'),
        ref('int_ledger__amazon_copy_differences'), ref('int_ledger__shipment_witnesses'),
        ref('int_ledger__shipping_differences'), ref('int_ledger__refund_witnesses'),
        ref('int_ledger__reimbursement_witnesses')
    ]
} %}
{%- set columns = ['store', 'event_date', 'event_type', 'component', 'ledger_role', 'currency'] %}
{%- set told = columns | join(', ') %}

with

together as (
    {%- for relation in [ref('int_ledger__events_unioned'), ref('int_ledger__evidence_events')] %}
    select
        '{{ kinds.keys() | list | first if loop.first else kinds.keys() | list | last }}' as model,
        {{ told }},
        count(*) as events,
        sum(cast(amount as numeric(18, 4))) as amount
    from {{ relation }}
    group by {{ told }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

each_kind as (
    {%- for model, relations in kinds.items() %}
    {%- set several = not loop.last %}
    {%- for relation in relations %}
    select
        '{{ model }}' as model,
        {{ told }},
        count(*) as events,
        sum(cast(amount as numeric(18, 4))) as amount
    from {{ relation }}
    group by {{ told }}
    {%- if several or not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

kinds as (
    select
        model,
        {{ told }},
        sum(events) as events,
        sum(amount) as amount
    from each_kind
    group by model, {{ told }}
),

too_many as (
    select * from together
    except
    select * from kinds
),

too_few as (
    select * from kinds
    except
    select * from together
)

select
    'in no kind' as found,
    too_many.model,
    {{ told }},
    too_many.events,
    too_many.amount
from too_many
union all
select
    'in its kind alone' as found,
    too_few.model,
    {{ told }},
    too_few.events,
    too_few.amount
from too_few
