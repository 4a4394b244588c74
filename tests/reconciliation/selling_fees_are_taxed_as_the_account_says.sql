-- Property: what Amazon adds to its fees is what the seller account of that day and country says:
-- nothing where no account is known.
-- Who relies on it: the expected fees of every sale outside the United States.
-- What would go wrong silently: a tax that is expected and not charged looks like a gift.
select
    selling_expected.subject_key,
    selling_expected.fee_tax_rate,
    seller_accounts.fee_tax_rate as rate_of_the_account
from {{ ref('int_fees__selling_expected') }} as selling_expected
inner join {{ ref('int_fees__subjects') }} as subjects
    on selling_expected.subject_key = subjects.subject_key
left join {{ ref('stg_reference__amazon_seller_accounts') }} as seller_accounts
    on subjects.store = seller_accounts.store
    and subjects.country = seller_accounts.country
    and subjects.order_date >= seller_accounts.effective_from
    and (
        seller_accounts.effective_to is null or subjects.order_date < seller_accounts.effective_to
    )
where selling_expected.fee_tax_rate <> coalesce(seller_accounts.fee_tax_rate, 0)
    or selling_expected.digital_services_rate <> coalesce(seller_accounts.digital_services_rate, 0)
