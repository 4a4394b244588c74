with

geo_totals as (
    select * from {{ ref('int_halo__geo_totals') }}
    where sales_change is not null
),

digits as (
    select * from {{ ref('stg_reference__digits') }}
),

draws as (
    select hundreds.digit * 100 + tens.digit * 10 + ones.digit as draw_no
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones
    where hundreds.digit * 100 + tens.digit * 10 + ones.digit
        between 1 and {{ var('halo_permutations') }}
),

arms as (
    select
        geo_totals.panel_id,
        count(*) as geo_count,
        sum(case when geo_totals.arm = 'treatment' then 1 else 0 end) as treated_count,
        sum(geo_totals.sales_change) as change_of_all,
        sum(case when geo_totals.arm = 'treatment' then geo_totals.sales_change else 0 end)
            as change_of_treated
    from geo_totals
    group by geo_totals.panel_id
),

ranked as (
    -- As many regions as were treated, drawn anew: the order of their hashes is a shuffle that both
    -- engines and everybody else can repeat.
    select
        geo_totals.panel_id,
        draws.draw_no,
        geo_totals.sales_change,
        row_number() over (
            partition by geo_totals.panel_id, draws.draw_no
            order by
                md5(
                    geo_totals.geo || '|' || cast(draws.draw_no as {{ dbt.type_string() }})
                    || '|' || '{{ var("halo_permutation_seed") }}'
                ),
                geo_totals.geo
        ) as place
    from geo_totals
    cross join draws
),

drawn as (
    select
        ranked.panel_id,
        ranked.draw_no,
        sum(case when ranked.place <= arms.treated_count then ranked.sales_change else 0 end)
            as change_of_treated
    from ranked
    inner join arms
        on ranked.panel_id = arms.panel_id
    group by ranked.panel_id, ranked.draw_no
),

compared as (
    -- How far the treated are from their share of the change of all: the same order as the
    -- difference of the arms' means.
    select
        arms.panel_id,
        abs(
            arms.change_of_treated
            - arms.change_of_all * {{ real('arms.treated_count') }}
            / nullif({{ real('arms.geo_count') }}, 0)
        ) as seen,
        abs(
            drawn.change_of_treated
            - arms.change_of_all * {{ real('arms.treated_count') }}
            / nullif({{ real('arms.geo_count') }}, 0)
        ) as by_chance
    from arms
    inner join drawn
        on arms.panel_id = drawn.panel_id
),

final as (
    select
        compared.panel_id,
        cast(count(*) as bigint) as draw_count,
        {{ real(
            'sum(case when compared.by_chance >= compared.seen * ' ~ real('0.999999999999')
            ~ ' then 1 else 0 end) + 1'
        ) }} / nullif({{ real('count(*) + 1') }}, 0) as p_value
    from compared
    group by compared.panel_id
)

select * from final
