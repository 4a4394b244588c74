-- Property: the shares of an account charge over its products add up to what the settlement says,
-- to the cent.
-- Who relies on it: the margin of products and the tie-out of settlements.
-- What would go wrong silently: rounding would leak cents between the account and its products.
with

shares as (
    select
        account_charges.settlement_amount_key,
        sum(account_charges.amount) as amount
    from {{ ref('int_fees__account_charges_allocated') }} as account_charges
    group by account_charges.settlement_amount_key
)

select
    settlement_lines.settlement_amount_key,
    settlement_lines.amount as settled_amount,
    shares.amount as shared_amount
from shares
left join {{ ref('fact_settlement_lines') }} as settlement_lines
    on shares.settlement_amount_key = settlement_lines.settlement_amount_key
where settlement_lines.amount is null
    or settlement_lines.amount <> shares.amount
