"""A warehouse that is landed and built within this process: Spark and dbt start once for all."""

from __future__ import annotations

import gc
import os
import tempfile
from functools import cache
from pathlib import Path

import duckdb
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from commerce import land
from commerce.workspace import Workspace, open_workspace
from glue.landing import engine
from tests.python.gates import asked_of, status_of
from tests.python.incremental.brand import Export

ROOT = Path(__file__).resolve().parents[3]
KEY = b"a key for tests, never for people"
# What differs between two warehouses of the same exports: when and in which run something came.
OF_THE_RUN = {"batch_id", "_batch_id", "_loaded_at", "loaded_at", "known_at"}
# Which of two files that tell the very same record counts as its source is told by their arrival.
OF_THE_SOURCE = frozenset(
    {
        "source_file",
        "source_line",
        "event_key",
        "fee_audit_key",
        "control_total_key",
        "open_item_key",
        "cash_movement_key",
        "documents",
        "documents_tied",
    }
)
PROFILES = ROOT / "commerce" / "profiles"
IN_THIS_PROCESS = ["--project-dir", str(ROOT), "--profiles-dir", str(PROFILES), "--quiet"]
# What went wrong is in the result; no file about it is read.
IN_THIS_PROCESS += ["--no-write-json", "--log-level-file", "none"]
# Two processes have two cores: a second thread in each only waits for the first.
IN_THIS_PROCESS += ["--threads", "1"]
# Views of the landing are made of their texts alone: they stay.
BUT_STAGING = ("--exclude", "path:models/staging")
# A test that is always there, so that a run of it alone ends in what was built being published.
ANY_TEST = "unique_dim_channel_channel_key"
# Every data test as dbt compiled it, by the database that its relations are of.
_data_tests: dict[str, list[dict]] = {}


@cache
def _manifest(variables: str, database: str) -> Manifest:
    """The project with these variables, read once for all warehouses whose file has this name.

    Each model knows its database, which DuckDB names by the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = ["--target-path", folder, "--log-path", folder]
        read = dbtRunner().invoke(["parse", "--vars", variables, *IN_THIS_PROCESS, *paths])
    assert read.success, read.exception
    # It stays until the end: no collection need look through it again.
    gc.collect()
    gc.freeze()
    return read.result


def invoke(warehouse: Path, target: Path, *arguments: str) -> dbtRunnerResult:
    """Run one dbt command on a DuckDB file, in this process; dbt's own files go to `target`."""
    os.environ["COMMERCE_WAREHOUSE"] = str(warehouse)
    given = dict(zip(arguments, arguments[1:], strict=False)).get("--vars", "{}")
    folders = ["--target-path", str(target), "--log-path", str(target)]
    runner = dbtRunner(manifest=_manifest(given, warehouse.stem))
    # What a command of seconds leaves is collected after it, not thousands of times within.
    gc.disable()
    try:
        return runner.invoke([*arguments, *IN_THIS_PROCESS, *folders])
    finally:
        gc.enable()


class Warehouse:
    """Raw folder, landed Parquet and DuckDB file below one folder."""

    def __init__(self, folder: Path, file: str = "brand.duckdb") -> None:
        self.raw = folder / "raw"
        self.raw.mkdir(parents=True)
        self.workspace: Workspace = open_workspace(folder / file)
        self._seeded = False

    def deliver(self, exports: list[Export]) -> None:
        """Put files into the raw folder and land them."""
        for export in exports:
            path = self.raw / export.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(export.content)
        engine.land(self.raw, self.workspace.landing, pii_key=KEY)
        self.load()

    def load(self) -> None:
        """Make schema landing of what landed."""
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            land.load(self.workspace, connection)

    def dbt(self, *arguments: str) -> dbtRunnerResult:
        """Run one dbt command on this warehouse, in this process."""
        return invoke(self.workspace.warehouse, self.workspace.dbt / "target", *arguments)

    def build(self, *options: str, gates: bool = False, views: bool = True) -> None:
        """Build every model and publish; without gates as if all of them had passed.

        views: whether the views of the landing are made anew, too.
        """
        if not self._seeded:
            assert self.dbt("seed").success
        done = self.dbt("run", *options, *(() if views else BUT_STAGING))
        assert done.success, failures(done)
        self._seeded = True
        if gates:
            self.ask_gates()
        self.let_out()

    def ask_gates(self) -> None:
        """Ask every data test, in dbt's words: none may fail."""
        database = self.workspace.warehouse.stem
        if database not in _data_tests:
            done = self.dbt("compile", "--select", "test_type:data")
            assert done.success, failures(done)
            _data_tests[database] = [result.node.to_dict() for result in done.result.results]
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            statuses = {}
            for test in _data_tests[database]:
                ((_, *told),) = connection.execute(asked_of(test)).fetchall()
                statuses[test["unique_id"]] = status_of(test, *told)
        failed = sorted(name for name, status in statuses.items() if status == "fail")
        assert len(statuses) > 1000 and not failed, failed

    def let_out(self) -> None:
        """Publish what was built as if all gates had passed."""
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            connection.execute("delete from main.open_gates where node_id like 'test.%'")
        assert self.dbt("test", "--select", ANY_TEST).success

    def count(self, relation: str) -> int:
        """The rows of a relation."""
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            return connection.execute(f"select count(*) from {relation}").fetchall()[0][0]

    def published(self, without: frozenset[str] = frozenset()) -> dict[str, list[tuple]]:
        """Every relation that users read, as sorted rows of texts without the run's own columns.

        without: columns that are left out, too. Control totals are then summed over what is left.
        """
        found = {}
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            names = connection.execute(
                "select table_schema, table_name from information_schema.tables where "
                "table_schema in ('marts', 'reports') and not contains(table_name, '__')"
            ).fetchall()
            for schema, name in names:
                described = connection.execute(f"describe {schema}.{name}").fetchall()
                columns = [c for c, *_ in described if c not in OF_THE_RUN | without]
                if without and name == "fact_control_totals":
                    columns.remove("amount")
                    listed = ", ".join(columns)
                    query = f"select {listed}, sum(amount) from {schema}.{name} group by all"
                else:
                    listed = ", ".join(f'cast("{column}" as varchar)' for column in columns)
                    query = f"select {listed} from {schema}.{name}"
                rows = connection.execute(query).fetchall()
                found[f"{schema}.{name}"] = [tuple(columns), *sorted(rows, key=repr)]
        return found


def failures(done: dbtRunnerResult) -> list[str]:
    """What went wrong, node by node."""
    results = getattr(done.result, "results", None) or []
    wrong = [r for r in results if str(r.status) not in ("success", "pass", "warn", "skipped")]
    return [f"{r.node.name}: {r.message}" for r in wrong] or [str(done.exception)]


def differences(one: dict[str, list[tuple]], other: dict[str, list[tuple]]) -> list[str]:
    """What two warehouses tell differently, a few rows of each relation."""
    found = [f"only one has {name}" for name in one.keys() ^ other.keys()]
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            here, there = set(one[name]), set(other[name])
            rows = [f"- {row}" for row in sorted(here - there, key=repr)[:3]]
            rows += [f"+ {row}" for row in sorted(there - here, key=repr)[:3]]
            found.append(f"{name}: {len(one[name])}, {len(other[name])}\n" + "\n".join(rows))
    return found
