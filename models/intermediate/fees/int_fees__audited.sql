with

amazon_explained as (
    select * from {{ ref('int_fees__amazon_explained') }}
),

refunds_unreturned as (
    select * from {{ ref('int_fees__refunds_unreturned') }}
),

storage_explained as (
    select * from {{ ref('int_fees__storage_explained') }}
),

aged_expected as (
    select * from {{ ref('int_fees__aged_expected') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

sizes_per_line as (
    select
        amazon_expected.order_line_key,
        min(amazon_expected.size_tier) as size_tier
    from {{ ref('int_fees__amazon_expected') }} as amazon_expected
    where amazon_expected.order_line_key is not null
    group by amazon_expected.order_line_key
),

line_fees as (
    select
        amazon_explained.order_line_key,
        amazon_explained.fee_code,
        amazon_explained.currency,
        amazon_explained.quantity,
        amazon_explained.expected_amount,
        amazon_explained.charged_amount,
        amazon_explained.reason,
        amazon_explained.basis,
        amazon_explained.rate_card_row_id,
        amazon_explained.implied_rate_card_row_id,
        amazon_explained.implied_size_tier,
        amazon_explained.implied_fee_category,
        cast(null as date) as claim_from,
        cast(null as date) as claim_deadline
    from amazon_explained
    union all
    select
        refunds_unreturned.order_line_key,
        refunds_unreturned.fee_code,
        refunds_unreturned.currency,
        refunds_unreturned.quantity,
        cast(null as numeric(18, 4)) as expected_amount,
        cast(0 as numeric(18, 4)) as charged_amount,
        refunds_unreturned.reason,
        'actual' as basis,
        refunds_unreturned.rate_card_row_id,
        cast(null as {{ dbt.type_string() }}) as implied_rate_card_row_id,
        cast(null as {{ dbt.type_string() }}) as implied_size_tier,
        cast(null as {{ dbt.type_string() }}) as implied_fee_category,
        refunds_unreturned.claim_from,
        refunds_unreturned.claim_deadline
    from refunds_unreturned
),

unioned as (
    select
        'order_line' as audit_subject,
        order_lines.store,
        line_fees.order_line_key,
        order_lines.order_id,
        order_lines.sku,
        order_lines.sale_date as fee_date,
        line_fees.fee_code,
        line_fees.currency,
        line_fees.quantity,
        line_fees.expected_amount,
        line_fees.charged_amount,
        line_fees.reason,
        line_fees.basis,
        line_fees.rate_card_row_id,
        line_fees.implied_rate_card_row_id,
        sizes_per_line.size_tier as measured_size_tier,
        line_fees.implied_size_tier,
        line_fees.implied_fee_category,
        line_fees.claim_from,
        line_fees.claim_deadline
    from line_fees
    inner join order_lines
        on line_fees.order_line_key = order_lines.order_line_key
    left join sizes_per_line
        on line_fees.order_line_key = sizes_per_line.order_line_key
        and line_fees.fee_code = 'fba_fulfillment_fee'
    union all
    {{ sku_month_fees('storage_explained', 'storage_explained.reason',
        'storage_explained.implied_rate_card_row_id') }}
    union all
    {{ sku_month_fees('aged_expected', difference_reason('aged_expected'), 'null') }}
),

final as (
    -- What the seller may ask back is what was charged too much, where the reason is Amazon's.
    select
        {{ hash_key([
            "unioned.audit_subject", "unioned.store", "unioned.order_line_key", "unioned.sku",
            "unioned.fee_date", "unioned.fee_code", "unioned.currency"
        ]) }} as fee_audit_key,
        unioned.*,
        {{ is_fee_finding('unioned.reason') }} as is_finding,
        case
            when {{ is_fee_finding('unioned.reason') }}
                and unioned.charged_amount > unioned.expected_amount
                then {{ money('unioned.charged_amount - unioned.expected_amount') }}
        end as claimable_amount
    from unioned
)

select * from final
