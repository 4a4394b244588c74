{#- is_fee_finding(reason): whether the reason of a difference is somebody's mistake, which a seller
    would raise; the others are agreement, ignorance or the echo of another row.

    in:  'wrong_size_tier'      out: true
    in:  'no_card', 'match'     out: false -#}
{% macro is_fee_finding(reason) -%}
    ({{ reason }} in (
        'wrong_size_tier', 'wrong_weight_band', 'wrong_price_band', 'wrong_category', 'wrong_base',
        'wrong_rate_period', 'wrong_volume', 'wrong_card_class', 'wrong_plan', 'tax_on_fee',
        'not_charged', 'missing_refund', 'missing_reimbursement', 'unexplained'
    ))
{%- endmacro %}


{#- is_fee_claim(reason): whether a finding is one that the seller may ask back. A foreign card, another
    plan and a tax may be right and only unknown here, and the price of a band is not published.

    in:  'wrong_size_tier'                    out: true
    in:  'wrong_card_class', 'tax_on_fee'     out: false -#}
{% macro is_fee_claim(reason) -%}
    (
        {{ is_fee_finding(reason) }}
        and {{ reason }} not in (
            'wrong_card_class', 'wrong_plan', 'tax_on_fee', 'wrong_price_band'
        )
    )
{%- endmacro %}


{#- difference_reason(fees): what the two amounts of a fee say by themselves.

    in:  expected 1.00, charged 1.00      out: match
    in:  expected 1.00, charged 1.01      out: rounding
    in:  expected 1.00, charged 1.50      out: unexplained -#}
{% macro difference_reason(fees) -%}
    case
        when {{ fees }}.reason_code is not null then {{ fees }}.reason_code
        when {{ fees }}.charged_amount = {{ fees }}.expected_amount then 'match'
        when abs({{ fees }}.charged_amount - {{ fees }}.expected_amount)
            <= cast(0.01 as numeric(18, 4)) then 'rounding'
        else 'unexplained'
    end
{%- endmacro %}


{#- audit_columns(fees, audit_subject, subject, ...): one kind of audited fee in the columns of the audit,
    so that the kinds can be put one under the other. What a kind does not know is null. The model says
    `from`. -#}
{% macro audit_columns(
    fees, audit_subject, subject, store='null', order_line_key='null', order_id='null', sku='null',
    fee_date='null', quantity='null', charged_amount=none, reason='null', basis="'actual'",
    implied_row='null', measured_tier='null', implied_tier='null', implied_category='null',
    claim_from='null', claim_deadline='null', is_open='true'
) -%}
    select
        '{{ audit_subject }}' as audit_subject,
        {{ subject }} as subject,
        cast({{ store }} as {{ dbt.type_string() }}) as own_store,
        cast({{ order_line_key }} as {{ dbt.type_string() }}) as order_line_key,
        cast({{ order_id }} as {{ dbt.type_string() }}) as own_order_id,
        cast({{ sku }} as {{ dbt.type_string() }}) as own_sku,
        cast({{ fee_date }} as date) as own_fee_date,
        {{ fees }}.fee_code,
        {{ fees }}.currency,
        cast({{ quantity }} as bigint) as quantity,
        {{ fees }}.expected_amount,
        {{ money(charged_amount or fees ~ '.charged_amount') }} as charged_amount,
        {{ reason }} as reason,
        {{ basis }} as basis,
        {{ fees }}.rate_card_row_id,
        cast({{ implied_row }} as {{ dbt.type_string() }}) as implied_rate_card_row_id,
        cast({{ measured_tier }} as {{ dbt.type_string() }}) as measured_size_tier,
        cast({{ implied_tier }} as {{ dbt.type_string() }}) as implied_size_tier,
        cast({{ implied_category }} as {{ dbt.type_string() }}) as implied_fee_category,
        cast({{ claim_from }} as date) as claim_from,
        cast({{ claim_deadline }} as date) as claim_deadline,
        {{ is_open }} as is_open
{%- endmacro %}
