with

subjects as (
    select * from {{ ref('int_fees__subjects') }}
),

referral_expected as (
    select * from {{ ref('int_fees__referral_expected') }}
),

seller_accounts as (
    select * from {{ ref('stg_reference__amazon_seller_accounts') }}
),

amazon_rates as (
    select * from {{ ref('stg_reference__amazon_rates') }}
),

commissions as (
    -- Rounded per unit, then times the units; the tax on it is rounded per line.
    select
        subjects.subject_key,
        subjects.country,
        subjects.order_date,
        subjects.quantity,
        referral_expected.unit_fee,
        referral_expected.closing_fee,
        referral_expected.rate_card_row_id,
        referral_expected.reason_code,
        coalesce(seller_accounts.selling_plan, 'professional') as selling_plan,
        coalesce(seller_accounts.digital_services_rate, 0) as digital_services_rate,
        coalesce(seller_accounts.fee_tax_rate, 0) as fee_tax_rate,
        {{ money('referral_expected.unit_fee * subjects.quantity') }} as commission,
        {{ fee_tax(
            money('referral_expected.unit_fee * subjects.quantity'),
            'coalesce(seller_accounts.fee_tax_rate, 0)'
        ) }} as commission_tax
    from subjects
    inner join referral_expected
        on subjects.subject_key = referral_expected.subject_key
    left join seller_accounts
        on subjects.store = seller_accounts.store
        and subjects.country = seller_accounts.country
        and subjects.order_date >= seller_accounts.effective_from
        and subjects.order_date < coalesce(seller_accounts.effective_to, {{ far_future() }})
),

final as (
    select
        commissions.subject_key,
        commissions.unit_fee,
        commissions.fee_tax_rate,
        commissions.commission,
        commissions.commission_tax,
        commissions.rate_card_row_id,
        commissions.reason_code,
        {{ money('commissions.closing_fee * commissions.quantity') }} as closing_fee,
        commissions.selling_plan,
        {{ money('per_item.amount * commissions.quantity') }} as per_item_fee,
        per_item.rate_card_row_id as per_item_row_id,
        commissions.digital_services_rate,
        {{ digital_services(
            'commissions.digital_services_rate', 'commissions.commission',
            'commissions.commission_tax'
        ) }} as digital_services_fee,
        {{ refund_administration(
            'refunds', 'commissions.commission', 'commissions.commission_tax'
        ) }} as refund_administration_fee,
        refunds.rate_card_row_id as refund_administration_row_id
    from commissions
    left join amazon_rates as per_item
        on commissions.country = per_item.country
        and per_item.fee_code = 'per_item_selling_fee'
        and {{ in_effect('commissions.order_date', 'per_item') }}
    left join amazon_rates as refunds
        on commissions.country = refunds.country
        and refunds.fee_code = 'refund_administration'
        and {{ in_effect('commissions.order_date', 'refunds') }}
)

select * from final
