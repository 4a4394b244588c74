"""The tables in the README are those that the demo run makes."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.python.analyses.test_sample_queries_run import compiled

ROOT = Path(__file__).resolve().parents[3]
FIGURE = re.compile(r"-?[\d,]+\.\d\d")


def figures(text: str, channel: str) -> set[str]:
    """Every amount on the lines of a channel, however many blocks the table was split into."""
    lines = [line for line in text.splitlines() if line.strip().startswith(f"{channel}  ")]
    return {figure for line in lines for figure in FIGURE.findall(line)}


def test_each_row_of_the_readme_table_is_printed(demo):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.split("## What it prints")[1].split("```")[1]
    for channel in ("Shopify Web", "Amazon FBA", "Amazon FBM", "Not applicable", "Total"):
        shown = figures(table, channel)
        assert len(shown) >= 3
        assert shown == figures(demo.output.split("Tie-out")[0], channel)


def cell(value: object) -> str:
    """A value as the README shows it: amounts in cents, finer ones whole, nothing for null."""
    if isinstance(value, Decimal):
        return f"{value:.4f}".removesuffix("00")
    return "" if value is None else str(value)


def test_the_what_if_rows_of_the_readme_are_those_of_the_sample_query(demo):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = readme.split("## What would it earn?")[1].split("\n## ")[0].splitlines()
    shown = [
        [text.strip() for text in line[1:-1].split("|")] for line in lines if line.startswith("|")
    ]
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        cursor = connection.execute(compiled(ROOT / "analyses" / "what_would_it_earn.sql"))
        header = [column[0] for column in cursor.description]
        rows = [[cell(value) for value in row] for row in cursor.fetchall()]
    assert len(rows) == 6
    assert [shown[0], *shown[2:]] == [header, *rows]


def test_the_close_of_the_readme_is_what_make_close_prints(demo, commerce):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("## Closing a month")[1].split("```")[1].strip().splitlines()
    done = commerce("close", "--month", "2026-05", "--warehouse", demo.warehouse)
    printed = {line.rstrip() for line in done.stdout.splitlines()}
    assert done.returncode == 0
    assert len(shown) > 30
    assert [line for line in shown if line.rstrip() not in printed] == []
