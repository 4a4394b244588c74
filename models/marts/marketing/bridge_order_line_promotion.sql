with

ledger_events as (
    select * from {{ ref('fact_ledger_events') }}
),

settlement_lines as (
    select * from {{ ref('fact_settlement_lines') }}
),

promotions_named as (
    select * from {{ ref('int_orders__promotions_named') }}
),

discounts as (
    select
        ledger_events.event_key,
        ledger_events.store,
        ledger_events.order_line_key,
        case when ledger_events.channel_name like 'Amazon%' then 'amazon' else 'shopify' end
            as platform,
        ledger_events.order_id,
        case when ledger_events.channel_name like 'Amazon%' then coalesce(ledger_events.sku, '')
            else ''
        end as sku,
        ledger_events.event_date,
        ledger_events.component,
        ledger_events.source_file,
        ledger_events.source_line,
        ledger_events.report,
        ledger_events.reporting_currency,
        -ledger_events.amount_reporting as discount_amount
    from ledger_events
    where ledger_events.measure = 'discounts'
        and ledger_events.ledger_role in ('pnl', 'unallocated')
        and ledger_events.order_line_key is not null
),

settled_names as (
    select
        settlement_lines.store,
        settlement_lines.source_file,
        settlement_lines.source_line,
        max(settlement_lines.promotion_id) as promotion_code
    from settlement_lines
    where settlement_lines.is_primary
    group by
        settlement_lines.store, settlement_lines.source_file, settlement_lines.source_line
),

named as (
    -- A row of a settlement names the promotion of its amount and of the tax inside; an order's
    -- export names those of the order or line, and they share the amount.
    select
        discounts.*,
        settled_names.promotion_code,
        cast(null as numeric(18, 4)) as told_amount
    from discounts
    left join settled_names
        on discounts.store = settled_names.store
        and discounts.source_file = settled_names.source_file
        and discounts.source_line = settled_names.source_line
    where discounts.report = 'settlements'
    union all
    select
        discounts.*,
        promotions_named.promotion_code,
        promotions_named.told_amount
    from discounts
    left join promotions_named
        on discounts.store = promotions_named.store
        and discounts.platform = promotions_named.platform
        and discounts.order_id = promotions_named.order_id
        and discounts.sku = promotions_named.sku
    where discounts.report <> 'settlements'
),

weighed as (
    -- What the order tells of each of its promotions weighs them, else they weigh alike.
    select
        named.*,
        {{ ten_thousandths('named.discount_amount') }} as discount_units,
        coalesce({{ ten_thousandths('named.told_amount') }}, 1) as share_weight
    from named
),

{{ allocation_steps(
    from_cte='weighed', total='discount_units', weight='share_weight', partition_by='event_key',
    order_by='promotion_code', result='discount_share'
) }},

keyed as (
    select
        allocated.*,
        {{ dimension_key(
            ["allocated.store", "allocated.platform", "allocated.promotion_code"],
            "true", "allocated.promotion_code is not null"
        ) }} as promotion_key
    from allocated
),

final as (
    select
        {{ hash_key(["keyed.order_line_key", "keyed.promotion_key"]) }}
            as order_line_promotion_key,
        keyed.order_line_key,
        keyed.promotion_key,
        keyed.store,
        keyed.platform,
        keyed.promotion_code,
        keyed.order_id,
        min(keyed.event_date) as first_discount_date,
        max(keyed.event_date) as last_discount_date,
        keyed.reporting_currency,
        {{ sum_if_known(from_ten_thousandths('keyed.discount_share')) }} as discount_amount
    from keyed
    group by
        keyed.order_line_key, keyed.promotion_key, keyed.store, keyed.platform,
        keyed.promotion_code, keyed.order_id, keyed.reporting_currency
)

select * from final
