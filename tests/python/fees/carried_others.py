"""The file of other fees as rows of the seeds of unit fees and of rates: the rules by fee code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.python.fees.carried import Figures, common, plain, pounds

# Where the start of a row was not found, the first day of the years that the sources tell of.
FIRST_DAY = "2023-01-01"
UNIT_FEES = {
    "low_inventory_level",
    "overmax_handling",
    "sipp_discount",
    "non_sipp_packaging_fee",
    "inbound_placement",
    "removal_or_disposal",
    "liquidation_processing",
    "returns_processing",
}
# The closing fee stands on the rows of its categories in the seed of referral fees.
ELSEWHERE = {"media_closing_fee"}
# The facts' name of a fee -> the project's, where they differ.
RENAMED = {
    "fuel_inflation_surcharge_2022": "fuel_logistics_surcharge",
    "individual_plan_per_item": "per_item_selling_fee",
    "coupon_fee_prior": "coupon_redemption_fee",
    "lightning_or_best_deal": "deal_fee",
}
APPLIES_TO = {"FBA": "fba", "MCF_and_BuyWithPrime": "mcf"}
RATE_BASES = {
    "fuel_logistics_surcharge": "fulfillment_fee",
    "liquidation_referral": "gross_recovery",
    "returns_processing_threshold": "units_shipped",
    "coupon_fee": "coupon_sales",
    "deal_fee": "deal_sales",
}
AMOUNTS_PER = {
    "per_item_selling_fee": "item",
    "professional_subscription": "month",
    "high_volume_listing": "asin_month",
    "rental_book_service": "rental",
    "coupon_fee": "coupon",
    "coupon_redemption_fee": "redemption",
    "deal_fee": "deal",
}
STEPPED = re.compile(r"([\d.]+) \+ ([\d.]+)/lb(?: above ([\d.]+))?")


def rates(fact: dict[str, str]) -> Iterator[Figures]:
    """A rate, an amount or both; what is kept of a refund has a cap instead of an amount."""
    if fact["fee_code"] in UNIT_FEES | ELSEWHERE:
        return
    code = RENAMED.get(fact["fee_code"], fact["fee_code"])
    amount, cap, base = fact["amount"], "", RATE_BASES.get(code, "")
    if code == "refund_administration":
        amount, cap = "", amount
        # Observed on commissions that carried a tax, and on them as a whole.
        base = "referral_fee_with_tax" if "incl. tax" in fact["unit_basis"] else "referral_fee"
    yield {
        **common(fact, FIRST_DAY),
        "fee_code": code,
        "applies_to": APPLIES_TO.get(fact["dimension1"], fact["dimension1"]),
        "rate": fact["rate"],
        "rate_base": base,
        "amount": amount,
        "amount_per": AMOUNTS_PER.get(code, ""),
        "amount_cap": cap,
    }


class UnitFees:
    """The facts of fees per unit as rows of the seed.

    Weight bands whose fact names only an upper limit begin where the band before ends: whence the
    order of the facts matters and one object reads all of them.
    """

    def __init__(self) -> None:
        self._last: dict[tuple, str] = {}

    def __call__(self, fact: dict[str, str]) -> Iterator[Figures]:
        if fact["fee_code"] not in UNIT_FEES:
            return
        for told in getattr(self, f"_{fact['fee_code']}")(fact):
            amount, increment = fact["amount"], {}
            stepped = STEPPED.fullmatch(amount)
            if stepped:
                # Each started pound above where the open band begins.
                amount = stepped[1]
                increment = {
                    "increment_fee": stepped[2],
                    "increment_step": "1",
                    "increment_above": stepped[3] or told["weight_above"],
                }
            yield {
                **EMPTY,
                **common(fact, FIRST_DAY),
                "fee_code": fact["fee_code"],
                "amount": amount,
                "amount_high": fact["amount_high"],
                **told,
                **increment,
            }

    def _after_the_last(self, fact: dict[str, str], weight: str, *group: str) -> Figures:
        above, up_to = pounds(weight)
        if weight.startswith("<="):
            key = (fact["fee_code"], fact["effective_from"], *group)
            above = self._last.get(key, "0")
            self._last[key] = up_to
        return {"weight_above": above, "weight_up_to": up_to}

    def _low_inventory_level(self, fact: dict[str, str]) -> Iterator[Figures]:
        size = re.fullmatch(r"(large_standard)_(\d+)_(\d+)lb", fact["dimension1"])
        days = re.fullmatch(r"days_of_supply (\d+)-(\d+)", fact["dimension2"])
        yield {
            "size_tier": size[1] if size else fact["dimension1"],
            "weight_above": size[2] if size else "0",
            "weight_up_to": size[3] if size else "",
            "days_of_supply_from": days[1],
            "days_of_supply_below": days[2],
            "assessed_on": {"parent ASIN": "parent_asin", "seller FNSKU": "fnsku"}[
                fact["dimension3"]
            ],
        }

    def _overmax_handling(self, fact: dict[str, str]) -> Iterator[Figures]:
        assert fact["dimension2"] == "longest >96 in OR length+girth >130 in"
        yield {"size_tier": fact["dimension1"]}

    def _sipp_discount(self, fact: dict[str, str]) -> Iterator[Figures]:
        size = fact["dimension1"]
        yield {
            "size_tier": size,
            "product_type": fact["dimension3"],
            **self._after_the_last(fact, fact["dimension2"], size),
        }

    def _non_sipp_packaging_fee(self, fact: dict[str, str]) -> Iterator[Figures]:
        above, up_to = pounds(fact["dimension2"])
        for size in fact["dimension1"].split("|"):
            yield {
                "size_tier": size,
                "weight_basis": "dimensional",
                "weight_above": above,
                "weight_up_to": up_to,
            }

    def _inbound_placement(self, fact: dict[str, str]) -> Iterator[Figures]:
        size, service = fact["dimension1"], fact["dimension3"]
        yield {
            "size_tier": size,
            "service_level": service,
            **self._after_the_last(fact, fact["dimension2"], size, service),
        }

    def _removal_or_disposal(self, fact: dict[str, str]) -> Iterator[Figures]:
        above, up_to = pounds(fact["dimension2"])
        yield {
            "storage_size": fact["dimension1"],
            "weight_above": above,
            "weight_up_to": up_to,
        }

    _liquidation_processing = _removal_or_disposal

    def _returns_processing(self, fact: dict[str, str]) -> Iterator[Figures]:
        if fact["dimension1"] == "all_other_categories":
            yield {"product_type": "non_apparel"}
            return
        assert fact["dimension3"] == "apparel_and_shoes"
        above, up_to = pounds(fact["dimension2"])
        yield {
            "size_tier": fact["dimension1"],
            "product_type": "apparel",
            "weight_above": above,
            "weight_up_to": up_to,
        }


EMPTY: Figures = {
    "size_tier": "",
    "storage_size": "",
    "product_type": "all",
    "service_level": "",
    "assessed_on": "",
    "weight_basis": "billable",
    "weight_above": "0",
    "weight_up_to": "",
    "days_of_supply_from": "",
    "days_of_supply_below": "",
    "increment_fee": "",
    "increment_step": "",
    "increment_above": "",
}


def closing_fee_of_media(facts: list[dict[str, str]]) -> str:
    """The one closing fee that the file of other fees tells."""
    (fact,) = [fact for fact in facts if fact["fee_code"] in ELSEWHERE]
    return plain(fact["amount"])
