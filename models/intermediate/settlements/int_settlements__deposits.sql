with

settlements as (
    select * from {{ ref('stg_amazon__settlements') }}
),

summaries as (
    select
        settlements.store,
        settlements.settlement_id,
        settlements.layout,
        max(settlements.currency) as currency,
        cast(min(settlements.settlement_start_at) as date) as starts_on,
        cast(max(settlements.settlement_end_at) as date) as ends_on,
        max(settlements.deposit_date) as deposit_date,
        {{ money('max(settlements.total_amount)') }} as total_amount,
        max(settlements.source_file) as source_file,
        cast(min(settlements.source_line) as bigint) as source_line,
        max(settlements.batch_id) as batch_id
    from settlements
    where settlements.record_type = 'control'
    group by settlements.store, settlements.settlement_id, settlements.layout
),

ranked as (
    -- A settlement that landed in both flat files is one deposit; the newer file tells it.
    select
        summaries.*,
        row_number() over (
            partition by summaries.store, summaries.settlement_id
            order by case when summaries.layout = 'flat_file_v2' then 0 else 1 end, summaries.layout
        ) as layout_rank
    from summaries
),

final as (
    select
        ranked.store,
        ranked.settlement_id,
        ranked.layout,
        ranked.currency,
        ranked.starts_on,
        ranked.ends_on,
        ranked.deposit_date,
        ranked.total_amount,
        ranked.source_file,
        ranked.source_line,
        ranked.batch_id
    from ranked
    where ranked.layout_rank = 1
)

select * from final
