"""Property: the FBA reports tell the same orders, products and money as the other exports.

The audit dates a fee by the shipment report, measures by the products file and the fee preview, and
asks the returns and reimbursements whether a refunded unit is accounted for.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.python.simulator.exports import (
    amazon_orders,
    comma_rows,
    local_date,
    settlement_parts,
    tab_rows,
)
from tests.python.simulator.fba_exports import lines, refunds, report, units

D = Decimal
SHARED = Path(__file__).resolve().parents[4] / "shared" / "samples" / "amazon_fba"
LOST = ("2025-10-08", "2025-10-20")
WIDTHS = {
    "fulfilled_shipments": 48,
    "fba_fee_preview": 25,
    "storage_fees": 27,
    "aged_inventory": 14,
    "returns": 13,
    "reimbursements": 18,
}


@pytest.mark.parametrize("name", WIDTHS)
def test_reports_have_their_columns_and_no_ragged_row(sample: Path, name: str):
    paths = sorted((sample / "amazon" / name).glob("*.txt"))
    assert paths
    for path in paths:
        header, *rows = path.read_text().rstrip("\n").split("\n")
        assert rows
        assert {row.count("\t") + 1 for row in [header, *rows]} == {WIDTHS[name]}


@pytest.mark.parametrize(
    ("name", "real"),
    [
        ("storage_fees", "rust_test_monthly_storage_fee_2022-11.txt"),
        ("returns", "js_tests_customer_returns.txt"),
    ],
)
def test_headers_are_the_real_ones(sample: Path, name: str, real: str):
    if not SHARED.exists():
        pytest.skip("real exports are not beside the repository: 1 header not compared")
    expected = (SHARED / real).read_text().split("\n")[0].rstrip("\r")
    for path in (sample / "amazon" / name).glob("*.txt"):
        assert path.read_text().split("\n")[0] == expected


def test_every_fba_line_has_one_shipment_but_those_of_the_lost_report(sample: Path):
    told = Counter()
    for row in report(sample, "fulfilled_shipments"):
        told[row["amazon-order-id"], row["sku"]] += int(row["quantity-shipped"])
        day = local_date(row["shipment-date"])
        assert not LOST[0] <= day <= LOST[1]
        assert row["purchase-date"] < row["shipment-date"] < row["reporting-date"]
    expected, lost = Counter(), 0
    for line in lines(sample).values():
        if not line.is_fba or not line.rows or line.rows[0]["order-status"] != "Shipped":
            continue
        if (line.order_id, line.sku) not in told:
            assert LOST[0] <= line.shipped <= LOST[1], line
            lost += 1
            continue
        expected[line.order_id, line.sku] = line.quantity
    mcf = Counter()
    for order_id, rows in amazon_orders(sample).items():
        if rows[0]["sales-channel"].startswith("Non-"):
            for row in rows:
                mcf[order_id, row["sku"]] += int(row["quantity"])
    assert lost > 10
    assert {key: told[key] for key in expected} == expected
    rest = {key: count for key, count in told.items() if key not in expected}
    assert rest == {key: mcf[key] for key in rest} != {}


def test_files_of_shipments_do_not_overlap_and_join_the_settlements(sample: Path):
    settled = {
        (part["order-id"], part["shipment-id"], local_date(part["posted"]))
        for part, _, _ in settlement_parts(sample)
        if part["transaction-type"] == "Order" and part["shipment-id"]
    }
    seen: set[str] = set()
    joined = 0
    for path in sorted((sample / "amazon/fulfilled_shipments").glob("*.txt")):
        first, last = path.stem.split("_")[1:]
        here = tab_rows(path)
        assert not seen & {row["shipment-id"] for row in here}
        seen |= {row["shipment-id"] for row in here}
        for row in here:
            day = local_date(row["shipment-date"])
            assert first <= day <= last
            joined += (row["amazon-order-id"], row["shipment-id"], day) in settled
    assert joined > 900


def test_the_preview_measures_what_the_brand_measures_and_one_product_more(sample: Path):
    preview = {row["sku"]: row for row in report(sample, "fba_fee_preview")}
    products = comma_rows(sample / "reference/products/products.csv")
    cells = ("length_in", "width_in", "height_in", "weight_lb")
    blank = {row["sku"] for row in products if not any(row[cell] for cell in cells)}
    for row in products:
        if row["sku"] not in preview or row["sku"] in blank:
            assert all(row[cell] for cell in cells) or row["sku"] in blank
            continue
        amazon = preview[row["sku"]]
        sides = sorted((D(row[cell]) for cell in cells[:3]), reverse=True)
        names = ("longest-side", "median-side", "shortest-side")
        assert sides == [D(amazon[name]) for name in names]
        assert D(row["weight_lb"]) == D(amazon["item-package-weight"])
        assert D(amazon["length-and-girth"]) == sides[0] + 2 * (sides[1] + sides[2])
    sold = {line.sku for line in lines(sample).values() if line.is_fba}
    assert len(blank & set(preview) & sold) == 1
    assert len(blank - set(preview)) == 1
    assert sold - set(units(sample)) == blank - set(preview)
    uncategorized = {row["sku"] for row in products if not row["amazon_fee_category"]}
    assert len(uncategorized & sold) == len(uncategorized) == 1


def test_the_preview_asks_for_the_fees_of_the_newest_card(sample: Path):
    known = units(sample)
    for row in report(sample, "fba_fee_preview"):
        price = D(row["your-price"])
        fee = known[row["sku"]].fulfillment("2026-06-30", price)
        assert D(row["expected-fulfillment-fee-per-unit"]) == fee
        total = D(row["estimated-referral-fee-per-unit"]) + fee
        assert D(row["estimated-fee-total"]) == total


def test_returned_units_are_refunded_ones_and_come_within_two_months(sample: Path):
    due = {(refund.order_id, refund.sku): refund for refund in refunds(sample) if refund.is_fba}
    dispositions: Counter[str] = Counter()
    back: Counter[tuple[str, str]] = Counter()
    plates = [row["license-plate-number"] for row in report(sample, "returns")]
    assert len(plates) == len(set(plates)) > 40
    # A warehouse order of the shop has its refund in the shop.
    shop = [row for row in report(sample, "returns") if row["order-id"].startswith("S01-")]
    assert len(shop) == 1
    for row in report(sample, "returns"):
        if row in shop:
            continue
        refund = due[row["order-id"], row["sku"]]
        back[row["order-id"], row["sku"]] += int(row["quantity"])
        came = local_date(row["return-date"])
        assert refund.posted <= came
        assert days(refund.posted, came) <= 60
        dispositions[row["detailed-disposition"]] += 1
    # One unit more than was sold came back.
    assert sorted(count - due[key].units for key, count in back.items())[-2:] == [0, 1]
    assert min(count - due[key].units for key, count in back.items()) == 0
    assert dispositions["SELLABLE"] * 2 > dispositions.total() > dispositions["SELLABLE"]


def days(first: str, last: str) -> int:
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days


def test_reimbursements_are_those_that_the_settlements_paid(sample: Path):
    paid = Counter()
    for part, currency, _ in settlement_parts(sample):
        words = f"{part['amount-type']} {part['amount-description']}"
        if "Reimbursement" in words or "WAREHOUSE" in words:
            paid[part["sku"], part["order-id"], D(part["amount"]), currency] += 1
    told = Counter()
    rows = report(sample, "reimbursements")
    for row in rows:
        amount, units_paid = D(row["amount-total"]), int(row["quantity-reimbursed-total"])
        told[row["sku"], row["amazon-order-id"], amount, row["currency-unit"]] += 1
        assert (amount > 0) == (units_paid > 0)
        assert D(row["amount-per-unit"]) * abs(units_paid) == amount
    # One is stated lower than it was paid, one has not been paid yet.
    assert told - paid == {
        ("AG-MUG-CLAY", "", D("13.70"), "USD"): 1,
        ("AG-CAND-FIG", "", D("12.60"), "USD"): 1,
    }
    assert paid - told == {("AG-MUG-CLAY", "", D("13.90"), "USD"): 1}
    originals = {row["reimbursement-id"]: row for row in rows}
    (clawback,) = (row for row in rows if D(row["amount-total"]) < 0)
    original = originals[clawback["original-reimbursement-id"]]
    assert D(original["amount-total"]) == -D(clawback["amount-total"])
    assert original["sku"] == clawback["sku"]
    assert sum(row["reason"] == "CustomerReturn" for row in rows) == 2
