with

path_touches as (
    select * from {{ ref('int_attribution__path_touches') }}
),

compared as (
    -- Weights count against each other alone: from the youngest visit on, an old path keeps its
    -- digits.
    select
        path_touches.*,
        path_touches.age_seconds
        - min(path_touches.age_seconds) over (partition by path_touches.order_key) as older_seconds
    from path_touches
),

aged as (
    select
        compared.order_key,
        compared.touch_id,
        compared.touched_at,
        compared.is_direct,
        compared.has_email,
        {{ half_life_weight('compared.older_seconds') }} as decay_weight
    from compared
),

placed as (
    -- Two visits of one second lie in the order of their ids: every path has one order.
    select
        aged.order_key,
        aged.touch_id,
        aged.is_direct,
        aged.has_email,
        aged.decay_weight,
        row_number() over (
            partition by aged.order_key order by aged.touched_at, aged.touch_id
        ) as place,
        count(*) over (partition by aged.order_key) as touches_in_path,
        cast(sum(aged.decay_weight) over (partition by aged.order_key) as bigint)
            as decay_weights
    from aged
),

decayed as (
    select
        placed.*,
        {{ small_allocation_floor(credit_total(), 'placed.decay_weight', 'placed.decay_weights') }}
            as decay_floor,
        {{ small_allocation_remainder(
            credit_total(), 'placed.decay_weight', 'placed.decay_weights'
        ) }} as decay_remainder
    from placed
),

anchored as (
    -- The lead is the visit between the first and the last at which the person gave an address, the
    -- middle one where none did.
    select
        decayed.order_key,
        decayed.touch_id,
        decayed.place,
        decayed.touches_in_path,
        {{ allocate(
            credit_total(), 'decayed.decay_floor', 'decayed.decay_remainder',
            'decayed.order_key', 'decayed.place'
        ) }} as time_decay_units,
        coalesce(
            max(case when decayed.is_direct then null else decayed.place end) over (
                partition by decayed.order_key
            ),
            decayed.touches_in_path
        ) as last_non_direct_place,
        coalesce(
            min(
                case
                    when decayed.has_email
                        and decayed.place > 1
                        and decayed.place < decayed.touches_in_path
                        then decayed.place
                end
            ) over (partition by decayed.order_key),
            {{ int_divide('decayed.touches_in_path + 1', '2') }}
        ) as lead_place
    from decayed
),

final as (
    select
        anchored.order_key,
        anchored.touch_id,
        anchored.place,
        anchored.touches_in_path,
        cast(case when anchored.place = 1 then {{ credit_total() }} else 0 end as bigint)
            as first_touch_units,
        cast(
            case
                when anchored.place = anchored.touches_in_path then {{ credit_total() }} else 0
            end as bigint
        ) as last_touch_units,
        cast(
            case
                when anchored.place = anchored.last_non_direct_place then {{ credit_total() }}
                else 0
            end as bigint
        ) as last_non_direct_units,
        cast(
            {{ equal_share(credit_total(), 'anchored.touches_in_path', 'anchored.place') }}
            as bigint
        ) as linear_units,
        cast({{ position_u_units('anchored.place', 'anchored.touches_in_path') }} as bigint)
            as position_u_units,
        cast(
            {{ position_w_units(
                'anchored.place', 'anchored.touches_in_path', 'anchored.lead_place'
            ) }} as bigint
        ) as position_w_units,
        anchored.time_decay_units
    from anchored
)

select * from final
