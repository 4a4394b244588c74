{#- balance_kind(component): what an amount of a settlement or of Shopify Payments is to the balance that the account owes.

    in:  commission                 out: proceeds      (earned or charged: the balance changes by it)
    in:  current_reserve            out: reserve       (the balance stays, part of it is held back or carried over)
    in:  reserve                    out: reserve       (Shopify Payments holds it back, or gives it back)
    in:  transfer_unsuccessful      out: transfer      (money that moved outside of the settlement's own deposit) -#}
{% macro balance_kind(component) -%}
    case
        when {{ component }} in ('current_reserve', 'previous_reserve', 'payable_to_amazon')
            then 'reserve'
        when {{ component }} in ('reserve', 'chargeback_hold') then 'reserve'
        when {{ component }}
            in ('failed_disbursement', 'transfer_unsuccessful', 'successful_charge', 'micro_deposit')
            then 'transfer'
        else 'proceeds'
    end
{%- endmacro %}


{#- movement_sum(condition): the amounts of movements that meet a condition, as numeric(18,4). -#}
{% macro movement_sum(condition) -%}
    cast(sum(case when {{ condition }} then movements.amount else 0 end) as numeric(18, 4))
{%- endmacro %}


{#- running_total(expression): what has moved since the first period, this one included, per store, account, channel and
    currency. -#}
{% macro running_total(expression) -%}
    sum({{ expression }}) over (
        partition by members.store, members.account, members.channel_name, members.currency
        order by periods.period_start
        rows between unbounded preceding and current row
    )
{%- endmacro %}


{#- role_sum(role): the amounts of one role of the ledger, in their own currency, as numeric(18,4). -#}
{% macro role_sum(role) -%}
    cast(
        sum(case when ledger_events.ledger_role = '{{ role }}' then ledger_events.amount else 0 end)
        as numeric(18, 4)
    )
{%- endmacro %}
