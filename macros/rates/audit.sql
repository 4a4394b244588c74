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


{#- sku_month_fees(fees, reason, implied_row): fees of a SKU and month in the columns of the audit. -#}
{% macro sku_month_fees(fees, reason, implied_row) -%}
    select
        'sku_month' as audit_subject,
        {{ fees }}.store,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        cast(null as {{ dbt.type_string() }}) as order_id,
        {{ fees }}.sku,
        {{ fees }}.month_of_charge as fee_date,
        {{ fees }}.fee_code,
        {{ fees }}.currency,
        cast(null as bigint) as quantity,
        {{ fees }}.expected_amount,
        {{ fees }}.charged_amount,
        {{ reason }} as reason,
        'actual' as basis,
        {{ fees }}.rate_card_row_id,
        cast({{ implied_row }} as {{ dbt.type_string() }}) as implied_rate_card_row_id,
        cast(null as {{ dbt.type_string() }}) as measured_size_tier,
        cast(null as {{ dbt.type_string() }}) as implied_size_tier,
        cast(null as {{ dbt.type_string() }}) as implied_fee_category,
        cast(null as date) as claim_from,
        cast(null as date) as claim_deadline
    from {{ fees }}
{%- endmacro %}
