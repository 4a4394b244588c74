"""The tie-out names every document, and no difference can hide behind another one."""

from __future__ import annotations

import pytest

from commerce import tie_out


def printed(built, wide, verbose: bool = False) -> tuple[int, str]:
    with built.workspace.connect() as connection:
        differing = tie_out.show(tie_out.read(connection), wide, verbose)
    return differing, wide.export_text()


def test_a_settlement_is_stated_against_the_sum_of_the_ledger_roles(built, wide) -> None:
    built.control(
        "amazon", "settlements", "24288684721", currency="CAD",
        stated="1016.08", landed="1016.08", pnl="1100.08", balance_sheet="-84.00",
    )  # fmt: skip
    differing, text = printed(built, wide)
    assert differing == 0
    assert "settlement 24288684721: 1,016.08 CAD in the file, 1,016.08 in the ledger\n" in text


def test_a_difference_says_its_amount(built, wide) -> None:
    built.control("amazon", "settlements", "7", stated="100.00", landed="100.00", pnl="97.50")
    differing, text = printed(built, wide)
    assert differing == 1
    assert "100.00 USD in the file, 97.50 in the ledger: -2.50 USD apart" in text


def test_rows_that_do_not_add_up_to_the_stated_total_are_a_difference(built, wide) -> None:
    built.control("amazon", "settlements", "7", stated="100.00", landed="90.00", pnl="100.00")
    differing, text = printed(built, wide)
    assert differing == 1
    assert "-10.00 USD apart" in text


@pytest.mark.parametrize("how", ["duplicate", "superseded", "restated"])
def test_a_stated_total_is_not_held_against_rows_that_another_file_tells(built, wide, how) -> None:
    built.control("google_ads", "campaigns", file="a.csv", stated="9.00", landed="8.00", pnl="8.00")
    built.landed("a.csv", **({} if how == "restated" else {how: 2}))
    if how == "restated":
        built.execute("insert into landing.restatements values ('sha-a.csv', 'sha-b.csv', 2)")
    differing, text = printed(built, wide)
    assert differing == 0
    assert (
        "google_ads campaigns: 8.00 USD in the file, 8.00 in the ledger "
        "(2 rows that overlapping files repeat count once)" in text
    )


def test_a_stated_total_is_held_against_quarantined_rows(built, wide) -> None:
    built.control("google_ads", "campaigns", file="a.csv", stated="9.00", landed="8.00", pnl="8.00")
    built.landed("a.csv", duplicate=2, quarantined=1)
    differing, text = printed(built, wide)
    assert differing == 1
    assert "-1.00 USD apart" in text


def test_a_second_witness_is_said_to_be_one(built, wide) -> None:
    built.control("amazon", "settlements", "7", stated="5.00", landed="5.00", evidence="5.00")
    assert "(as evidence: another source tells this money)" in printed(built, wide)[1]


def test_other_reports_are_one_line_per_report_and_currency(built, wide) -> None:
    for number in ("1", "2"):
        built.control("shopify", "orders", file=f"{number}.csv", landed="10.00", pnl="10.00")
    built.control("shopify", "orders", file="3.csv", currency="EUR", landed="4.00", pnl="4.00")
    differing, text = printed(built, wide)
    assert differing == 0
    assert "shopify orders: 20.00 USD in 2 files, 20.00 in the ledger" in text
    assert "shopify orders: 4.00 EUR in the file, 4.00 in the ledger" in text


def test_two_differences_that_cancel_out_are_both_shown(built, wide) -> None:
    built.control("shopify", "orders", file="1.csv", landed="10.00", pnl="11.00")
    built.control("shopify", "orders", file="2.csv", landed="10.00", pnl="9.00")
    differing, text = printed(built, wide)
    assert differing == 2
    assert "1.00 USD apart" in text and "-1.00 USD apart" in text


def test_verbose_has_a_line_for_every_file(built, wide) -> None:
    for number in ("1", "2"):
        built.control("shopify", "orders", file=f"{number}.csv", landed="10.00", pnl="10.00")
    assert printed(built, wide, verbose=True)[1].count("shopify orders: 10.00 USD") == 2


def test_stores_are_named_when_there_are_several(built, wide) -> None:
    built.control("shopify", "orders", landed="1.00", pnl="1.00")
    built.control("shopify", "orders", store="eu", landed="1.00", pnl="1.00")
    text = printed(built, wide)[1]
    assert "default: shopify orders" in text and "eu: shopify orders" in text


def test_many_settlements_that_tie_are_counted_and_a_difference_is_still_named(
    built, wide, monkeypatch
) -> None:
    monkeypatch.setattr(tie_out, "SETTLEMENTS_NAMED", 2)
    for number in range(4):
        total = f"{number + 1}.00"
        booked = "9.00" if number == 3 else total
        built.control("amazon", "settlements", str(number), stated=total, landed=total, pnl=booked)
    differing, text = printed(built, wide)
    assert differing == 1
    assert "3 settlements: each equal to the cent" in text
    assert "settlement 3: 4.00 USD in the file, 9.00 in the ledger: 5.00 USD apart" in text
    assert "settlement 0" not in text
