"""The gate that compares the rows of an advertising file with the total that the file states, and
the warning that an account is told twice.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.python.attribution.given import DAY, TEXT, TRUTH, WHOLE

GATE = "advertising_files_add_up_to_their_account_total"
MONEY = pa.decimal128(18, 4)
LEDGER = pa.schema(
    {"store": TEXT, "source": TEXT, "source_file": TEXT, "status": TEXT, "rows_read": WHOLE}
)
CELLS = {
    "store": TEXT, "source_file": TEXT, "currency": TEXT, "record_type": TEXT, "campaign": TEXT,
    "campaign_id": TEXT, "period_start_date": DAY, "period_end_date": DAY,
}  # fmt: skip
COUNTED = pa.schema(
    {
        "store": TEXT, "platform": TEXT, "currency": TEXT, "period_start_date": DAY,
        "spend_date": DAY, "spend": MONEY, "witnessed_spend": MONEY, "is_restated": TRUTH,
    }
)  # fmt: skip
MARCH = dt.date(2026, 3, 2)
Row = tuple[str | None, str]


def refused(
    bench, google: list[Row], meta: list[Row], missing: int = 0, beside: dict | None = None
) -> list[str]:
    """The files that the gate refuses; rows are (campaign, spend), a total where it is no campaign.

    "#1" is the total of a campaign that is told by its id alone. missing: rows of each file that
    another file tells. beside: spend that another file tells.
    """
    for name, spend, told in (("google_ads", "cost", google), ("meta_ads", "spend", meta)):
        rows = [
            {
                "store": "s", "source_file": f"{name}.csv", "currency": "USD", spend: Decimal(cost),
                "record_type": "control" if is_total(campaign) else "data",
                "campaign": None if campaign and campaign[0] == "#" else campaign,
                "campaign_id": campaign if campaign and campaign[0] == "#" else None,
                "period_start_date": MARCH, "period_end_date": MARCH,
            }
            for campaign, cost in told
        ]  # fmt: skip
        bench.give(f"stg_{name}__campaigns", rows, pa.schema({**CELLS, spend: MONEY}))
    read = [
        {
            "store": "s", "source": name, "source_file": f"{name}.csv", "status": "LANDED",
            "rows_read": len(told) + missing,
        }
        for name, told in (("google_ads", google), ("meta_ads", meta))
    ]  # fmt: skip
    bench.give("stg_landing__row_ledger", read, LEDGER)
    spent = [
        counted(platform, cost)
        for platform, told in (("google_ads", google), ("meta_ads", meta))
        for campaign, cost in told
        if not is_total(campaign)
    ]
    if beside is not None:
        spent.append({**counted("google_ads", "14.97"), **beside})
    bench.give("int_ads__spend", spent, COUNTED)
    return sorted(
        file for (file,) in bench.rows(f"select source_file from ({bench.statement(GATE)})")
    )


def counted(platform: str, cost: str) -> dict:
    return {
        "store": "s", "platform": platform, "currency": "USD", "period_start_date": MARCH,
        "spend_date": MARCH, "spend": Decimal(cost), "witnessed_spend": Decimal(0),
        "is_restated": False,
    }  # fmt: skip


def is_total(campaign: str | None) -> bool:
    return campaign is None or campaign.startswith(("Total: ", "#"))


GOOGLE = [("Brand", "10.01"), ("Shopping", "20.02"), ("Total: Search", "10.01")]
META = [("C01", "5.55"), ("C01", "4.45")]


def test_a_file_whose_rows_are_its_total_passes(bench) -> None:
    google = [*GOOGLE, ("Total: Campaigns", "30.03"), ("Total: Account", "30.03")]
    assert refused(bench, google, [*META, (None, "10.00")]) == []


@pytest.mark.parametrize("total", ["30.05", "30.01", "45.00"])
def test_a_file_that_lacks_rows_of_its_account_is_refused(bench, total) -> None:
    google = [*GOOGLE, ("Total: Campaigns", "30.03"), ("Total: Account", total)]
    assert refused(bench, google, META) == ["google_ads.csv"]


def test_the_totals_row_of_meta_counts_as_one(bench) -> None:
    assert refused(bench, [], [*META, (None, "12.00")]) == ["meta_ads.csv"]


@pytest.mark.parametrize("campaign", ["Total: C01", "#1"])
def test_a_total_of_one_campaign_at_meta_is_not_that_of_the_account(bench, campaign) -> None:
    assert refused(bench, [], [*META, (campaign, "10.00"), ("C02", "3.00")]) == []


def test_half_a_cent_of_each_row_is_rounding(bench) -> None:
    assert (
        refused(bench, [("Brand", "1.00"), ("Shop", "1.00"), ("Total: Account", "2.01")], []) == []
    )


def test_an_account_without_cents_is_rounded_to_a_whole_one_in_each_row(bench) -> None:
    yen = [("Brand", "100"), ("Shop", "200"), ("Video", "300")]
    assert refused(bench, [*yen, ("Total: Account", "601")], []) == []
    assert refused(bench, [*yen, ("Total: Account", "602")], []) == ["google_ads.csv"]


SHORT = [*GOOGLE, ("Total: Account", "45.00")]


@pytest.mark.parametrize(
    ("beside", "files"),
    [
        ({}, []),
        ({"spend": Decimal("14.90")}, ["google_ads.csv"]),
        ({"witnessed_spend": Decimal("14.97")}, ["google_ads.csv"]),
        ({"is_restated": True}, ["google_ads.csv"]),
        ({"currency": "CAD"}, ["google_ads.csv"]),
        ({"platform": "meta_ads"}, ["google_ads.csv"]),
        ({"store": "t"}, ["google_ads.csv"]),
        ({"spend_date": dt.date(2026, 3, 3)}, ["google_ads.csv"]),
        ({"period_start_date": dt.date(2026, 3, 1)}, ["google_ads.csv"]),
    ],
)
def test_campaigns_that_another_file_of_the_account_tells_are_not_missing(
    bench, beside, files
) -> None:
    """A file of removed campaigns, or of what an older export told, beside that of the others."""
    assert refused(bench, SHORT, [], beside=beside) == files


def test_rows_beyond_the_total_are_refused_whatever_others_tell(bench) -> None:
    google = [*GOOGLE, ("Total: Account", "20.00")]
    assert refused(bench, google, [], beside={}) == ["google_ads.csv"]


def test_stores_that_share_an_account_have_its_total_together(bench) -> None:
    assert refused(bench, SHORT, [], beside={"store": "t"}) == ["google_ads.csv"]
    for table in ("stg_google_ads__campaigns", "stg_landing__row_ledger"):
        place = f'staging."{table}"'
        bench.connection.execute(
            f"insert into {place} select * replace ('t' as store) from {place}"
            " where source_file = 'google_ads.csv'"
        )
    bench.connection.execute(
        'update staging."stg_google_ads__campaigns" set cost = 0'
        " where store = 't' and campaign = 'Brand'"
    )
    bench.connection.execute(
        'update staging."stg_google_ads__campaigns" set cost = 14.97'
        " where store = 't' and campaign = 'Shopping'"
    )
    assert bench.rows(f"select store from ({bench.statement(GATE)})") == []


def test_a_file_without_a_total_and_one_told_in_part_by_another_pass(bench) -> None:
    assert refused(bench, GOOGLE, META) == []
    google = [*GOOGLE, ("Total: Account", "45.00")]
    assert refused(bench, google, META, missing=1) == []


@pytest.mark.parametrize(
    ("right", "wrong", "is_seen"),
    [
        ("and per_file.rows_told = files.rows_read", "", True),
        ("then 0.005 else 0 end", "then 9 else 0 end", False),
        ("or coalesce(counted.spend, 0) <", "or 0 >", False),
        ("and campaign = 'Total: Account'", "and campaign = 'Total: Search'", True),
        ("null and campaign_id is null as is_total", "null and false as is_total", False),
    ],
)
def test_a_gate_that_is_weakened_is_noticed(bench, monkeypatch, right, wrong, is_seen) -> None:
    """Each change makes the gate refuse a whole file, or let one pass that lacks rows."""
    whole = [*GOOGLE, ("Total: Account", "45.00" if "rows_read" in right else "30.03")]
    short = [*GOOGLE, ("Total: Account", "30.05")]
    missing = int("rows_read" in right)
    google, meta = (whole, META) if is_seen else (short, [*META, (None, "12.00")])
    before = refused(bench, google, meta, missing)
    assert before == ([] if is_seen else ["google_ads.csv", "meta_ads.csv"])
    assert bench.texts[GATE].count(right) == 1
    monkeypatch.setitem(bench.texts, GATE, bench.texts[GATE].replace(right, wrong))
    assert refused(bench, google, meta, missing) != before


TWICE = "spend_told_by_account_and_by_campaign"
SPEND = pa.schema(
    {
        "store": TEXT, "platform": TEXT, "currency": TEXT, "campaign_key": TEXT, "spend_date": DAY,
        "spend": MONEY, "witnessed_spend": MONEY, "is_restated": TRUTH,
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "days"),
    [
        ({}, [dt.date(2026, 3, 2)]),
        ({"currency": "CAD"}, []),
        ({"platform": "google_ads"}, []),
        ({"spend_date": dt.date(2026, 3, 3)}, []),
        ({"is_restated": True}, []),
        ({"witnessed_spend": Decimal(7)}, []),
        ({"campaign_key": "77"}, []),
    ],
)
def test_a_day_told_by_account_and_by_campaign_is_warned_of(bench, changed, days) -> None:
    row = {
        "store": "s", "platform": "meta_ads", "currency": "USD", "campaign_key": "C01",
        "spend_date": dt.date(2026, 3, 2), "spend": Decimal(7), "witnessed_spend": Decimal(0),
        "is_restated": False,
    }  # fmt: skip
    bench.give("int_ads__spend", [row, {**row, "campaign_key": "unknown", **changed}], SPEND)
    found = bench.rows(f"select spend_date from ({bench.statement(TWICE)})")
    assert [day for (day,) in found] == days
