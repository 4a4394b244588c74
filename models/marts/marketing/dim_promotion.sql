with

order_lines as (
    select * from {{ ref('int_ledger__order_lines') }}
),

promotions as (
    select
        {{ hash_key(["order_lines.store", "order_lines.platform", "order_lines.promotion_code"]) }}
            as promotion_key,
        order_lines.store,
        order_lines.platform,
        order_lines.promotion_code,
        min(order_lines.sale_date) as first_used_date,
        max(order_lines.sale_date) as last_used_date
    from order_lines
    where order_lines.promotion_code is not null
        and not order_lines.has_several_promotions
    group by order_lines.store, order_lines.platform, order_lines.promotion_code
),

standing_members as (
    {{ standing_members() }}
    union all
    select 'multiple' as member_key, 'Multiple' as member_name
),

standing as (
    select
        standing_members.member_key as promotion_key,
        standing_members.member_name as store,
        standing_members.member_name as platform,
        standing_members.member_name as promotion_code,
        cast(null as date) as first_used_date,
        cast(null as date) as last_used_date
    from standing_members
),

final as (
    select * from promotions
    union all
    select * from standing
)

select * from final
