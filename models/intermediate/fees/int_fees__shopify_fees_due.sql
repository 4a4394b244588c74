with

subjects as (
    select * from {{ ref('int_fees__shopify_subjects') }}
),

eea_countries as (
    select * from {{ ref('stg_reference__eea_countries') }}
),

regions as (
    -- Gateways price by where the seller is and where the buyer pays from.
    select
        subjects.*,
        case when sellers.is_eu_member then 'EU' else subjects.country end as seller_region,
        case
            when coalesce(subjects.billing_country, subjects.country) = subjects.country
                then 'domestic'
            when buyers.country is not null then 'EEA'
            when subjects.billing_country in ('GB', 'US', 'CA') then subjects.billing_country
            else 'other'
        end as buyer_region
    from subjects
    left join eea_countries as sellers
        on subjects.country = sellers.country
    left join eea_countries as buyers
        on subjects.billing_country = buyers.country
),

fees as (
    -- Shopify Payments prices its own payments and keeps the fee of what is refunded.
    select
        regions.*,
        'card_processing_fee' as fee_code,
        regions.subject_kind = 'refund' as is_free
    from regions
    where regions.subject_kind in ('charge', 'uncharged', 'refund', 'replaced')
    union all
    select
        regions.*,
        'currency_conversion_fee' as fee_code,
        false as is_free
    from regions
    where regions.subject_kind = 'charge'
        and regions.presentment_currency <> regions.currency
    union all
    select
        regions.*,
        'chargeback_fee' as fee_code,
        false as is_free
    from regions
    where regions.subject_kind in ('dispute', 'dispute_fee')
    union all
    -- Nobody takes a fee for cash or for a gift card; another gateway takes its own.
    select
        regions.*,
        'gateway_fee' as fee_code,
        false as is_free
    from regions
    where regions.subject_kind = 'outside' and regions.gateway in ('paypal', 'other')
    union all
    -- Shopify takes a share of what it did not collect itself, where no exemption holds.
    select
        regions.*,
        'third_party_transaction_fee' as fee_code,
        regions.third_party_fee = 'never'
        or (regions.third_party_fee = 'store_credit' and not regions.pays_fee_on_store_credit)
        or regions.is_third_party_fee_waived as is_free
    from regions
    where regions.subject_kind = 'outside'
),

final as (
    select
        fees.subject_key,
        fees.fee_code,
        fees.store,
        fees.subject_kind,
        fees.order_name,
        fees.gateway,
        fees.is_mapped,
        fees.is_free,
        fees.channel,
        fees.card_class,
        fees.seller_region,
        fees.buyer_region,
        fees.fee_sign,
        fees.currency,
        fees.amount,
        fees.sale_date,
        fees.priced_on,
        fees.country,
        fees.plan
    from fees
)

select * from final
