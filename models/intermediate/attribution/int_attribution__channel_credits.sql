with

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
),

removal_effects as (
    select * from {{ ref('int_attribution__removal_effects') }}
),

weighed as (
    select
        path_touches.order_key,
        path_touches.touch_id,
        path_touches.touched_at,
        path_touches.channel_group,
        removal_effects.removal_weight,
        dense_rank() over (
            partition by path_touches.order_key order by path_touches.channel_group
        ) as channel_number,
        count(*) over (
            partition by path_touches.order_key, path_touches.channel_group
        ) as touches_of_channel
    from path_touches
    inner join removal_effects
        on path_touches.store = removal_effects.store
        and path_touches.channel_group = removal_effects.channel_group
),

divided as (
    -- Shapley: each channel of a path is worth the same part of its order, shared by its visits.
    select
        weighed.*,
        max(weighed.channel_number) over (partition by weighed.order_key)
        * weighed.touches_of_channel as parts,
        cast(sum(weighed.removal_weight) over (partition by weighed.order_key) as bigint)
            as removal_weights
    from weighed
),

floors as (
    -- A fraction with 12 decimals tells two parts of an order apart, whatever they are parts of.
    select
        divided.*,
        {{ small_allocation_floor(
            credit_total(), 'divided.removal_weight', 'divided.removal_weights'
        ) }} as markov_floor,
        {{ small_allocation_remainder(
            credit_total(), 'divided.removal_weight', 'divided.removal_weights'
        ) }} as markov_remainder,
        {{ int_divide(credit_total(), 'divided.parts') }} as shapley_floor,
        {{ int_divide(
            'mod(cast(' ~ credit_total() ~ ' as bigint), nullif(divided.parts, 0)) * 1000000000000',
            'divided.parts'
        ) }} as shapley_remainder
    from divided
),

final as (
    select
        floors.order_key,
        floors.touch_id,
        {{ allocate(
            credit_total(), 'floors.markov_floor', 'floors.markov_remainder',
            'floors.order_key', 'floors.touched_at, floors.touch_id'
        ) }} as markov_units,
        {{ allocate(
            credit_total(), 'floors.shapley_floor', 'floors.shapley_remainder',
            'floors.order_key', 'floors.touched_at, floors.touch_id'
        ) }} as shapley_units
    from floors
)

select * from final
