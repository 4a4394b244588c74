-- Property: two orders that are linked are of one group, however long the chain that they are in.
-- Who relies on it: a run that computes changed orders only.
-- What would go wrong silently: of a parcel that two orders share, one would be computed without
-- the rows of the other and bear its whole charge.
select
    order_links.store,
    order_links.order_number,
    order_links.linked_order_number
from {{ ref('int_changes__order_links') }} as order_links
left join {{ ref('int_changes__order_groups') }} as order_groups
    on order_links.store = order_groups.store
    and order_links.order_number = order_groups.order_number
left join {{ ref('int_changes__order_groups') }} as linked_groups
    on order_links.store = linked_groups.store
    and order_links.linked_order_number = linked_groups.order_number
where coalesce(order_groups.group_number, '') <> coalesce(linked_groups.group_number, '')
    or order_groups.group_number is null
