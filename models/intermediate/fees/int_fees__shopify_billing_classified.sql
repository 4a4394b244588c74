with

billing as (
    select * from {{ ref('stg_shopify__billing') }}
),

billing_types as (
    select * from {{ ref('stg_reference__shopify_billing_types') }}
),

final as (
    -- A charge that no row of the mapping names counts as a fee of the account, and is listed.
    select
        {{ hash_key(["billing.store", "billing.source_file", "billing.source_line"]) }}
            as billing_key,
        billing.store,
        billing.charge_type,
        billing.description,
        billing.charged_date,
        cast({{ dbt.date_trunc('month', 'billing.charged_date') }} as date) as billed_month,
        coalesce(billing_types.component, 'unclassified') as component,
        coalesce(billing_types.measure, 'shopify_fees') as measure,
        coalesce(billing_types.treatment, 'account') as treatment,
        billing.currency,
        billing.amount,
        billing.source_file,
        billing.source_line,
        billing.batch_id
    from billing
    left join billing_types
        on {{ normalized_code('billing.charge_type') }}
        = {{ normalized_code('billing_types.charge_type') }}
    where billing.record_type = 'data'
)

select * from final
