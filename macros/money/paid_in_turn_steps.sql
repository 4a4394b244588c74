{#- direction_of(amount): money that is paid, 1, or taken back, -1.

    in:  -22.15      out: -1 -#}
{% macro direction_of(amount) -%}
    case when {{ amount }} > 0 then 1 else -1 end
{%- endmacro %}


{#- paid_in_turn_steps(from_cte, payments_cte, keys, into): which payment paid which claim, as CTEs; the last one is named `into`:
    reimbursement_key, settlement_amount_key. Within `keys` the first payment pays the claim that has waited longest, and one that
    finds no claim waiting pays none. A claim waits from reimbursement_lead_max_days before its approval on.

    in:  approved on the 10th and the 20th, paid on the 1st, the 11th and the 21st      out: 10th by 11th, 20th by 21st

    from_cte, the claims: reimbursement_key, approval_date, reimbursement_id. payments_cte: settlement_amount_key, posted_date. Both: `keys`,
    source_file, source_line. A payment comes too early where fewer claims wait than ever before. -#}
{% macro paid_in_turn_steps(from_cte, payments_cte, keys, into) -%}
{%- set in_turn = 'turn_date, is_payment, reimbursement_id, source_file, source_line, row_key' -%}
{{ into }}_turns as (
    select
        {%- for key in keys %}
        {{ from_cte }}.{{ key }},
        {%- endfor %}
        {{ from_cte }}.reimbursement_key as row_key,
        {{ from_cte }}.approval_date as turn_date,
        0 as is_payment,
        {{ from_cte }}.reimbursement_id,
        {{ from_cte }}.source_file,
        {{ from_cte }}.source_line
    from {{ from_cte }}
    union all
    select
        {%- for key in keys %}
        {{ payments_cte }}.{{ key }},
        {%- endfor %}
        {{ payments_cte }}.settlement_amount_key as row_key,
        {{ date_plus_days(payments_cte ~ '.posted_date', var('reimbursement_lead_max_days')) }} as turn_date,
        1 as is_payment,
        cast(null as {{ dbt.type_string() }}) as reimbursement_id,
        {{ payments_cte }}.source_file,
        {{ payments_cte }}.source_line
    from {{ payments_cte }}
),

{{ into }}_waiting as (
    select
        {{ into }}_turns.*,
        sum(1 - 2 * is_payment) over (
            partition by {{ keys | join(', ') }} order by {{ in_turn }}
            rows between unbounded preceding and current row
        ) as waiting
    from {{ into }}_turns
),

{{ into }}_met as (
    select
        {{ into }}_waiting.*,
        min(waiting) over (
            partition by {{ keys | join(', ') }} order by {{ in_turn }}
            rows between unbounded preceding and 1 preceding
        ) as fewest_before
    from {{ into }}_waiting
),

{{ into }}_numbered as (
    select
        {{ into }}_met.*,
        row_number() over (
            partition by {{ keys | join(', ') }}, is_payment order by {{ in_turn }}
        ) as number_in_turn
    from {{ into }}_met
    where is_payment = 0 or waiting >= least(coalesce(fewest_before, 0), 0)
),

{{ into }} as (
    select
        claimed.row_key as reimbursement_key,
        paid.row_key as settlement_amount_key
    from {{ into }}_numbered as claimed
    inner join {{ into }}_numbered as paid
        on claimed.number_in_turn = paid.number_in_turn
        {%- for key in keys %}
        and claimed.{{ key }} = paid.{{ key }}
        {%- endfor %}
    where claimed.is_payment = 0
        and paid.is_payment = 1
)
{%- endmacro %}
