with

fee_previews as (
    select * from {{ ref('stg_amazon__fba_fee_preview') }}
),

converted as (
    -- Canada and Europe are measured in centimeters and kilograms or grams; the rate cards of the
    -- United States know inches and pounds.
    select
        fee_previews.*,
        {{ to_inches('fee_previews.longest_side', 'fee_previews.unit_of_dimension') }}
            as first_side_in,
        {{ to_inches('fee_previews.median_side', 'fee_previews.unit_of_dimension') }}
            as second_side_in,
        {{ to_inches('fee_previews.shortest_side', 'fee_previews.unit_of_dimension') }}
            as third_side_in,
        {{ to_pounds('fee_previews.item_package_weight', 'fee_previews.unit_of_weight') }}
            as package_weight_lb,
        case
            when {{ normalized_code('fee_previews.unit_of_dimension') }} in ('in', 'inch', 'inches')
                then 1
            else 2
        end as unit_preference
    from fee_previews
    where fee_previews.record_type = 'data'
),

measured as (
    select
        converted.*,
        {{ product_measure('converted.first_side_in') }} as first_measure,
        {{ product_measure('converted.second_side_in') }} as second_measure,
        {{ product_measure('converted.third_side_in') }} as third_measure,
        {{ product_measure('converted.package_weight_lb') }} as weight_measure
    from converted
),

ranked as (
    -- One SKU is previewed per country; a whole measurement goes before a partial one, and one in
    -- inches before one that had to be converted.
    select
        measured.*,
        row_number() over (
            partition by measured.store, measured.sku
            order by
                case
                    when measured.first_measure is null
                        or measured.second_measure is null
                        or measured.third_measure is null
                        or measured.weight_measure is null
                        then 2
                    else 1
                end,
                measured.unit_preference,
                measured.currency,
                measured.product_size_tier,
                measured.product_group,
                measured.first_measure,
                measured.second_measure,
                measured.third_measure,
                measured.weight_measure
        ) as preference
    from measured
),

final as (
    -- Sides are sorted anew: the header says which is the longest, the numbers prove it.
    select
        ranked.store,
        ranked.sku,
        ranked.currency as preview_currency,
        ranked.product_group,
        ranked.product_size_tier as amazon_size_tier,
        {{ longest_side('ranked.first_measure', 'ranked.second_measure', 'ranked.third_measure') }}
            as longest_side_in,
        {{ median_side('ranked.first_measure', 'ranked.second_measure', 'ranked.third_measure') }}
            as median_side_in,
        {{ shortest_side('ranked.first_measure', 'ranked.second_measure', 'ranked.third_measure') }}
            as shortest_side_in,
        ranked.weight_measure as weight_lb
    from ranked
    where ranked.preference = 1
)

select * from final
