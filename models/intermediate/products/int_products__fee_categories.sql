with

products as (
    select * from {{ ref('stg_reference__products') }}
),

amazon_measured as (
    select * from {{ ref('int_products__amazon_measured') }}
),

overrides as (
    select * from {{ ref('stg_reference__amazon_fee_category_overrides') }}
),

amazon_fee_categories as (
    select * from {{ ref('stg_reference__amazon_fee_categories') }}
),

stated as (
    -- What is said about the category of a SKU, the surest source first.
    select
        overrides.store,
        overrides.sku,
        1 as preference,
        'override' as fee_category_source,
        overrides.fee_category as category_name
    from overrides
    union all
    select
        products.store,
        products.sku,
        2 as preference,
        'products_file' as fee_category_source,
        products.amazon_fee_category as category_name
    from products
    where products.record_type = 'data'
    union all
    select
        amazon_measured.store,
        amazon_measured.sku,
        3 as preference,
        'fee_preview' as fee_category_source,
        amazon_measured.product_group as category_name
    from amazon_measured
    union all
    select
        products.store,
        products.sku,
        4 as preference,
        'product_category' as fee_category_source,
        products.category as category_name
    from products
    where products.record_type = 'data'
),

stated_or_inherited as (
    -- An alias of which nothing is said is what the SKU is that it stands for.
    select
        stated.store,
        stated.sku,
        stated.preference,
        stated.fee_category_source,
        {{ normalized_code('stated.category_name') }} as fee_category_code
    from stated
    union all
    select
        products.store,
        products.sku,
        stated.preference + 4 as preference,
        stated.fee_category_source,
        {{ normalized_code('stated.category_name') }} as fee_category_code
    from products
    inner join stated
        on products.store = stated.store
        and products.alias_of = stated.sku
    where products.record_type = 'data'
),

meanings as (
    -- Names that only one country has a category for are known, and mean nothing without it.
    select
        {{ normalized_code('amazon_fee_categories.category_name') }} as fee_category_code,
        max(
            case
                when amazon_fee_categories.country is null then amazon_fee_categories.fee_category
            end
        ) as fee_category
    from amazon_fee_categories
    group by {{ normalized_code('amazon_fee_categories.category_name') }}
),

ranked as (
    -- A name that no row knows decides nothing: the next source has its say.
    select
        stated_or_inherited.store,
        stated_or_inherited.sku,
        stated_or_inherited.fee_category_source,
        stated_or_inherited.fee_category_code,
        meanings.fee_category,
        row_number() over (
            partition by stated_or_inherited.store, stated_or_inherited.sku
            order by stated_or_inherited.preference
        ) as rank_of_source
    from stated_or_inherited
    inner join meanings
        on stated_or_inherited.fee_category_code = meanings.fee_category_code
),

final as (
    select
        ranked.store,
        ranked.sku,
        ranked.fee_category,
        ranked.fee_category_code,
        ranked.fee_category_source
    from ranked
    where ranked.rank_of_source = 1
)

select * from final
