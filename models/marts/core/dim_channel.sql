with

channels as (
    select * from {{ ref('stg_reference__channels') }}
),

events as (
    select * from {{ ref('fact_ledger_events') }}
),

stores as (
    select events.store
    from events
    group by events.store
),

store_channels as (
    -- A store could sell through every channel: the ones without a sale are there too.
    select
        {{ hash_key(["stores.store", "channels.channel_name"]) }} as channel_key,
        stores.store,
        channels.channel_name,
        channels.platform,
        channels.description,
        cast(channels.sort_order as integer) as sort_order
    from stores
    cross join channels
),

standing_members as (
    {{ standing_members() }}
),

standing as (
    select
        standing_members.member_key as channel_key,
        standing_members.member_name as store,
        standing_members.member_name as channel_name,
        standing_members.member_name as platform,
        case standing_members.member_key
            when 'unknown' then 'There is a channel, and the source does not tell which.'
            else 'Costs that belong to no channel, such as advertising that no sale is credited to.'
        end as description,
        case standing_members.member_key when 'unknown' then 998 else 999 end as sort_order
    from standing_members
),

final as (
    select * from store_channels
    union all
    select * from standing
)

select * from final
