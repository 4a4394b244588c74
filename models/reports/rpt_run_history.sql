with

run_items as (
    select * from {{ ref('fact_run_items') }}
),

models_ranked as (
    select
        run_id,
        name,
        seconds,
        row_number() over (
            partition by run_id
            order by seconds desc nulls last, name asc nulls last
        ) as slowest_rank
    from run_items
    where kind = 'model'
),

items_per_run as (
    select
        run_id,
        sum({{ items('model', 'passed') }}) as models_built,
        sum({{ items('model', 'failed') }}) as models_failed,
        sum({{ items('model', 'skipped') }}) as models_skipped,
        sum({{ items('test', 'passed') }}) as tests_passed,
        sum({{ items('test', 'warned') }}) as tests_warned,
        sum({{ items('test', 'failed') }}) as tests_failed,
        sum(case when kind = 'source' then item_count else 0 end) as files_landed,
        sum(coalesce(rows_read, 0)) as rows_read,
        sum(coalesce(rows_landed, 0)) as rows_landed,
        sum(coalesce(rows_quarantined, 0)) as rows_quarantined,
        sum(case when kind = 'freshness' and outcome <> 'passed' then 1 else 0 end) as sources_late
    from run_items
    group by run_id
),

final as (
    select
        runs.run_id,
        cast(runs.started_at as date) as run_date,
        runs.started_at,
        runs.name as command,
        runs.outcome,
        runs.seconds,
        cast(items_per_run.models_built as bigint) as models_built,
        cast(items_per_run.models_failed as bigint) as models_failed,
        cast(items_per_run.models_skipped as bigint) as models_skipped,
        cast(items_per_run.tests_passed as bigint) as tests_passed,
        cast(items_per_run.tests_warned as bigint) as tests_warned,
        cast(items_per_run.tests_failed as bigint) as tests_failed,
        cast(items_per_run.files_landed as bigint) as files_landed,
        cast(items_per_run.rows_read as bigint) as rows_read,
        cast(items_per_run.rows_landed as bigint) as rows_landed,
        cast(items_per_run.rows_quarantined as bigint) as rows_quarantined,
        {{ divide_round('items_per_run.rows_quarantined', 'items_per_run.rows_read', 4) }}
            as quarantined_share,
        cast(items_per_run.sources_late as bigint) as sources_late,
        models_ranked.name as slowest_model,
        models_ranked.seconds as slowest_model_seconds
    from run_items as runs
    inner join items_per_run
        on runs.run_id = items_per_run.run_id
    left join models_ranked
        on runs.run_id = models_ranked.run_id
        and models_ranked.slowest_rank = 1
    where runs.kind = 'run'
)

select * from final
