"""Each rate card seed holds the collected facts, all of them and nothing else.

The seeds are what every expected fee is made of. A figure mistyped there, a day too many or a row
without a source would make a right charge look wrong, and no model could notice.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from tests.python.fees import carried, carried_others
from tests.python.fees.cards import SEEDS, Row, rows_of
from tests.python.fees.carried import Figures, abbreviated
from tests.python.fees.facts import facts

# Seed -> the files of facts that it carries, each with its rules.
CARRIES: dict[str, list[tuple[str, Callable[[], Callable]]]] = {
    "referral_fees": [("referral_fee", lambda: carried.referral_fees)],
    "fba_fulfillment_fees": [("fba_fulfillment_fee", lambda: carried.fulfillment_fees)],
    "fba_size_tiers": [
        ("fba_size_tier", lambda: carried.size_tiers),
        ("fba_size_tier_intl", lambda: carried.size_tiers_abroad),
    ],
    "fba_storage_fees": [("fba_storage_fee", lambda: carried.storage_fees)],
    "fba_aged_surcharges": [("fba_aged_surcharge", lambda: carried.aged_surcharges)],
    "fba_unit_fees": [("fba_other_fees", carried_others.UnitFees)],
    "amazon_rates": [("fba_other_fees", lambda: carried_others.rates)],
}
# The seed's own: it names its rows, tells when they were read and comments on them.
OWN = {"rate_card_row_id", "retrieved_on", "note"}
# The tiers need no currency: their limits are measures.
WITHOUT_CURRENCY = {"fba_size_tiers"}
RETRIEVED_ON = date(2026, 11, 22)
# Read from real settlement rows, told by no file of facts: worked examples O001 to O008 hold it.
BESIDE_THE_FACTS = {"ca-fee_tax-20250814"}


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(rows: Iterable[Figures], columns: list[str]) -> Counter:
    """Rows as counted texts, which show in a failure as they would in a file."""
    plain = map(abbreviated, rows)
    return Counter("|".join(f"{c}={row[c]}" for c in columns) for row in plain)


def told_by_facts(name: str) -> list[Figures]:
    """The rows that the facts make of a seed."""
    told = []
    for file, rules in CARRIES[name]:
        rule = rules()
        told += [row for fact in facts(file) for row in rule(fact)]
    return told


@pytest.mark.parametrize("name", CARRIES)
def test_the_seed_is_the_facts(name: str):
    told = told_by_facts(name)
    rows = [row for row in seed(name) if row["rate_card_row_id"] not in BESIDE_THE_FACTS]
    columns = [column for column in rows[0] if column not in OWN]
    left_out = {"currency"} if name in WITHOUT_CURRENCY else set()
    assert set(told[0]) - left_out == set(columns)
    in_seed, in_facts = counted(rows, columns), counted(told, columns)
    assert sorted((in_facts - in_seed).elements()) == [], "facts that the seed lacks"
    assert sorted((in_seed - in_facts).elements()) == [], "rows of the seed without a fact"


@pytest.mark.parametrize("name", CARRIES)
def test_every_row_has_a_name_of_its_own_a_source_and_its_day(name: str):
    rows = seed(name)
    twice = [key for key, n in Counter(row["rate_card_row_id"] for row in rows).items() if n > 1]
    assert twice == []
    assert [row["rate_card_row_id"] for row in rows if not row["source"]] == []
    assert {row["retrieved_on"] for row in rows} == {RETRIEVED_ON.isoformat()}


@pytest.mark.parametrize("name", CARRIES)
def test_every_row_ends_after_it_begins_and_when_knowledge_ends(name: str):
    rows = rows_of(SEEDS / f"{name}.csv")
    wrong = [row.rate_card_row_id for row in rows if not row.effective_from < row.effective_to]
    assert wrong == []
    beyond = [row.rate_card_row_id for row in rows if row.effective_to > _open_end()]
    assert beyond == []


def test_the_closing_fee_stands_on_every_media_category_and_on_no_other():
    fee = carried_others.closing_fee_of_media(facts("fba_other_fees"))
    with_fee = {row["fee_category"] for row in seed("referral_fees") if row["closing_fee"]}
    assert {carried.plain(row["closing_fee"]) for row in seed("referral_fees")} == {"", fee}
    assert with_fee == {
        "media_books_dvd_music_software_video",
        "video_games_and_accessories",
        "video_game_consoles",
    }


# Columns that part the rows of a seed; within one part no two ranges may share a point.
PARTED_BY = {
    "fba_fulfillment_fees": ("country", "size_tier"),
    "fba_unit_fees": ("country", "fee_code", "size_tier", "storage_size", "service_level"),
    "fba_storage_fees": ("country", "component", "storage_size", "product_type"),
    "fba_aged_surcharges": ("country",),
    "amazon_rates": ("country", "fee_code", "applies_to"),
    "referral_fees": ("country", "fee_category"),
}
# Lower limit -> upper limit of each range that a seed may have.
RANGES = {
    "effective_from": "effective_to",
    "price_from": "price_up_to",
    "weight_above": "weight_up_to",
    "month_from": "month_to",
    "ratio_weeks_from": "ratio_weeks_below",
    "days_of_supply_from": "days_of_supply_below",
    "age_days_from": "age_days_to",
    "price_above": "price_up_to",
    "portion_above": "portion_up_to",
}
# Both limits of these are within the range: cents, months and days of age.
CLOSED = {"price_from", "month_from", "age_days_from"}


@pytest.mark.parametrize("name", PARTED_BY)
def test_no_two_rows_apply_at_once(name: str):
    rows = rows_of(SEEDS / f"{name}.csv")
    parts: dict[tuple, list[Row]] = {}
    for row in rows:
        parts.setdefault(tuple(row[column] for column in PARTED_BY[name]), []).append(row)
    clashes = [
        (one.rate_card_row_id, other.rate_card_row_id)
        for part in parts.values()
        for number, one in enumerate(part)
        for other in part[number + 1 :]
        if _both_apply(one, other)
    ]
    assert clashes == []


def _both_apply(one: Row, other: Row) -> bool:
    types = {one.get("product_type"), other.get("product_type")}
    if len(types) == 2 and "all" not in types:
        return False
    if len({one.get("fulfillment"), other.get("fulfillment")} - {None}) == 2:
        return False
    ranges = [low for low in RANGES if low in one]
    if one.get("tier_mode") != other.get("tier_mode"):
        # Portions and whole prices may not rate the same price, whatever portion it is.
        ranges.remove("portion_above")
    return all(_meet(one, other, low) for low in ranges)


def _meet(one: Row, other: Row, low: str) -> bool:
    """Whether two ranges share a point; a blank limit is none."""
    for lower, upper in ((one, other), (other, one)):
        end, start = lower[RANGES[low]], upper[low]
        if None not in (end, start) and (end < start or (end == start and low not in CLOSED)):
            return False
    return True


def _open_end() -> date:
    return date.fromisoformat(carried.OPEN_END)
