"""How a run ends: its exit code, its last line, and what is said about rejected files and rows."""

from __future__ import annotations

import pytest

from commerce import notices, run
from commerce.build import BuildResult
from glue.landing.discover import Unrecognized
from glue.landing.engine import LandingResult
from glue.landing.ledger import DUPLICATE, LANDED, QUARANTINED_FILE, FileOutcome


def file(name: str, status: str = LANDED, **counts: int) -> FileOutcome:
    """A raw file of shopify/orders; its bytes are told apart by its name."""
    known = {"message": f"{name}: column Name is missing."} if status == QUARANTINED_FILE else {}
    return FileOutcome(
        "default", "shopify", "orders", name, f"sha-{name}", status, status, **known, **counts
    )


@pytest.fixture
def ended(built, wide):
    """Summarize a built warehouse after landing `files`; return code, last line and the text."""
    built.month("Shopify Web", gross_revenue="1", net_revenue="1", net_profit="1")

    def end(*files: FileOutcome, unrecognized=(), warnings=()) -> tuple[int, str, str]:
        landed = LandingResult(files=list(files), unrecognized=list(unrecognized))
        result = BuildResult(passed=1, warnings=list(warnings))
        code, line = run.summarize(built.workspace, landed, result, wide, verbose=False)
        return code, line, wide.export_text()

    return end


def test_all_landed_and_tied_is_0(ended, built) -> None:
    built.control("shopify", "orders", landed="1.00", pnl="1.00")
    code, line, text = ended(file("a.csv", rows_read=3, rows_landed=3), file("b.csv"))
    assert (code, line) == (0, "Built: all 2 files landed, all gates passed.")
    assert "Rejected" not in text
    assert "brand.duckdb" in text and "make docs" in text


def test_a_rejected_file_is_3(ended) -> None:
    code, line, text = ended(file("a.csv"), file("bad.csv", QUARANTINED_FILE))
    assert (code, line) == (3, "Built, but 1 file was rejected; see above.")
    assert "bad.csv: column Name is missing." in text


def test_rejected_rows_are_3_and_named_by_reason_with_their_first_line(ended, built) -> None:
    built.execute(
        """
        insert into landing.row_ledger (store, source, report, source_file, file_sha256, batch_id)
        values ('default', 'shopify', 'orders', 'a.csv', 'sha-a.csv', 'b1'),
            ('default', 'shopify', 'orders', 'gone.csv', 'sha-gone.csv', 'b1');
        insert into landing.quarantine values
            ('default', 'shopify', 'orders', 'a.csv', 9, 'TYPE:total', 'x', 'b1'),
            ('default', 'shopify', 'orders', 'a.csv', 7, 'TYPE:total', 'x', 'b1'),
            ('default', 'shopify', 'orders', 'gone.csv', 2, 'TYPE:paid_at', 'x', 'b1');
        """
    )
    code, line, text = ended(file("a.csv", rows_read=5, rows_landed=3, rows_quarantined=2))
    assert (code, line) == (3, "Built, but 2 rows were rejected; see above.")
    assert "TYPE:total: 2 rows, the first at a.csv:7" in text
    assert "paid_at" not in text, "a file that is no longer among the exports is no one's business"


def test_a_file_rejected_by_an_earlier_run_is_still_3(ended) -> None:
    again = file("bad.csv", QUARANTINED_FILE)
    again.status = DUPLICATE
    assert ended(again)[:2] == (3, "Built, but 1 file was rejected; see above.")


def test_a_file_of_no_report_is_3(ended) -> None:
    stray = Unrecognized("notes.csv", "notes.csv: not in a folder <source>/<report>.")
    code, line, text = ended(file("a.csv"), unrecognized=[stray])
    assert (code, line) == (3, "Built, but 1 file was rejected; see above.")
    assert "notes.csv: not in a folder <source>/<report>." in text


def test_a_vendor_total_that_its_rows_miss_is_said_and_rejects_nothing(ended, built) -> None:
    built.control("google_ads", "campaigns", "", stated="2.00", landed="2.01", pnl="2.01")
    code, line, _ = ended(file("a.csv"))
    assert (code, line) == (
        0,
        "Built: all 1 file landed, all gates passed; "
        "1 stated total differs from the rows of the file, see above.",
    )


def test_failed_gates_are_1_and_named_and_no_table_is_shown(
    built, wide, tmp_path, monkeypatch
) -> None:
    built.month("Shopify Web", gross_revenue="1", net_revenue="1", net_profit="1")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").touch()
    failed = BuildResult(passed=3, failures=["test totals_tie: Got 1 result"], skipped=2)
    monkeypatch.setattr(run, "land_new", lambda *_: LandingResult())
    monkeypatch.setattr(run, "_build", lambda *_: failed)
    code, line = run.run(tmp_path / "raw", built.workspace.warehouse, wide)
    text = wide.export_text()
    assert code == 1
    assert line.startswith("Not built: 1 node failed and 2 that depend on them")
    assert "test totals_tie: Got 1 result" in text
    assert "Shopify Web" not in text


def test_warnings_and_open_items_are_listed_beside_the_table(ended, built) -> None:
    built.execute(
        """
        insert into marts.fact_ledger_events values
            ('CAD', 10.00, null, 'pnl', 'item_price', 'gross_revenue'),
            ('CAD', 5.50, null, 'pnl', 'item_price', 'gross_revenue'),
            ('CAD', 99.00, null, 'balance_sheet', 'tax', null),
            ('USD', -3.00, -3.00, 'pnl', 'unclassified', 'amazon_other_fees'),
            ('USD', -4.00, -4.00, 'pnl', 'unclassified', 'shopify_fees'),
            ('USD', 8.00, 8.00, 'unallocated', 'charge', 'unallocated_amount'),
            ('USD', -0.25, -0.25, 'unallocated', 'card_fee', 'payment_processing_fees');
        insert into marts.fact_financial_performance values
            ('bundle', 'partly missing', 4, 1050.00, 'USD'),
            ('bundle', 'partly missing', 0, 0.00, 'USD'), ('mug', 'known', 7, 90.00, 'USD');
        """
    )
    code, _, text = ended(file("a.csv"), warnings=["test costs_are_known: Got 1 result"])
    assert code == 0
    assert "No exchange rate, so not in the table: 2 amounts, 15.50 CAD" in text
    assert "Unclassified, booked as other Amazon fees: 1 amount, -3.00 USD" in text
    assert "Unclassified, booked as Shopify fees: 1 amount, -4.00 USD" in text
    assert "Unallocated, outside the profit until its order lands: 1 amount, 8.00 USD" in text
    assert "Unallocated fees, inside the profit but on no order: 1 amount, -0.25 USD" in text
    assert "No cost known: 1 order line with 4 units sold for 1,050.00 USD" in text
    assert "1 warning of the quality gates" in text
    assert "test costs_are_known: Got 1 result" in text


def test_nothing_open_prints_nothing(built, wide) -> None:
    with built.workspace.connect() as connection:
        notices.show_open_items(connection, wide)
    notices.show_gates([], wide)
    assert wide.export_text() == ""
