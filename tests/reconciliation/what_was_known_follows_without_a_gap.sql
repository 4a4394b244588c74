-- Property: of a product, a bundle or a cost, something is known from the moment on at which it
-- first landed, one version until the next one; and every version says what a landed row says.
-- Who relies on it: costs of the day of the sale, and closed books.
-- What would go wrong silently: a lost version leaves sales without a cost, or with an older one.
with

products as (
    select
        'product' as kind,
        store || '/' || sku as version_of,
        loaded_at,
        coalesce(alias_of, sku) as says
    from {{ ref('stg_reference__products_versions') }}
    where record_type = 'data'
),

bundles as (
    select
        'bundle' as kind,
        store || '/' || bundle_sku || '/' || component_sku || '/' || cast(
            coalesce(effective_from, cast('0001-01-01' as date)) as {{ dbt.type_string() }}
        ) as version_of,
        loaded_at,
        cast(quantity as {{ dbt.type_string() }}) as says
    from {{ ref('stg_reference__bundles_versions') }}
    where record_type = 'data'
),

costs as (
    select
        'cost' as kind,
        store || '/' || sku || '/' || coalesce(marketplace, '') || '/'
        || cast(effective_from as {{ dbt.type_string() }}) as version_of,
        loaded_at,
        cast({{ money(
            'unit_cost + coalesce(freight_cost, 0) + coalesce(duty_cost, 0)'
            ' + coalesce(other_cost, 0)'
        ) }} as {{ dbt.type_string() }}) || ' ' || currency as says
    from {{ ref('stg_costs__cogs_versions') }}
    where record_type = 'data'
),

landed as (
    select * from products
    union all
    select * from bundles
    union all
    select * from costs
),

known as (
    select
        'product' as kind,
        store || '/' || sku as version_of,
        known_from,
        known_to,
        cost_sku as says
    from {{ ref('int_products__aliases_told') }}
    union all
    select
        'bundle' as kind,
        store || '/' || bundle_sku || '/' || component_sku || '/'
        || cast(effective_from as {{ dbt.type_string() }}) as version_of,
        known_from,
        known_to,
        cast(quantity as {{ dbt.type_string() }}) as says
    from {{ ref('int_costs__bundles_known') }}
    union all
    select
        'cost' as kind,
        store || '/' || sku || '/' || coalesce(marketplace, '') || '/'
        || cast(effective_from as {{ dbt.type_string() }}) as version_of,
        known_from,
        known_to,
        cast(landed_unit_cost as {{ dbt.type_string() }}) || ' ' || currency as says
    from {{ ref('int_costs__unit_costs_known') }}
),

begins as (
    select kind, version_of, min(loaded_at) as known_from
    from landed
    group by kind, version_of
    union distinct
    select kind, version_of, known_to as known_from
    from known
    where known_to is not null
),

not_begun as (
    select kind, version_of, known_from from begins
    except
    select kind, version_of, known_from from known
),

begun_out_of_turn as (
    select kind, version_of, known_from from known
    except
    select kind, version_of, known_from from begins
),

never_said as (
    select kind, version_of, known_from, says from known
    except
    select kind, version_of, loaded_at as known_from, says from landed
)

select kind, version_of, known_from, 'nothing is known from here on' as found from not_begun
union all
select kind, version_of, known_from, 'no version ends here' as found from begun_out_of_turn
union all
select kind, version_of, known_from, 'no landed row says so' as found from never_said
