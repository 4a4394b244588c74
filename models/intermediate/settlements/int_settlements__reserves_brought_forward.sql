with

deposits as (
    select * from {{ ref('int_settlements__deposits') }}
),

settlement_amounts as (
    select * from {{ ref('int_settlements__amounts_classified') }}
),

sides as (
    -- What a settlement holds back or leaves as a debt, and what it gives back or takes over. No
    -- order is named there, so that every run knows all of them.
    select
        settlement_amounts.store,
        settlement_amounts.settlement_id,
        case when settlement_amounts.component = 'current_reserve' then 'held' else 'released' end
            as side,
        settlement_amounts.amount
    from settlement_amounts
    where settlement_amounts.is_primary
        and {{ balance_kind('settlement_amounts.component') }} = 'reserve'
    union all
    select
        deposits.store,
        deposits.settlement_id,
        'held' as side,
        -deposits.total_amount as amount
    from deposits
    where deposits.total_amount < 0
),

amounts as (
    select
        deposits.store,
        deposits.currency,
        sides.settlement_id,
        sides.side,
        coalesce(deposits.starts_on, deposits.deposit_date) as starts_on,
        coalesce(deposits.ends_on, deposits.deposit_date) as ends_on,
        cast(sum(sides.amount) as numeric(18, 4)) as amount
    from sides
    inner join deposits
        on sides.store = deposits.store
        and sides.settlement_id = deposits.settlement_id
    group by
        deposits.store, deposits.currency, sides.settlement_id, sides.side, deposits.starts_on,
        deposits.ends_on, deposits.deposit_date
    having sum(sides.amount) <> 0
),

overlapping as (
    -- Settlements of several marketplaces run side by side here.
    select
        deposits.store,
        deposits.currency
    from deposits
    inner join deposits as others
        on deposits.store = others.store
        and deposits.currency = others.currency
        and deposits.settlement_id < others.settlement_id
        and deposits.starts_on < others.ends_on
        and deposits.ends_on > others.starts_on
    group by deposits.store, deposits.currency
),

{{ reserve_steps('amounts', 'overlapping', into='neighbours') }},

unmatched as (
    select neighbours.*
    from neighbours
    where (neighbours.side = 'released' and coalesce(neighbours.side_before, '') <> 'held')
        or (neighbours.side = 'held' and coalesce(neighbours.side_after, '') <> 'released')
),

dated as (
    -- A release that nothing landed holds was held when its settlement began. What a settlement
    -- held and none released ends where the next such release begins: one between is missing.
    select
        unmatched.store,
        unmatched.currency,
        unmatched.settlement_id,
        unmatched.starts_on as brought_forward_on,
        unmatched.amount
    from unmatched
    where unmatched.side = 'released'
    union all
    select
        held.store,
        held.currency,
        held.settlement_id,
        min(released.starts_on) as brought_forward_on,
        held.amount
    from unmatched as held
    inner join unmatched as released
        on held.store = released.store
        and held.currency = released.currency
        and held.ends_on <= released.starts_on
    left join overlapping
        on held.store = overlapping.store
        and held.currency = overlapping.currency
    where held.side = 'held'
        and released.side = 'released'
        and overlapping.store is null
    group by held.store, held.currency, held.settlement_id, held.amount
),

final as (
    select
        dated.store,
        'brought_forward' as receivable_kind,
        'Amazon (account level)' as channel_name,
        cast(null as {{ dbt.type_string() }}) as order_line_key,
        cast(null as {{ dbt.type_string() }}) as order_id,
        dated.settlement_id as document_id,
        dated.currency,
        dated.brought_forward_on as accrued_date,
        dated.brought_forward_on as settled_date,
        cast(null as date) as paid_date,
        dated.amount
    from dated
)

select * from final
