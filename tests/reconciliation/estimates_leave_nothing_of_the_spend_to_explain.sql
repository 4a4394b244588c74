-- Property: what an estimate does not explain of the sales has nothing to do any more with the
-- spend that it was made from: both are at right angles. That, and nothing else, is what least
-- squares promise.
-- Who relies on it: the estimates of the halo, and the placebo that may reject them.
-- What would go wrong silently: a wrong slope looks like any other number.
with

demeaned as (
    select * from {{ ref('int_halo__demeaned') }}
),

sums as (
    -- x is the adstock of the week, l the spend of the week after, y the sales.
    select
        demeaned.panel_id,
        demeaned.sample,
        sum(demeaned.adstock_rate * demeaned.adstock_rate) as xx,
        sum(demeaned.adstock_rate * demeaned.next_spend_rate) as xl,
        sum(demeaned.next_spend_rate * demeaned.next_spend_rate) as ll,
        sum(demeaned.adstock_rate * demeaned.sales_rate) as xy,
        sum(demeaned.next_spend_rate * demeaned.sales_rate) as ly,
        sum(demeaned.sales_rate * demeaned.sales_rate) as yy
    from demeaned
    group by demeaned.panel_id, demeaned.sample
),

left_over as (
    select
        sums.panel_id,
        sums.sample,
        sums.xy - two_way_effects.effect * sums.xx as explained_still,
        {{ square_root('sums.xx * sums.yy') }} as all_of_it
    from sums
    inner join {{ ref('int_halo__two_way_effects') }} as two_way_effects
        on sums.panel_id = two_way_effects.panel_id
    where sums.sample = 'effect'
    union all
    -- The slope on the adstock that goes with the placebo leaves nothing of the adstock itself.
    select
        sums.panel_id,
        sums.sample,
        sums.ly - lead_placebo.placebo_effect * sums.ll
        - (sums.xy - lead_placebo.placebo_effect * sums.xl) / nullif(sums.xx, 0) * sums.xl
            as explained_still,
        {{ square_root('sums.ll * sums.yy') }} as all_of_it
    from sums
    inner join {{ ref('int_halo__lead_placebo') }} as lead_placebo
        on sums.panel_id = lead_placebo.panel_id
    where sums.sample = 'placebo'
)

select *
from left_over
where abs(left_over.explained_still) > {{ real('0.000001') }} * left_over.all_of_it
