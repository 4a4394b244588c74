-- Property: each store that sells at Amazon has a panel for all of its advertising elsewhere and
-- one per platform, each experiment has one; and each panel has an answer of every estimator that
-- its kind calls for, be it that nothing can be told.
-- Who relies on it: whoever reads the estimates and takes what is missing for not asked.
-- What would go wrong silently: a platform without an estimate would look like one without effect.
with

panels as (
    select * from {{ ref('int_halo__panels') }}
),

stores as (
    select store
    from {{ ref('int_halo__amazon_sales') }}
    group by store
),

platforms as (
    select
        store,
        ad_platform
    from {{ ref('int_halo__off_amazon_spend') }}
    group by store, ad_platform
),

due as (
    select
        stores.store,
        'all' as ad_platform,
        'none' as experiment,
        1 as answers
    from stores
    union all
    select
        platforms.store,
        platforms.ad_platform,
        'none' as experiment,
        1 as answers
    from platforms
    inner join stores
        on platforms.store = stores.store
    union all
    select
        geo_experiments.store,
        geo_experiments.ad_platform,
        geo_experiments.experiment,
        3 as answers
    from {{ ref('stg_reference__geo_experiments') }} as geo_experiments
    group by geo_experiments.store, geo_experiments.ad_platform, geo_experiments.experiment
),

answers_per_panel as (
    select
        panel_id,
        count(*) as answers
    from {{ ref('int_halo__estimates') }}
    group by panel_id
)

select
    coalesce(due.store, panels.store) as store,
    coalesce(due.ad_platform, panels.ad_platform) as ad_platform,
    coalesce(due.experiment, panels.experiment) as experiment,
    due.answers as answers_due,
    answers_per_panel.answers
from due
full outer join panels
    on due.store = panels.store
    and due.ad_platform = panels.ad_platform
    and due.experiment = panels.experiment
left join answers_per_panel
    on panels.panel_id = answers_per_panel.panel_id
where coalesce(due.answers, 0) <> coalesce(answers_per_panel.answers, 0)
