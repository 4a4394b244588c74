"""Property: every planted case is really in the files, so that no test of it is empty."""

from __future__ import annotations

import re
from pathlib import Path

from tests.python.simulator.exports import (
    amazon_orders,
    payments,
    settlement_components,
    shopify_orders,
)

_ORDER = re.compile(r"\b(default|eu) (#\d+)")
_AMAZON = re.compile(r"\b(?:S01|\d{3})-\d{7}-\d{7}\b")
_SETTLEMENT = re.compile(r"\b\d{11}\b")


def _text(path: Path) -> str:
    raw = path.read_bytes()
    return raw.decode("utf-16" if raw[:2] == b"\xff\xfe" else "utf-8")


def test_every_case_points_at_something_that_exists(truth: dict, sample: Path):
    shop = {"default": shopify_orders(sample), "eu": shopify_orders(sample / "eu")}
    files = {path: _text(path) for path in sample.rglob("*") if path.is_file()}
    amazon = "".join(text for path, text in files.items() if "amazon/" in path.as_posix())
    missing = []
    for case in truth["cases"]:
        where = case["where"]
        folder, _, needle = where.partition(": ")
        if needle:
            found = any(
                needle in text for path, text in files.items() if path.parent == sample / folder
            )
        elif _ORDER.search(where):
            found = all(name in shop[store] for store, name in _ORDER.findall(where))
        elif _AMAZON.search(where):
            found = where in amazon
        else:
            numbers = _SETTLEMENT.findall(where)
            found = bool(numbers) and all(
                any(path.name.startswith(number) for path in files) for number in numbers
            )
        if not found:
            missing.append(case)
    assert missing == []
    assert len(truth["cases"]) > 140


def test_the_cases_cover_the_decisions_that_data_can_show(truth: dict):
    shown = {case["decision"] for case in truth["cases"]}
    assert shown >= {*range(1, 25)}


def test_listed_rows_stand_on_their_lines(truth: dict, sample: Path):
    for listed in truth["unclassified"] + truth["unallocated"]:
        lines = _text(sample / listed["source_file"]).split("\n")
        assert listed["amount"] in re.split("[\t,]", lines[listed["source_line"] - 1]), listed
    assert len(truth["unclassified"]) == 3
    assert {row["measure"] for row in truth["unallocated"]} == {
        "amazon_referral_fees",
        "amazon_fulfillment_fees",
        "unallocated_amount",
        "payment_processing_fees",
        "shipping_cost",
    }


def test_settlements_have_one_evidence_twin(truth: dict):
    roles = [entry["role"] for entry in truth["settlements"].values()]
    # One as V1 beside V2, one as a date range report beside V2.
    assert (roles.count("evidence"), roles.count("reported")) == (2, 1)


def test_settlement_only_orders_are_in_no_all_orders_report(truth: dict, sample: Path):
    listed = amazon_orders(sample)
    only = [case["where"] for case in truth["cases"] if "only in a settlement" in case["what"]]
    lines = {line["order_line_id"].split("/")[0] for line in truth["order_lines"]}
    assert len(only) == 3
    assert all(order_id not in listed and order_id in lines for order_id in only)


def test_identical_rows_are_planted_inside_one_file(sample: Path):
    captures = [tuple(row.items()) for row in payments(sample) if row["Type"] == "charge"]
    assert len(captures) - len(set(captures)) == 2
    twins = 0
    for path in (sample / "amazon/settlements").glob("*_v2.txt"):
        lines = path.read_text().split("\n")[1:]
        twins += len(lines) - len(set(lines))
        assert settlement_components(path)[1]
    assert twins == 1
