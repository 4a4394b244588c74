with

order_lines as (
    select * from {{ ref('int_orders__lines_kept') }}
),

promotions_of_lines as (
    select * from {{ ref('bridge_order_line_promotion') }}
),

uses as (
    -- A promotion that only a settlement names, or that stands in a list with others, is one too.
    select
        order_lines.store,
        order_lines.platform,
        order_lines.promotion_code,
        order_lines.sale_date as first_date,
        order_lines.sale_date as last_date
    from order_lines
    where not order_lines.has_several_promotions
    union all
    select
        promotions_of_lines.store,
        promotions_of_lines.platform,
        promotions_of_lines.promotion_code,
        promotions_of_lines.first_discount_date as first_date,
        promotions_of_lines.last_discount_date as last_date
    from promotions_of_lines
),

promotions as (
    select
        {{ hash_key(["uses.store", "uses.platform", "uses.promotion_code"]) }} as promotion_key,
        uses.store,
        uses.platform,
        uses.promotion_code,
        min(uses.first_date) as first_used_date,
        max(uses.last_date) as last_used_date
    from uses
    where uses.promotion_code is not null
    group by uses.store, uses.platform, uses.promotion_code
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
