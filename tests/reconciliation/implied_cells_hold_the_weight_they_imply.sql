-- Property: a cell of the card that comes to a charge implies a weight between its own ends, the
-- upper one where its fee knows no steps; an explanation names a row and a weight of the product
-- itself or of such a cell, and a charge with such a cell has an explanation.
-- Who relies on it: a claim that says which size and weight Amazon took the product for.
-- What would go wrong silently: the claim would name a weight at which the fee is another one.
with

cells_implied as (
    select * from {{ ref('int_fees__fulfillment_cells_implied') }}
),

explained as (
    select * from {{ ref('int_fees__fulfillment_explained') }}
),

cells as (
    select * from {{ ref('stg_reference__fba_fulfillment_fees') }}
),

profile_fees as (
    select rate_card_row_id, billable_weight
    from {{ ref('int_fees__profile_fulfillment_fees') }}
    group by rate_card_row_id, billable_weight
)

select
    cells_implied.order_line_key,
    cells_implied.rate_card_row_id,
    cells_implied.implied_weight
from cells_implied
left join cells
    on cells_implied.rate_card_row_id = cells.rate_card_row_id
where cells.rate_card_row_id is null
    -- Steps may be counted from below the cell.
    or cells_implied.implied_weight
    < least(cells.weight_above, coalesce(cells.increment_above, cells.weight_above))
    or cells_implied.implied_weight > cells.weight_up_to
    or (cells.increment_step is null and cells_implied.implied_weight <> cells.weight_up_to)
union all
select
    explained.order_line_key,
    explained.implied_rate_card_row_id as rate_card_row_id,
    explained.implied_weight
from explained
left join profile_fees
    on explained.implied_rate_card_row_id = profile_fees.rate_card_row_id
    and explained.implied_weight = profile_fees.billable_weight
left join cells_implied
    on explained.order_line_key = cells_implied.order_line_key
    and explained.implied_rate_card_row_id = cells_implied.rate_card_row_id
    and explained.implied_weight = cells_implied.implied_weight
where explained.implied_weight is not null
    and profile_fees.rate_card_row_id is null
    and cells_implied.order_line_key is null
union all
select
    cells_implied.order_line_key,
    cells_implied.rate_card_row_id,
    cells_implied.implied_weight
from cells_implied
left join explained
    on cells_implied.order_line_key = explained.order_line_key
where explained.order_line_key is null
