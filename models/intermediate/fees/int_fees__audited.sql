with

amazon_explained as (
    select * from {{ ref('int_fees__amazon_explained') }}
),

return_claims as (
    select * from {{ ref('int_fees__return_claims') }}
),

storage_explained as (
    select * from {{ ref('int_fees__storage_explained') }}
),

aged_expected as (
    select * from {{ ref('int_fees__aged_expected') }}
),

shopify_audited as (
    select * from {{ ref('int_fees__shopify_audited') }}
),

order_lines as (
    select * from {{ ref('int_orders__order_lines') }}
),

unioned as (
    {{ audit_columns(
        'amazon_explained', 'order_line', 'amazon_explained.order_line_key',
        order_line_key='amazon_explained.order_line_key',
        quantity='amazon_explained.quantity',
        reason='amazon_explained.reason',
        fee_date="case when amazon_explained.fee_code in ('referral_fee_refund',"
            " 'refund_administration') then amazon_explained.first_posted_date end",
        basis='amazon_explained.basis',
        implied_row='amazon_explained.implied_rate_card_row_id',
        measured_tier='amazon_explained.measured_size_tier',
        implied_tier='amazon_explained.implied_size_tier',
        implied_category='amazon_explained.implied_fee_category'
    ) }}
    from amazon_explained
    union all
    {{ audit_columns(
        'return_claims', 'order_line', 'return_claims.order_line_key',
        order_line_key='return_claims.order_line_key',
        quantity='return_claims.quantity',
        charged_amount='0',
        reason='return_claims.reason',
        claim_from='return_claims.claim_from',
        claim_deadline='return_claims.claim_deadline',
        is_open='return_claims.is_open',
        fee_date='return_claims.refund_date'
    ) }}
    from return_claims
    union all
    {{ audit_columns(
        'storage_explained', 'sku_month',
        "storage_explained.country || '/' || storage_explained.sku",
        store='storage_explained.store', sku='storage_explained.sku',
        fee_date='storage_explained.month_of_charge',
        reason='storage_explained.reason',
        basis="case when storage_explained.charged_amount is null then 'estimated' else 'actual' end",
        implied_row='storage_explained.implied_rate_card_row_id'
    ) }}
    from storage_explained
    union all
    {{ audit_columns(
        'aged_expected', 'sku_month', "aged_expected.country || '/' || aged_expected.sku",
        store='aged_expected.store', sku='aged_expected.sku',
        fee_date='aged_expected.month_of_charge',
        reason=difference_reason('aged_expected')
    ) }}
    from aged_expected
    union all
    {{ audit_columns(
        'shopify_audited', 'payment', 'shopify_audited.subject_key',
        store='shopify_audited.store', order_id='shopify_audited.order_name',
        fee_date='shopify_audited.priced_on',
        reason='shopify_audited.reason',
        basis='shopify_audited.basis',
        implied_row='shopify_audited.implied_rate_card_row_id'
    ) }}
    from shopify_audited
),

placed as (
    -- A fee stands on the day of the sale, that of a refund on the refund's, as in the profit.
    select
        unioned.*,
        coalesce(unioned.own_store, order_lines.store) as store,
        coalesce(unioned.own_order_id, order_lines.order_id) as order_id,
        coalesce(unioned.own_sku, order_lines.sku) as sku,
        coalesce(unioned.own_fee_date, order_lines.sale_date) as fee_date
    from unioned
    left join order_lines
        on unioned.order_line_key = order_lines.order_line_key
),

final as (
    -- What the seller may ask back is what was charged too much, where the reason is a mistake.
    select
        {{ hash_key([
            "placed.audit_subject", "placed.store", "placed.subject", "placed.fee_date",
            "placed.fee_code", "placed.currency"
        ]) }} as fee_audit_key,
        placed.audit_subject,
        placed.store,
        placed.order_line_key,
        placed.order_id,
        placed.sku,
        placed.fee_date,
        placed.fee_code,
        placed.currency,
        placed.quantity,
        placed.expected_amount,
        placed.charged_amount,
        placed.reason,
        {{ is_fee_finding('placed.reason') }} as is_finding,
        placed.basis,
        placed.rate_card_row_id,
        placed.implied_rate_card_row_id,
        placed.measured_size_tier,
        placed.implied_size_tier,
        placed.implied_fee_category,
        case
            when {{ is_fee_claim('placed.reason') }}
                and placed.is_open
                and placed.charged_amount > placed.expected_amount
                then {{ money('placed.charged_amount - placed.expected_amount') }}
        end as claimable_amount,
        placed.claim_from,
        placed.claim_deadline
    from placed
)

select * from final
