"""What the rate card seeds are to hold of the facts: each fact's figures as rows of a seed.

The facts end on a last day, name price bands and say weights in words; the seeds end on the day
after, know two price limits and two weights. Each such translation is a rule here. A row is told as
a dict of the seed's columns, numbers as plain texts, so that both sides can be counted and
compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from tests.python.fees.facts import country_of

# The day after the last one of which anything is known: where an open end stands in the seeds.
OPEN_END = "2027-01-15"
Figures = dict[str, str]


def plain(text: str | None) -> str:
    """A number without needless zeros, any other text as it is."""
    try:
        return f"{Decimal(text or '').normalize():f}"
    except InvalidOperation:
        return (text or "").strip()


def day_after(text: str) -> str:
    """The exclusive end of a fact's last day."""
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat() if text else OPEN_END


def common(fact: dict[str, str], first_day: str = "") -> Figures:
    """What every seed says alike; first_day: where the fact's own start was not found."""
    return {
        "country": country_of(fact),
        "currency": fact.get("currency", ""),
        "effective_from": fact["effective_from"] or first_day,
        "effective_to": day_after(fact["effective_to"]),
        "confidence": fact["confidence"],
        "source": fact["source"],
    }


# Referral fees.

# The page that worked example P019 cites shows the same tiers on this day.
SEEN_EARLIER = {
    ("GB", "automotive_and_powersports"): (
        "2021-06-08",
        "; sellercentral-europe HPVPH58T965XNF9 (example of 2021-06-08 with the same tiers)",
    ),
}
ABOVE_A_PRICE = re.compile(r"applies when price >(\d+)")
# A rate for what Amazon ships alone; elsewhere the rate of the portion below goes on.
AMAZON_SHIPS = re.compile(r"above GBP(\d+) only for FBA")
RATE_BELOW = "0.15"
# The whole-price tiers of a card that is rated by portions above a price.
WHOLE_PRICE_TIERS_BEFORE_MIXED = 2


def referral_fees(fact: dict[str, str]) -> Iterator[Figures]:
    """Portions of marginal tiers rate every price; a whole-price tier is a band of its own."""
    row = common(fact)
    category = fact["fee_category"].removesuffix("_prior")
    low, high, mode, tier = (
        fact[name] for name in ("price_from_excl", "price_to_incl", "tier_mode", "tier_seq")
    )
    start, more = SEEN_EARLIER.get((row["country"], category), (row["effective_from"], ""))
    band, portion = ((low, high), ("0", "")) if mode != "marginal" else (("0", ""), (low, high))
    above = ABOVE_A_PRICE.search(fact["notes"])
    if above:
        # Whole price up to a price, by portions above it: the bands follow one another.
        mode, band = "mixed", (above[1], "")
        tier = f"{int(tier) + WHOLE_PRICE_TIERS_BEFORE_MIXED}"
    told = {
        **row,
        "effective_from": start,
        "source": row["source"] + more,
        "fee_category": category,
        "tier": tier,
        "price_above": band[0],
        "price_up_to": band[1],
        "portion_above": portion[0],
        "portion_up_to": portion[1],
        "rate": fact["rate"],
        "tier_mode": mode,
        "minimum_fee": fact["min_fee_per_item"] or "0",
        "closing_fee": fact["closing_fee_per_item"],
        "fee_base": "item" if fact["fee_base"].startswith("item price") else "total",
        "fulfillment": "",
    }
    only = AMAZON_SHIPS.search(fact["notes"])
    if only and only[1] == low:
        yield {**told, "fulfillment": "fba"}
        yield {**told, "fulfillment": "merchant", "rate": RATE_BELOW}
    else:
        yield told


# Fulfillment fees.

PRICE_BANDS = {
    "lt_10": [("0", "9.99")],
    "gte_10": [("10", "")],
    "10_to_50": [("10", "50")],
    "gt_50": [("50.01", "")],
    "all": [("0", "")],
    # The source puts low price at 10.00 at most and, for some categories, at 20.00: which ones it
    # does not say, so nothing is known between.
    "low_price": [("0", "10")],
    "standard": [("20.01", "")],
}
LOW_PRICE_FROM = "2023-08-29"
# Days of an open-ended card of one season on which that season is: first day, day after the last.
SEASONS = {
    "GB": [("2026-02-01", "2026-10-15")],
    "CA": [("2025-08-14", "2025-10-15"), ("2026-01-15", "2026-10-15")],
}


def fulfillment_fees(fact: dict[str, str]) -> Iterator[Figures]:
    """A row per price band and stretch of days: seasons part open cards, low price began late."""
    seen = common(fact)
    stretches = [(seen["effective_from"], seen["effective_to"])]
    if not fact["effective_to"] and fact["season"] == "non_peak" and seen["country"] in SEASONS:
        stretches = SEASONS[seen["country"]]
    for start, end in stretches:
        for low, high in PRICE_BANDS[fact["price_band"]]:
            parts = [(low, start, end)]
            if fact["price_band"] == "gte_10" and start < LOW_PRICE_FROM < end:
                # Before Amazon priced below 10.00 apart, the card rated every price.
                parts = [("0", start, LOW_PRICE_FROM), (low, LOW_PRICE_FROM, end)]
            for price_from, first, after in parts:
                yield {
                    **seen,
                    "effective_from": first,
                    "effective_to": after,
                    "product_type": fact["product_type"],
                    "season": fact["season"],
                    "price_from": price_from,
                    "price_up_to": high,
                    "size_tier": fact["size_tier"],
                    "weight_unit": fact["weight_unit"],
                    "weight_above": fact["weight_from_excl"],
                    "weight_up_to": fact["weight_to_incl"],
                    "base_fee": fact["base_fee"],
                    "increment_fee": fact["increment_fee"],
                    "increment_step": fact["increment_step"],
                    "increment_above": fact["increment_above"],
                }


# Size tiers.


def size_tiers(fact: dict[str, str]) -> Iterator[Figures]:
    """The limit of weight is one of the unit's weight where the tier is told by it alone."""
    by_unit = fact["tier_weight_basis"] == "unit"
    yield {
        **common(fact),
        "tier_order": fact["tier_order"],
        "size_tier": fact["size_tier"],
        "storage_size": fact["storage_group"],
        "dimension_unit": "in",
        "weight_unit": "lb",
        "max_longest": fact["max_longest_in"],
        "max_median": fact["max_median_in"],
        "max_shortest": fact["max_shortest_in"],
        "max_length_plus_girth": fact["max_length_plus_girth_in"],
        "min_unit_weight_above": "",
        "max_unit_weight": fact["max_weight_lb"] if by_unit else "",
        "max_dimensional_weight": "",
        "max_billable_weight": "" if by_unit else fact["max_weight_lb"],
        "billing_basis": fact["fee_weight_basis"],
        "dimensional_divisor": fact["dim_divisor_in3_per_lb"],
        "minimum_side": fact["dim_min_side_in"],
    }


# What the international file says only in its source text or not at all.
GIRTHS_CM = {
    ("CA", "small_oversize"): "330",
    ("CA", "medium_oversize"): "330",
    ("CA", "large_oversize"): "419",
}


def size_tiers_abroad(fact: dict[str, str]) -> Iterator[Figures]:
    """British envelopes bill the unit's weight, all else the greater one; all in cm and kg."""
    name = fact["size_tier"]
    is_british_envelope = country_of(fact) == "GB" and "envelope" in name
    yield {
        **common(fact),
        "tier_order": fact["tier_order"],
        "size_tier": name,
        "storage_size": "oversize" if "oversize" in name else "standard",
        "dimension_unit": "cm",
        "weight_unit": "kg",
        "max_longest": fact["max_longest_cm"],
        "max_median": fact["max_median_cm"],
        "max_shortest": fact["max_shortest_cm"],
        "max_length_plus_girth": GIRTHS_CM.get((country_of(fact), name), ""),
        "min_unit_weight_above": fact["min_unit_weight_kg_excl"],
        "max_unit_weight": fact["max_unit_weight_kg"],
        "max_dimensional_weight": fact["max_dim_weight_kg"],
        "max_billable_weight": "",
        "billing_basis": "unit" if is_british_envelope else "greater",
        "dimensional_divisor": fact["dim_divisor_cm3_per_kg"],
        "minimum_side": "",
    }


# Storage.


def storage_fees(fact: dict[str, str]) -> Iterator[Figures]:
    """As the fact is, but for names."""
    yield {
        **common(fact),
        "component": fact["component"],
        "storage_size": fact["size_group"],
        "product_type": fact["product_type"],
        "month_from": fact["month_from"],
        "month_to": fact["month_to"],
        "ratio_weeks_from": fact["ratio_weeks_from_incl"],
        "ratio_weeks_below": fact["ratio_weeks_to_excl"],
        "rate_per_cubic_foot": fact["rate_per_cubic_foot_month"],
    }


# The facts name goods, the seed the categories of the referral card that hold them.
EXEMPT = {
    "apparel": "clothing_and_accessories",
    "shoes": "footwear",
    "bags": "backpacks_handbags_luggage",
    "jewelry": "jewelry",
    "watches": "watches",
}


def aged_surcharges(fact: dict[str, str]) -> Iterator[Figures]:
    """As the fact is, but for names."""
    yield {
        **common(fact),
        "age_days_from": fact["age_days_from"],
        "age_days_to": fact["age_days_to"],
        "rate_per_cubic_foot": fact["rate_per_cubic_foot"],
        "minimum_per_unit": fact["min_per_unit"],
        "exempt_categories": "|".join(
            EXEMPT[name] for name in fact["exempt_categories"].split("|") if name
        ),
    }


def abbreviated(figures: Figures) -> Figures:
    """The row with numbers in plain writing, so that 0.30 is 0.3."""
    return {column: plain(text) for column, text in figures.items()}


def pounds(text: str) -> tuple[str, str]:
    """Weight limits of a fact's words: '<=16 oz', '1.5-3 lb', '>2 lb', '12 oz-1.5 lb', '' .

    Raises ValueError for words that no rule reads.
    """
    words = text.removeprefix("dim weight lb ").strip()
    if not words:
        return "0", ""
    in_ounces = words.endswith("oz")
    bare = words.removesuffix("lb").removesuffix("oz").strip()

    def weight(word: str, ounces: bool = False) -> str:
        word = word.strip()
        ounces = ounces or word.endswith("oz")
        number = Decimal(word.removesuffix("oz").strip())
        return plain(str(number / 16 if ounces else number))

    if bare.startswith("<="):
        return "0", weight(bare[2:], in_ounces)
    if bare.startswith(">"):
        return weight(bare[1:], in_ounces), ""
    if bare.endswith("+"):
        return weight(bare[:-1], in_ounces), ""
    found = re.fullmatch(r"([\d.]+(?: oz)?)-([\d.]+)", bare)
    if not found:
        raise ValueError(f"no rule reads the weight {text!r}")
    return weight(found[1], in_ounces), weight(found[2], in_ounces)
