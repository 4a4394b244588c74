-- Property: a component has as many identifiers as it says, and one customer unless it fell apart
-- for its size.
-- Who relies on it: every figure by customer.
-- What would go wrong silently: a component that looks small enough would make one customer of
-- many.
select
    component_label,
    count(*) as identifiers,
    min(component_size) as smallest_size_said,
    max(component_size) as largest_size_said,
    count(distinct customer_label) as customers
from {{ ref('int_identity__components') }}
group by component_label
having min(component_size) <> count(*)
    or max(component_size) <> count(*)
    or count(distinct customer_label) <> max(case when is_too_large then component_size else 1 end)
