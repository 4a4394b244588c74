-- Property: equal_share and the small allocation give what allocate gives for the same weights, over
-- every place; the units of a position model add up for any number of touches.
-- Who relies on it: the credits of every model of attribution.
-- What would go wrong silently: a path of seven touches would be credited with 999,999 of a million.
with

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

paths as (
    -- Paths of 1 to 10 touches, with equal weights and with others.
    select
        lengths.digit + 1 as path_id,
        lengths.digit + 1 as touches,
        places.digit + 1 as place,
        cast({{ credit_total() }} as bigint) as units,
        cast(1 as bigint) as one,
        cast(places.digit * 7 + 3 as bigint) * 100000000 as weight
    from digits as lengths
    inner join digits as places
        on lengths.digit >= places.digit
),

summed as (
    select
        paths.*,
        cast(sum(paths.weight) over (partition by paths.path_id) as bigint) as weights
    from paths
),

{{ allocation_steps(
    from_cte='summed', total='units', weight='one', partition_by='path_id', order_by='place',
    result='equal_units', into='equally'
) }},

{{ allocation_steps(
    from_cte='equally', total='units', weight='weight', partition_by='path_id', order_by='place',
    result='weighed_units', into='weighed'
) }},

small as (
    select
        weighed.*,
        {{ small_allocation_floor('weighed.units', 'weighed.weight', 'weighed.weights') }}
            as small_floor,
        {{ small_allocation_remainder('weighed.units', 'weighed.weight', 'weighed.weights') }}
            as small_remainder,
        {{ position_u_units('weighed.place', 'weighed.touches') }} as u_units,
        {{ position_w_units('weighed.place', 'weighed.touches', '2') }} as w_units
    from weighed
),

judged as (
    select
        small.path_id,
        small.place,
        small.equal_units,
        small.weighed_units,
        {{ equal_share('small.units', 'small.touches', 'small.place') }} as equal_share,
        {{ allocate(
            'small.units', 'small.small_floor', 'small.small_remainder', 'small.path_id',
            'small.place'
        ) }} as small_units,
        sum(small.u_units) over (partition by small.path_id) as all_u_units,
        sum(small.w_units) over (partition by small.path_id) as all_w_units
    from small
)

select
    judged.path_id,
    judged.place
from judged
where judged.equal_share <> judged.equal_units
    or judged.small_units <> judged.weighed_units
    or judged.all_u_units <> {{ credit_total() }}
    or judged.all_w_units <> {{ credit_total() }}
