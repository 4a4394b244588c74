"""The sample queries in analyses/ run over the demo brand and bring what they promise."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]
QUERIES = sorted((ROOT / "analyses").glob("*.sql"))
SCHEMA_OF = {"rpt": "reports", "dim": "marts", "fact": "marts", "bridge": "marts"}


def compiled(query: Path) -> str:
    """The query with each ref() replaced by the relation it names."""
    text = query.read_text(encoding="utf-8")
    return re.sub(r"\{\{ ref\('((\w+?)_\w+)'\) \}\}", lambda m: f"{SCHEMA_OF[m[2]]}.{m[1]}", text)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_sample_query_runs(query, demo):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        cursor = connection.execute(compiled(query))
        columns = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    assert len(columns) >= 7
    assert rows or query.stem == "products_that_lose_money_after_fees"


def test_one_order_is_followed_to_its_file_and_line(demo):
    query = compiled(ROOT / "analyses" / "one_order_from_report_to_file.sql")
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        cursor = connection.execute(query)
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    sale = next(row for row in rows if row["component"] == "product_revenue")
    export = ROOT / "data" / "sample" / sale["source_file"]
    lines = export.read_text(encoding="utf-8").splitlines()
    assert lines[sale["source_line"] - 1].startswith("#1042,")
