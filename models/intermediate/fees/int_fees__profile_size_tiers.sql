with

profiles as (
    select * from {{ ref('int_fees__profiles') }}
),

size_tiers as (
    select * from {{ ref('stg_reference__fba_size_tiers') }}
),

in_units_of_the_card as (
    select
        profiles.profile_key,
        profiles.product_type,
        size_tiers.*,
        {{ in_unit('profiles.longest_side_in', 'size_tiers.dimension_unit') }} as longest,
        {{ in_unit('profiles.median_side_in', 'size_tiers.dimension_unit') }} as median,
        {{ in_unit('profiles.shortest_side_in', 'size_tiers.dimension_unit') }} as shortest,
        {{ in_unit('profiles.weight_lb', 'size_tiers.weight_unit') }} as unit_weight
    from profiles
    inner join size_tiers
        on profiles.country = size_tiers.country
),

weighed as (
    select
        in_units_of_the_card.*,
        {{ dimensional_weight(
            'in_units_of_the_card.longest', 'in_units_of_the_card.median',
            'in_units_of_the_card.shortest', 'in_units_of_the_card.minimum_side',
            'in_units_of_the_card.dimensional_divisor'
        ) }} as dimensional_weight
    from in_units_of_the_card
),

fitting as (
    -- Tiers whose limits hold the product; the last ones of a card have none.
    select
        weighed.*,
        row_number() over (
            partition by weighed.profile_key, weighed.effective_from
            order by weighed.tier_order
        ) as fit_rank
    from weighed
    where {{ at_most('weighed.longest', 'weighed.max_longest') }}
        and {{ at_most('weighed.median', 'weighed.max_median') }}
        and {{ at_most('weighed.shortest', 'weighed.max_shortest') }}
        and {{ at_most(
            length_plus_girth('weighed.longest', 'weighed.median', 'weighed.shortest'),
            'weighed.max_length_plus_girth'
        ) }}
        and (
            weighed.min_unit_weight_above is null
            or weighed.unit_weight > weighed.min_unit_weight_above
        )
        and {{ at_most('weighed.unit_weight', 'weighed.max_unit_weight') }}
        and {{ at_most('weighed.dimensional_weight', 'weighed.max_dimensional_weight') }}
        and {{ at_most(
            'greatest(weighed.unit_weight, weighed.dimensional_weight)',
            'weighed.max_billable_weight'
        ) }}
),

final as (
    select
        fitting.profile_key,
        fitting.country,
        fitting.product_type,
        fitting.rate_card_row_id as size_tier_row_id,
        fitting.size_tier,
        fitting.storage_size,
        fitting.unit_weight,
        fitting.dimensional_weight,
        case
            when fitting.billing_basis = 'unit' then fitting.unit_weight
            else greatest(fitting.unit_weight, fitting.dimensional_weight)
        end as billable_weight,
        fitting.weight_unit,
        fitting.effective_from,
        fitting.effective_to
    from fitting
    where fitting.fit_rank = 1
)

select * from final
