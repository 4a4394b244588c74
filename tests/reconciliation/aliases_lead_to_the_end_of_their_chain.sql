-- Property: at the moment from which on something is known of a SKU, what carries its cost is found
-- by going from alias to alias as the list stood then; and of each SKU something is known from its
-- first version on, one stretch until the next one.
-- Who relies on it: the cost of every line, and goods received under an alias.
-- What would go wrong silently: an alias of an alias would cost nothing.
with

told as (
    select
        store,
        sku,
        cost_sku,
        known_from,
        known_to
    from {{ ref('int_products__aliases_told') }}
),

known as (
    select
        store,
        sku,
        cost_sku,
        known_from,
        known_to
    from {{ ref('int_products__aliases_known') }}
),

begins as (
    select store, sku, known_from from told
    union distinct
    select store, sku, known_to as known_from from known
    where known_to is not null
),

not_begun as (
    select store, sku, known_from from begins
    except
    select store, sku, known_from from known
),

ends as (
    select
        store,
        sku
    from known
    group by store, sku
    having count(*) <> count(known_to) + 1
),

leads as (
    select
        store,
        sku,
        cost_sku,
        known_from,
        known_to
    from told
    where cost_sku <> sku
),

otherwise as (
    select
        known.store,
        known.sku,
        known.known_from
    from known
    left join leads as first_step
        on known.store = first_step.store
        and known.sku = first_step.sku
        and {{ is_known_at('first_step', 'known.known_from') }}
    left join leads as second_step
        on first_step.store = second_step.store
        and first_step.cost_sku = second_step.sku
        and {{ is_known_at('second_step', 'known.known_from') }}
    left join leads as third_step
        on second_step.store = third_step.store
        and second_step.cost_sku = third_step.sku
        and {{ is_known_at('third_step', 'known.known_from') }}
    left join leads as fourth_step
        on third_step.store = fourth_step.store
        and third_step.cost_sku = fourth_step.sku
        and {{ is_known_at('fourth_step', 'known.known_from') }}
    left join leads as fifth_step
        on fourth_step.store = fifth_step.store
        and fourth_step.cost_sku = fifth_step.sku
        and {{ is_known_at('fifth_step', 'known.known_from') }}
    where known.cost_sku <> case
            when fifth_step.sku is null
                then coalesce(
                        fourth_step.cost_sku, third_step.cost_sku, second_step.cost_sku,
                        first_step.cost_sku, known.sku
                    )
            else first_step.cost_sku
        end
)

select store, sku, known_from, 'nothing is known from here on' as found from not_begun
union all
select store, sku, cast(null as {{ dbt.type_timestamp() }}), 'one stretch is not the last' as found
from ends
union all
select store, sku, known_from, 'it does not lead where its alias leads' as found
from otherwise
