"""The models of customers as dbt compiles them, run in DuckDB over rows that a test draws."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas

from tests.python.conftest import ROOT, made_once

SELECTED = (
    "path:models/intermediate/identity",
    "fact_cohort_projections",
    "rpt_customer_lifetime_value",
    "no_edge_joins_two_labels",
)
ROUNDS = tuple(f"int_identity__labels_{number}" for number in range(1, 9))
UNTIL_EDGES = (
    "int_identity__buyers",
    "int_identity__order_identifiers",
    "int_identity__identifiers",
    "int_identity__order_identifiers_trusted",
    "int_identity__edges",
)
AFTER_ROUNDS = ("int_identity__components", "int_identity__order_customers")
CERTIFICATE = "no_edge_joins_two_labels"


class Compiled:
    """The compiled text of the selected nodes, by name, and where each model would be built."""

    def __init__(self, folder: Path) -> None:
        nodes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["nodes"]
        self.text = {n["name"]: n["compiled_code"] for n in nodes.values() if n.get("compiled")}
        self.relation = {
            n["name"]: n["relation_name"] for n in nodes.values() if n["resource_type"] == "model"
        }


def compiled() -> Compiled:
    """Compile the models once per run of the suites; raises AssertionError when dbt cannot."""

    def compile_models(folder: Path) -> None:
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "compile"]
        command += ["--select", *SELECTED, "--project-dir", ROOT, "--quiet"]
        command += ["--profiles-dir", ROOT / "commerce" / "profiles"]
        command += ["--target-path", folder, "--log-path", folder]
        done = subprocess.run(
            list(map(str, command)),
            cwd=ROOT,
            env={**os.environ, "COMMERCE_WAREHOUSE": str(folder / "people.duckdb")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:]

    return Compiled(made_once("models of customers", compile_models))


class People:
    """A warehouse in memory with nothing but the tables that a test puts there."""

    def __init__(self, models: Compiled) -> None:
        self.models = models
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as people")
        for schema in ("staging", "intermediate", "marts", "reports"):
            self.connection.execute(f"create schema people.{schema}")

    def put(self, name: str, rows: pandas.DataFrame) -> None:
        """Make the relation of a model hold `rows`."""
        self.connection.register("given", rows)
        self.connection.execute(
            f"create or replace table {self.models.relation[name]} as select * from given"
        )
        self.connection.unregister("given")

    def run(self, *names: str, replace: dict[str, str] | None = None) -> None:
        """Build models from their compiled text, in this order; `replace` texts that stand once."""
        for name in names:
            text = self.models.text[name]
            for old, new in (replace or {}).items():
                if old in text:
                    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
                    text = text.replace(old, new)
            relation = self.models.relation[name]
            self.connection.execute(f"create or replace table {relation} as ({text})")

    def rows(self, name: str, columns: Iterable[str]) -> list[tuple]:
        """Columns of a built model."""
        return self.connection.execute(
            f"select {', '.join(columns)} from {self.models.relation[name]}"
        ).fetchall()

    def broken_edges(self) -> int:
        """How many rows the certificate returns: edges that join two labels."""
        text = self.models.text[CERTIFICATE]
        return self.connection.execute(f"select count(*) from ({text})").fetchone()[0]
