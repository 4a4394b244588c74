with

settlement_differences as (
    select * from {{ ref('int_ledger__settlement_differences') }}
),

advertising_differences as (
    select * from {{ ref('int_ledger__advertising_differences') }}
),

amazon_copy_differences as (
    select * from {{ ref('int_ledger__amazon_copy_differences') }}
),

shipment_witnesses as (
    select * from {{ ref('int_ledger__shipment_witnesses') }}
),

shipping_differences as (
    select * from {{ ref('int_ledger__shipping_differences') }}
),

refund_witnesses as (
    select * from {{ ref('int_ledger__refund_witnesses') }}
),

reimbursement_witnesses as (
    select * from {{ ref('int_ledger__reimbursement_witnesses') }}
),

final as (
    -- Second witnesses of amounts that count, and what two witnesses say differently.
    select {{ event_columns('settlement_differences', "'reconciliation'") }}
    from settlement_differences
    union all
    select {{ event_columns('amazon_copy_differences', "'reconciliation'") }}
    from amazon_copy_differences
    union all
    select
        {{ event_columns(
            'advertising_differences', "'reconciliation'", platform="'amazon_ads'",
            campaign="'unknown'", detail='advertising_differences.currency',
            known_batch='advertising_differences.batch_id'
        ) }}
    from advertising_differences
    union all
    select
        {{ event_columns(
            'shipment_witnesses', "'amazon'", known_batch='shipment_witnesses.batch_id'
        ) }}
    from shipment_witnesses
    union all
    select
        {{ event_columns(
            'shipping_differences', "'reconciliation'", detail='shipping_differences.charged_code'
        ) }}
    from shipping_differences
    union all
    select
        {{ event_columns(
            'refund_witnesses',
            "case when refund_witnesses.report = 'refunds' then 'shopify' else 'reconciliation' end"
        ) }}
    from refund_witnesses
    union all
    select
        {{ event_columns(
            'reimbursement_witnesses',
            "case when reimbursement_witnesses.report = 'reimbursements' then 'amazon'"
            " else 'reconciliation' end",
            sku='reimbursement_witnesses.sku'
        ) }}
    from reimbursement_witnesses
)

select * from final
