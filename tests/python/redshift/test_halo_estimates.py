"""Estimates of simulated panels on the stand-in and on DuckDB, by the same text.

Who relies on it: whoever reads an interval on Redshift whose promise was tried on DuckDB. The demo
brand has no spend by region, so that a build alone would compare blanks.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from commerce.redshift import connect
from tests.python.conftest import made_once
from tests.python.halo.estimators import PANELS_SQL, Estimators, compile_models
from tests.python.halo.panels import Cell, Trial, observed, tried

COLUMNS = {
    "panel_id": "varchar(20)",
    "geo": "varchar(20)",
    "period_no": "bigint",
    "sales": "numeric(18,4)",
    "spend": "numeric(18,4)",
    "weight": "numeric(18,4)",
    "adstock_rate": "numeric(9,6)",
    "arm": "varchar(20)",
    "phase": "varchar(20)",
    "is_estimated": "boolean",
}


@pytest.fixture(scope="module")
def models() -> dict[str, str]:
    def make(folder: Path) -> None:
        (folder / "sql.json").write_text(json.dumps(compile_models(folder)), encoding="utf-8")

    folder = made_once("halo models", make)
    return json.loads((folder / "sql.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """An observation and an experiment, small, with amounts as money has them."""
    seen = observed(Cell("small", seed=31, effect=0.6, geos=10, weeks=14), 2)
    test = tried(Trial("small", seed=32, effect=2.0, geos=12, pre_days=8, test_days=4), 1)
    seen["panel_id"], test["panel_id"] = "seen " + seen.panel_id.astype(str), "tried"
    both = pd.concat([seen, test], ignore_index=True).assign(is_estimated=True)
    return both.round({"sales": 4, "spend": 4, "weight": 4})[[*COLUMNS]]


def literal(value: object) -> str:
    if value is None or value != value:
        return "null"
    return str(value) if isinstance(value, (bool, int, float)) else f"'{value}'"


def plain(value: object) -> object:
    """A value as both engines' drivers give it: a number is a number, nothing is None."""
    if value is None or value is pd.NA or value != value:
        return None
    text = str(value)
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text.lower()


def test_estimates_are_the_same_to_the_last_place(database, models, panel, compared):
    types = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection = connect(database.place)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"create table int_halo__panel ({types})")
        for start in range(0, len(panel), 100):
            rows = panel.iloc[start : start + 100].itertuples(index=False)
            values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
            cursor.execute(f"insert into int_halo__panel values {values}")
        cursor.execute(f"create table int_halo__panels as {PANELS_SQL}")
        digits = " union all ".join(f"select {digit} as digit" for digit in range(10))
        cursor.execute(f"create table stg_reference__digits as {digits}")
        for name, sql in models.items():
            cursor.execute(f"create table {name} as {sql}")
    connection.close()
    here = Estimators(models).run(panel, "int_halo__estimates")["int_halo__estimates"]
    names = ", ".join(f'"{name}"::text' for name in here.columns)
    there = database.rows(f"select {names} from int_halo__estimates")
    told = [tuple(map(plain, row)) for row in here.astype(object).itertuples(index=False)]
    assert sorted((tuple(map(plain, row)) for row in there), key=repr) == sorted(told, key=repr)
    assert len(there) == 5 and all(row[2] and row[5] for row in there)
    compared(f"{len(there)} estimates of simulated panels are equal")
