with

touches_told as (
    select * from {{ ref('int_attribution__touches_told') }}
),

told as (
    -- A page of the shop itself sends nobody: it is where the visit went on.
    select
        touches_told.store,
        touches_told.touch_id,
        touches_told.touch_kind,
        touches_told.visitor_id,
        touches_told.email_hash,
        touches_told.session_order_id,
        touches_told.touched_at,
        touches_told.touched_date,
        touches_told.campaign_name_as_told,
        touches_told.has_gclid,
        touches_told.has_fbclid,
        touches_told.has_other_signs,
        coalesce(trim(touches_told.source_text) = '(direct)', false) as is_told_direct,
        {{ told_text('touches_told.source_text') }} as source_told,
        {{ told_text('touches_told.medium_text') }} as medium_told,
        {{ told_text('touches_told.campaign_text') }} as campaign_told,
        {{ told_text('touches_told.term_text') }} as term_told,
        {{ told_text('touches_told.campaign_id_text') }} as campaign_id_told,
        case
            when coalesce(touches_told.referrer_host <> touches_told.landing_host, true)
                then touches_told.referrer_host
        end as referrer_host
    from touches_told
),

coded as (
    select
        told.*,
        coalesce({{ tag_code('told.source_told') }}, '(none)') as source_code,
        coalesce({{ tag_code('told.medium_told') }}, '(none)') as medium_code,
        coalesce(told.source_told, told.medium_told) is null as is_untagged
    from told
),

signs as (
    -- Google's click id proves a paid click. Facebook's does not: it is on every link there.
    select
        coded.*,
        case
            when coded.has_gclid
                and coded.source_code in ('(none)', 'google')
                and coded.medium_code in ('(none)', 'organic', 'referral')
                then 'gclid'
            when not coded.is_untagged then 'tags'
            when coded.referrer_host is not null then 'referrer'
            when coded.has_fbclid then 'fbclid'
            when coalesce(coded.campaign_told, coded.campaign_id_told) is not null then 'campaign'
            else 'nothing'
        end as source_sign
    from coded
),

final as (
    -- Who writes that a visit was direct says that somebody came.
    select
        signs.store,
        signs.touch_id,
        signs.touch_kind,
        signs.visitor_id,
        signs.email_hash,
        signs.session_order_id,
        signs.touched_at,
        signs.touched_date,
        case signs.source_sign
            when 'gclid' then 'google'
            when 'referrer' then signs.referrer_host
            when 'fbclid' then 'facebook'
            when 'campaign' then '(unknown)'
            when 'tags'
                then case
                        when signs.source_code = '(none)' then '(unknown)' else signs.source_code
                    end
            else '(none)'
        end as source,
        case signs.source_sign
            when 'gclid' then 'cpc'
            when 'referrer' then 'referral'
            when 'fbclid' then 'referral'
            when 'tags' then signs.medium_code
            else '(none)'
        end as medium,
        signs.campaign_id_told,
        case when signs.campaign_told is not null then signs.campaign_name_as_told end
            as campaign_name_told,
        signs.campaign_told as campaign_text,
        signs.term_told as term_text,
        signs.has_gclid,
        signs.source_sign,
        signs.source_sign = 'nothing'
        and not signs.is_told_direct
        and not signs.has_other_signs as is_empty
    from signs
)

select * from final
