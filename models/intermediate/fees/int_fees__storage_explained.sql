with

storage_expected as (
    select * from {{ ref('int_fees__storage_expected') }}
),

storage_fees as (
    select * from {{ ref('stg_reference__fba_storage_fees') }}
),

compared as (
    select
        storage_expected.*,
        {{ money('storage_expected.charged_amount - storage_expected.expected_amount') }}
            as variance_amount
    from storage_expected
),

other_rates as (
    -- The same goods at the rate of other months or of the other size.
    select
        compared.source_file,
        compared.source_line,
        storage_fees.rate_card_row_id,
        case
            when storage_fees.storage_size = compared.storage_size then 'wrong_rate_period'
            else 'wrong_size_tier'
        end as reason,
        row_number() over (
            partition by compared.source_file, compared.source_line
            order by
                case when storage_fees.storage_size = compared.storage_size then 1 else 2 end,
                storage_fees.rate_card_row_id
        ) as rate_rank
    from compared
    inner join storage_fees
        on compared.country = storage_fees.country
        and storage_fees.component = 'base'
        and compared.storage_type = storage_fees.product_type
        and {{ in_effect('compared.month_of_charge', 'storage_fees') }}
        and compared.rate_card_row_id <> storage_fees.rate_card_row_id
        and compared.charged_amount - compared.surcharge_amount = {{ fee_of_volume(
            stored_volume('compared.average_quantity_on_hand', 'compared.volume'),
            'storage_fees.rate_per_cubic_foot'
        ) }}
    where compared.variance_amount <> 0
),

own_rates as (
    -- The same goods at their own rate by the volume that Amazon states, where that is not theirs.
    select
        compared.source_file,
        compared.source_line,
        {{ fee_of_volume(
            stored_volume('compared.average_quantity_on_hand', 'compared.item_volume'),
            'storage_fees.rate_per_cubic_foot'
        ) }} as fee_of_stated_volume
    from compared
    inner join storage_fees
        on compared.rate_card_row_id = storage_fees.rate_card_row_id
    where compared.item_volume <> compared.volume
),

reasons as (
    select
        compared.*,
        case
            when compared.reason_code is not null then compared.reason_code
            when compared.charged_amount is null then 'not_settled_yet'
            when compared.variance_amount = 0 then 'match'
            when abs(compared.variance_amount) <= cast(0.01 as numeric(18, 4)) then 'rounding'
            when other_rates.reason is not null then other_rates.reason
            when own_rates.fee_of_stated_volume + compared.surcharge_amount
                = compared.charged_amount
                then 'wrong_volume'
            else 'unexplained'
        end as reason,
        other_rates.rate_card_row_id as implied_rate_card_row_id
    from compared
    left join other_rates
        on compared.source_file = other_rates.source_file
        and compared.source_line = other_rates.source_line
        and other_rates.rate_rank = 1
    left join own_rates
        on compared.source_file = own_rates.source_file
        and compared.source_line = own_rates.source_line
),

ranked as (
    select
        reasons.*,
        row_number() over (
            partition by
                reasons.store, reasons.country, coalesce(reasons.sku, reasons.asin),
                reasons.month_of_charge, reasons.currency
            order by
                case
                    when reasons.reason_code is not null then 1
                    when reasons.charged_amount is null then 2
                    else 3
                end asc,
                abs(coalesce(reasons.variance_amount, 0)) desc nulls last,
                reasons.source_file asc,
                reasons.source_line asc
        ) as reason_rank
    from reasons
),

final as (
    -- What is not known speaks for the SKU and the month, then the largest difference.
    select
        ranked.store,
        ranked.country,
        coalesce(ranked.sku, ranked.asin) as sku,
        ranked.month_of_charge,
        'storage_fee' as fee_code,
        ranked.currency,
        {{ sum_if_known('ranked.expected_amount') }} as expected_amount,
        {{ sum_if_known('ranked.charged_amount') }} as charged_amount,
        max(case when ranked.reason_rank = 1 then ranked.reason end) as reason,
        max(case when ranked.reason_rank = 1 then ranked.rate_card_row_id end)
            as rate_card_row_id,
        max(case when ranked.reason_rank = 1 then ranked.implied_rate_card_row_id end)
            as implied_rate_card_row_id
    from ranked
    group by
        ranked.store, ranked.country, coalesce(ranked.sku, ranked.asin), ranked.month_of_charge,
        ranked.currency
)

select * from final
