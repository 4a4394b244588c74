{#- landed_row_counts(): the rows that can be read of each store and landed report, as a union over the landed sources. Reports that no
    model reads yet are counted where they land, or a file of one would look lost. -#}
{% macro landed_row_counts() -%}
{%- set landed = {
    ('shopify', 'orders'): 'stg_shopify__orders',
    ('shopify', 'payment_transactions'): 'stg_shopify__payment_transactions',
    ('shopify', 'billing'): 'stg_shopify__billing',
    ('shopify', 'refunds'): 'stg_shopify__refunds',
    ('amazon', 'all_orders'): 'stg_amazon__all_orders',
    ('amazon', 'settlements'): 'stg_amazon__settlements',
    ('amazon', 'date_range'): 'stg_amazon__date_range',
    ('amazon', 'fulfilled_shipments'): 'stg_amazon__fulfilled_shipments',
    ('amazon', 'fba_fee_preview'): 'stg_amazon__fba_fee_preview',
    ('amazon', 'storage_fees'): 'stg_amazon__storage_fees',
    ('amazon', 'aged_inventory'): 'stg_amazon__aged_inventory',
    ('amazon', 'returns'): 'stg_amazon__returns',
    ('amazon', 'reimbursements'): 'stg_amazon__reimbursements',
    ('google_ads', 'campaigns'): 'stg_google_ads__campaigns',
    ('meta_ads', 'campaigns'): 'stg_meta_ads__campaigns',
    ('amazon_ads', 'sponsored_products'): 'stg_amazon_ads__sponsored_products',
    ('amazon_ads', 'sponsored_brands'): 'stg_amazon_ads__sponsored_brands',
    ('amazon_ads', 'sponsored_display'): 'stg_amazon_ads__sponsored_display',
    ('web', 'sessions'): 'stg_web__sessions',
    ('costs', 'cogs'): 'stg_costs__cogs',
    ('costs', 'shipments'): 'stg_costs__shipments',
    ('costs', 'carrier_invoices'): 'stg_costs__carrier_invoices',
    ('costs', 'receipts'): 'stg_costs__receipts',
    ('reference', 'products'): 'stg_reference__products',
    ('reference', 'bundles'): 'stg_reference__bundles',
    ('reference', 'fee_scenarios'): 'stg_reference__fee_scenarios',
    ('reference', 'fx'): 'stg_reference__fx'
} -%}
{%- set unread = [('amazon', 'inventory'), ('web', 'traffic_summary'), ('walmart', 'reconciliation')] -%}
{%- for source_name, report in unread %}
select _store as store, '{{ source_name }}' as source, '{{ report }}' as report, count(*) as row_count
from {{ source(source_name, report) }}
group by _store
union all
{%- endfor %}
{%- for (source, report), model in landed.items() %}
select store, '{{ source }}' as source, '{{ report }}' as report, count(*) as row_count
from {{ ref(model) }}
group by store
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{%- endmacro %}
