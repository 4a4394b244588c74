with

costs_to_find as (
    select * from {{ ref('int_costs__costs_to_find') }}
),

unit_costs_known as (
    select * from {{ ref('int_costs__unit_costs_known') }}
),

candidates as (
    select
        costs_to_find.order_line_key,
        costs_to_find.book,
        costs_to_find.sku_role,
        costs_to_find.cost_sku,
        unit_costs_known.unit_cost_row_id,
        unit_costs_known.marketplace,
        unit_costs_known.currency,
        unit_costs_known.landed_unit_cost,
        unit_costs_known.effective_from,
        unit_costs_known.known_from,
        unit_costs_known.known_to,
        unit_costs_known.source_file,
        unit_costs_known.source_line,
        unit_costs_known.batch_id,
        {{ knowledge_of_day(
            'costs_to_find.known_by', 'costs_to_find.sale_date',
            'min(unit_costs_known.known_from) over ('
            'partition by costs_to_find.order_line_key, costs_to_find.book,'
            ' costs_to_find.sku_role, costs_to_find.cost_sku)'
        ) }} as known_by
    from costs_to_find
    inner join unit_costs_known
        on costs_to_find.store = unit_costs_known.store
        and costs_to_find.cost_sku = unit_costs_known.sku
        and costs_to_find.sale_date >= unit_costs_known.effective_from
        and (
            unit_costs_known.marketplace is null
            or {{ normalized_code('costs_to_find.marketplace_name') }}
            = {{ normalized_code('unit_costs_known.marketplace') }}
        )
    where '{{ cogs_method() }}' = 'effective_date'
),

chosen as (
    -- A cost of the line's own marketplace goes before a general one, then the latest day counts,
    -- and of two spellings of the marketplace the one that a list told last.
    select
        candidates.*,
        row_number() over (
            partition by
                candidates.order_line_key, candidates.book, candidates.sku_role,
                candidates.cost_sku
            order by
                case when candidates.marketplace is null then 1 else 0 end asc,
                candidates.effective_from desc nulls last,
                candidates.known_from desc nulls last,
                candidates.unit_cost_row_id asc
        ) as choice
    from candidates
    where {{ is_known_at('candidates', 'candidates.known_by') }}
),

found as (
    select
        costs_to_find.*,
        chosen.unit_cost_row_id,
        chosen.currency,
        chosen.landed_unit_cost,
        chosen.source_file,
        chosen.source_line,
        chosen.batch_id,
        max(
            case
                when costs_to_find.sku_role = 'own' and chosen.unit_cost_row_id is not null then 1
                else 0
            end
        ) over (partition by costs_to_find.order_line_key, costs_to_find.book) as has_own_cost,
        max(case when costs_to_find.sku_role = 'component' then 1 else 0 end) over (
            partition by costs_to_find.order_line_key, costs_to_find.book
        ) as is_bundle
    from costs_to_find
    left join chosen
        on costs_to_find.order_line_key = chosen.order_line_key
        and costs_to_find.book = chosen.book
        and costs_to_find.sku_role = chosen.sku_role
        and costs_to_find.cost_sku = chosen.cost_sku
        and chosen.choice = 1
    where '{{ cogs_method() }}' = 'effective_date'
),

final as (
    -- A bundle costs what its components cost, unless it has a cost of its own.
    select
        found.order_line_key,
        found.book,
        found.cost_sku,
        found.units_each,
        cast(0 as bigint) as units_from,
        cast(found.quantity * found.units_each as bigint) as units_to,
        cast(found.landed_unit_cost as numeric(24, 10)) as unit_cost,
        found.currency,
        found.unit_cost_row_id,
        found.source_file,
        found.source_line,
        found.batch_id
    from found
    where (found.sku_role = 'own' and (found.has_own_cost = 1 or found.is_bundle = 0))
        or (found.sku_role = 'component' and found.has_own_cost = 0)
)

select * from final
