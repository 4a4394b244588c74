with

amounts_placed as (
    select * from {{ ref('int_fees__settlement_amounts_placed') }}
),

ad_spend as (
    select * from {{ ref('int_ads__spend') }}
),

settled as (
    -- Tax and refunds are in no advertising report: they are no witness of one.
    select
        amounts_placed.store,
        amounts_placed.currency,
        cast({{ dbt.date_trunc('month', 'amounts_placed.posted_date') }} as date) as month,
        max(amounts_placed.posted_date) as last_posted_date,
        {{ money('sum(amounts_placed.amount)') }} as amount,
        min(amounts_placed.source_file) as source_file,
        min(amounts_placed.source_line) as source_line,
        max(amounts_placed.batch_id) as batch_id
    from amounts_placed
    where amounts_placed.is_primary
        and amounts_placed.mapped_role = 'advertising'
        and amounts_placed.component = 'advertising'
    group by
        amounts_placed.store, amounts_placed.currency,
        cast({{ dbt.date_trunc('month', 'amounts_placed.posted_date') }} as date)
),

reported as (
    -- A month counts as told by every row that touches it; its spend is what counts on its days.
    select
        settled.store,
        settled.currency,
        settled.month,
        {{ money(
            'sum(case when ad_spend.spend_date < ' ~ dbt.dateadd('month', 1, 'settled.month')
            ~ ' then ad_spend.spend - ad_spend.witnessed_spend else 0 end)'
        ) }} as spend
    from settled
    inner join ad_spend
        on settled.store = ad_spend.store
        and settled.currency = ad_spend.currency
        and settled.month <= ad_spend.spend_date
        and ad_spend.period_start_date < {{ dbt.dateadd('month', 1, 'settled.month') }}
    where ad_spend.platform = 'amazon_ads'
    group by settled.store, settled.currency, settled.month
),

final as (
    -- The months of an account (its currency) in which Amazon deducted advertising.
    select
        settled.store,
        settled.currency,
        settled.month,
        settled.last_posted_date,
        reported.month is not null as is_reported,
        settled.amount as settled_amount,
        coalesce(reported.spend, 0) as reported_spend,
        settled.source_file,
        settled.source_line,
        settled.batch_id
    from settled
    left join reported
        on settled.store = reported.store
        and settled.currency = reported.currency
        and settled.month = reported.month
)

select * from final
