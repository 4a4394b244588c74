with

trusted as (
    select * from {{ ref('int_identity__order_identifiers_trusted') }}
),

identifiers as (
    select * from {{ ref('int_identity__identifiers') }}
),

labels as (
    select * from {{ ref('int_identity__labels_8') }}
),

households as (
    -- A household that joins nobody adds nothing to doubt.
    select
        trusted.identifier_key,
        count(distinct trusted.strongest_key) as buyers
    from trusted
    where trusted.identifier_kind = 'household'
    group by trusted.identifier_key
),

labeled as (
    select
        identifiers.identifier_key,
        identifiers.store,
        identifiers.platform,
        identifiers.identifier_rank,
        identifiers.first_seen_date,
        coalesce(labels.component_label, identifiers.identifier_key) as component_label,
        coalesce(households.buyers, 0) as buyers
    from identifiers
    left join labels
        on identifiers.identifier_key = labels.identifier_key
    left join households
        on identifiers.identifier_key = households.identifier_key
    where not identifiers.is_shared_by_many
),

measured as (
    -- What was seen first names the customer: what lands later leaves the name alone.
    select
        labeled.identifier_key,
        labeled.store,
        labeled.platform,
        labeled.component_label,
        count(*) over (partition by labeled.component_label) as component_size,
        max(labeled.buyers) over (partition by labeled.component_label) as most_buyers,
        first_value(labeled.identifier_key) over (
            partition by labeled.component_label
            order by
                labeled.first_seen_date nulls last, labeled.identifier_rank, labeled.identifier_key
            rows between unbounded preceding and unbounded following
        ) as first_seen_key
    from labeled
),

final as (
    select
        measured.identifier_key,
        measured.store,
        measured.platform,
        measured.component_label,
        cast(measured.component_size as bigint) as component_size,
        measured.component_size > {{ var('identity_max_component') }} as is_too_large,
        measured.component_size <= {{ var('identity_max_component') }}
        and measured.most_buyers > 1 as is_joined_by_household,
        case
            when measured.component_size > {{ var('identity_max_component') }}
                then measured.identifier_key
            else measured.first_seen_key
        end as customer_label
    from measured
)

select * from final
