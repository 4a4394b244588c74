"""What the models expect of Amazon's fees beside what the oracle does, difference by difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.python.fees.cases import account_of
from tests.python.fees.oracle import Fee
from tests.python.fees.scenarios import answer
from tests.python.fees.selling import Oracle

RELATION = "intermediate.int_fees__amazon_expected"
# Fees that every line has: a row must tell the amount or the reason.
ALWAYS = ("referral_fee", "refund_administration")
ALWAYS_BY_AMAZON = ("fba_fulfillment_fee", "removal_fee", "liquidation_processing")
# Fees of some lines only: without a row, or with 0, there is none. Where the oracle can't tell
# whether there is one, a model may be silent too.
SOMETIMES = (
    "variable_closing_fee",
    "per_item_selling_fee",
    "digital_services_fee",
    "overmax_handling",
    "non_sipp_packaging_fee",
)
COMPARED = (*ALWAYS, *ALWAYS_BY_AMAZON, *SOMETIMES)
# A weight is told to six decimals; two ways to get there may differ in the last.
LAST_DECIMAL = Decimal("0.000001")


class Found(NamedTuple):
    """A row of the models."""

    fee_code: str
    amount: Decimal | None
    reason: str | None
    size_tier: str | None
    billable_weight: Decimal | None


class Difference(NamedTuple):
    """A case on which the models and the oracle disagree, and about what."""

    scenario_id: str
    fee_code: str
    what: str
    found: object
    expected: object


def found_in(warehouse: Path) -> dict[str, list[Found]]:
    """What the models tell of each scenario."""
    told: dict[str, list[Found]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select subject_id, fee_code, cast(expected_amount as decimal(18, 4)), reason_code, "
            f"size_tier, cast(billable_weight as decimal(18, 6)) from {RELATION} "
            "where subject_kind = 'scenario'"
        ).fetchall()
    for scenario_id, *row in rows:
        told[scenario_id].append(Found(*row))
    return told


def differences(
    cases: Iterable[dict[str, str]], told: dict[str, list[Found]], oracle: Oracle
) -> list[Difference]:
    """Every disagreement: amounts, reasons, tiers, weights, missing and needless rows."""
    found: list[Difference] = []
    asked = set()
    for case in cases:
        asked.add(case["scenario_id"])
        found += _of_case(case, told.get(case["scenario_id"], []), oracle)
    strangers = sorted(set(told) - asked)
    return found + [Difference(name, "", "scenario", "told", "not asked") for name in strangers]


def _of_case(case: dict[str, str], rows: list[Found], oracle: Oracle) -> list[Difference]:
    name, right = case["scenario_id"], answer(oracle, case, account_of(case))
    by_code = {row.fee_code: row for row in rows}
    by_amazon = case["fulfillment"] == "fba"
    found = []
    if len(by_code) < len(rows):
        codes = sorted(row.fee_code for row in rows)
        found.append(Difference(name, "", "rows of one fee", codes, sorted(by_code)))
    for code in sorted(set(by_code) - set(COMPARED)):
        found.append(Difference(name, code, "fee code", by_code[code].amount, "not of a scenario"))
    for code in (*ALWAYS, *(ALWAYS_BY_AMAZON if by_amazon else ())):
        found += _fee(name, code, by_code.get(code), right.fees[code])
    for code in () if by_amazon else ALWAYS_BY_AMAZON:
        if code in by_code:
            found.append(Difference(name, code, "row", by_code[code].amount, "merchant ships"))
    for code in SOMETIMES:
        found += _sometimes(name, code, by_code.get(code), right.fees.get(code))
    if by_amazon and "fba_fulfillment_fee" in by_code:
        row = by_code["fba_fulfillment_fee"]
        if row.size_tier != right.size_tier:
            found.append(
                Difference(name, row.fee_code, "size tier", row.size_tier, right.size_tier)
            )
        if not _is_same_weight(row.billable_weight, right.billable_weight):
            weights = (row.billable_weight, right.billable_weight)
            found.append(Difference(name, row.fee_code, "billable weight", *weights))
    return found


def _fee(name: str, code: str, row: Found | None, fee: Fee) -> list[Difference]:
    if row is None:
        return [Difference(name, code, "row", None, fee.amount or fee.reason)]
    if row.amount != fee.amount:
        return [Difference(name, code, "amount", row.amount, fee.amount or fee.reason)]
    if row.reason != fee.reason:
        return [Difference(name, code, "reason", row.reason, fee.reason)]
    return []


def _sometimes(name: str, code: str, row: Found | None, fee: Fee | None) -> list[Difference]:
    none = Fee(Decimal(0))
    if row is None and (fee is None or fee.amount is None):
        return []
    return _fee(name, code, row or Found(code, Decimal(0), None, None, None), fee or none)


def _is_same_weight(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= LAST_DECIMAL


def summary(found: list[Difference], cases: Iterable[dict[str, str]], most: int = 12) -> str:
    """Differences counted by fee and kind, with the first ones and their cases in full."""
    by_id = {case["scenario_id"]: case for case in cases}
    kinds: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for difference in found:
        kinds[difference.fee_code, difference.what].append(difference)
    lines = [f"{len(found)} differences"]
    for (code, what), those in sorted(kinds.items()):
        lines.append(f"  {len(those)} x {what} of {code or 'a scenario'}")
    for difference in [those[0] for those in kinds.values()][:most]:
        lines.append(f"{difference}\n    {by_id.get(difference.scenario_id)}")
    return "\n".join(lines)
