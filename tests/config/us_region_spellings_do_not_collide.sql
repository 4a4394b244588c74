-- Property: no two regions are written alike once case, blanks and punctuation are taken away, and
-- no spelling only repeats a code or a name.
-- Who relies on it: sales and advertising by state.
-- What would go wrong silently: a sale whose state has two meanings would count twice.
with

region_names as (
    select * from {{ ref('int_halo__region_names') }}
)

select
    region_names.spelling_code,
    count(*) as meanings
from region_names
group by region_names.spelling_code
having count(*) > 1
