{#- refunds_left_steps(from_cte, told_cte, into): what the told refunds have left of each piece that the customer paid, as CTEs; the last one
    is named `into` and has the columns of from_cte, `due_cents` and `left_cents`. A told refund gives what it has beyond its pieces, or
    lacks, of the goods of its lines.

    in:  goods 100.00, tax 7.00; told goods 90.00, tax 6.30                     out: due 10.00, 0.70
    in:  goods 90.00, tax 16.40; told tax 17.10                                 out: due 90.00, -0.70; left 90.00, 0.00
    in:  goods 30.00; told goods 30.00, of which a fee of 7.00 was kept         out: due 7.00

    from_cte: as int_orders__shopify_refund_buckets. told_cte: as int_orders__shopify_pieces_shared. -#}
{% macro refunds_left_steps(from_cte, told_cte, into) -%}
{{ into }}_told as (
    select
        {{ from_cte }}.store,
        {{ from_cte }}.order_name,
        {{ from_cte }}.bucket_number,
        {{ cents('sum(' ~ told_cte ~ '.refund_share)') }} as told_cents
    from {{ told_cte }}
    inner join {{ from_cte }}
        on {{ told_cte }}.store = {{ from_cte }}.store
        and {{ told_cte }}.order_name = {{ from_cte }}.order_name
        and coalesce({{ told_cte }}.line_number, 0) = coalesce({{ from_cte }}.line_number, 0)
        and (
            {{ told_cte }}.component = {{ from_cte }}.component
            or (
                {{ told_cte }}.component = 'refund_discrepancy'
                and {{ from_cte }}.bucket_number = {{ from_cte }}.line_number
            )
        )
    group by {{ from_cte }}.store, {{ from_cte }}.order_name, {{ from_cte }}.bucket_number
),

{{ into }}_due as (
    select
        {{ from_cte }}.*,
        {{ from_cte }}.weight - coalesce({{ into }}_told.told_cents, 0) as due_cents
    from {{ from_cte }}
    left join {{ into }}_told
        on {{ from_cte }}.store = {{ into }}_told.store
        and {{ from_cte }}.order_name = {{ into }}_told.order_name
        and {{ from_cte }}.bucket_number = {{ into }}_told.bucket_number
),

{{ into }} as (
    select
        {{ into }}_due.*,
        greatest({{ into }}_due.due_cents, 0) as left_cents
    from {{ into }}_due
)
{%- endmacro %}
