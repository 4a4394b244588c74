"""A stand-in for Redshift, and what landed to load into it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from commerce.load import load
from commerce.redshift import Place
from glue.landing.publish import publish
from glue.landing.storage import storage_for
from tests.python.conftest import made_once
from tests.python.glue.conftest import aws, bucket, landed, landed_once, spark  # noqa: F401
from tests.python.incremental.warehouse import ANY_TEST
from tests.python.planting import day_of_the_run, sample_of_the_day
from tests.python.redshift.dbt_there import one_dbt
from tests.python.redshift.standin import Standin, Statement, running


@dataclass(frozen=True)
class Database:
    """An empty database of the stand-in. place: where clients connect."""

    standin: Standin
    name: str
    place: Place

    @property
    def statements(self) -> list[Statement]:
        """What clients of this database have sent."""
        return self.standin.statements[self.name]

    def rows(self, query: str) -> list[tuple]:
        """What PostgreSQL itself answers, past the proxy."""
        with self.standin.postgres(self.name) as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    def environment(self) -> dict[str, str]:
        """The variables that name this database to a program."""
        return {
            "REDSHIFT_HOST": self.place.host,
            "REDSHIFT_PORT": str(self.place.port),
            "REDSHIFT_DATABASE": self.place.database,
            "REDSHIFT_USER": self.place.user,
            "REDSHIFT_PASSWORD": self.place.password,
            "REDSHIFT_SSLMODE": "disable",
        }


@pytest.fixture(scope="session")
def standin() -> Iterator[Standin]:
    # Not below pytest's own folder: the server may run as another user, whom pytest keeps out.
    with tempfile.TemporaryDirectory(prefix="standin-") as folder, running(Path(folder)) as started:
        yield started


@pytest.fixture
def database(standin: Standin, request) -> Database:
    """A database of the test's own."""
    name = re.sub(r"\W+", "_", request.node.name.lower())[-60:]
    port = standin.serve(standin.new_database(name))
    place = Place(standin.host, port, name, standin.user, standin.password, sslmode="disable")
    return Database(standin, name, place)


# What users read is made wrong before the second build, in every way in which a row can be another
# one: a value that is there, none, one too many, and a key.
SPOILED = [
    f"update marts.fact_financial_performance set {change} returning 1"
    for change in (
        "quantity = quantity + 1 where event_type = 'refund'",
        "net_profit = null where event_type = 'sale'",
        "order_line_key = 'nobody' where order_line_key is null",
        "financial_performance_key = reverse(financial_performance_key) where ad_spend <> 0",
    )
]


@dataclass(frozen=True)
class Built:
    """The demo brand, built by dbt on the stand-in and on DuckDB.

    duckdb: the warehouse file. relations: "schema.name" -> rows and columns in the stand-in, see
    `dumped`: what users read at the end, everything else after the first build, which like the one
    on DuckDB computed every order. spoiled: how many published rows each statement of SPOILED made
    wrong. again: how many orders the second build computed. statements:
    all that the loader and dbt sent, with what sent them and the columns, with types, of the
    relations that they name. grants: what an analyst may do in the end, who was given it after the
    first build.
    """

    duckdb: Path
    relations: dict[str, dict]
    spoiled: list[int]
    again: int
    statements: list[dict]
    catalog: dict
    results: dict[str, dict]
    grants: list[list[str]]


def dumped(database: Database, schemas: str | None = None) -> dict[str, dict]:
    """Every relation outside the catalog: its columns with types, its rows as texts, sorted.

    schemas: their quoted names, when not all of them are asked for.
    """
    catalog = "not in ('pg_catalog', 'information_schema', 'redshift', 'landing')"
    names = database.rows(
        "select table_schema, table_name, table_type from information_schema.tables "
        f"where table_schema {f'in ({schemas})' if schemas else catalog}"
    )
    found = {}
    for schema, name, kind in names:
        columns = database.rows(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute "
            f'where attrelid = \'"{schema}"."{name}"\'::regclass and attnum > 0 order by attnum'
        )
        texts = ", ".join(f'"{column}"::text' for column, _ in columns)
        rows = database.rows(f'select {texts} from "{schema}"."{name}"')
        body = {"type": kind, "columns": columns, "rows": sorted(rows, key=repr)}
        found[f"{schema}.{name}"] = body
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "run every unit test, and the daily run's own steps, on the stand-in"
    parser.addoption("--whole", action="store_true", help=text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --whole the daily run is tested by its parts only."""
    if not config.getoption("--whole", default=False):
        kept = [item for item in items if item.path.stem != "test_the_daily_run_here"]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(scope="session")
def unit_tests_chosen(manifest: dict, pytestconfig: pytest.Config) -> list[str]:
    """The unit tests that run on the stand-in: all with --whole, else a rotating twelfth."""
    every = sorted(manifest["unit_tests"])
    if pytestconfig.getoption("--whole", default=False):
        return every
    return sample_of_the_day(every, day_of_the_run(), len(every) // 11)


@pytest.fixture(scope="session")
def built(standin: Standin, demo, unit_tests_chosen, pytestconfig) -> Built:
    """Load the demo brand into the stand-in, build it twice and write its catalog, once.

    The gates are asked in both builds with --whole, else in the first one: the second finds the
    same rows.
    """
    whole = pytestconfig.getoption("--whole", default=False)

    def build(folder: Path) -> None:
        port = standin.serve(standin.new_database("demo"))
        place = Place(standin.host, port, "demo", standin.user, standin.password, sslmode="disable")
        database = Database(standin, "demo", place)
        state = str(demo.warehouse.with_name(f"{demo.warehouse.stem}.landing"))
        sent, results = [], {}
        load(publish(storage_for(state, state)), place, "arn:aws:iam::123456789012:role/reads")
        gates = ["--exclude-resource-type", "unit_test"]
        steps = {
            "build": ["build", *gates],
            "access": ["run-operation", "apply_access"],
            "freshness": ["source", "freshness"],
            "units": ["test", "--select", *(name.split(".")[-1] for name in unit_tests_chosen)],
            "seeds": ["seed"],
            "again": ["build", *gates] if whole else ["run"],
            # Without --whole the second build reaches users as if its gates had passed.
            "let_out": ["test", "--select", ANY_TEST],
            "refresh": ["build", "--full-refresh", "--select", "dim_channel", *gates],
            "docs": ["docs", "generate", *([] if whole else ["--no-compile"])],
        }
        sent += [("load", statement) for statement in database.statements]
        target = folder / "dbt"
        with one_dbt(database.environment(), target) as there:
            for step, arguments in steps.items():
                database.statements.clear()
                if step == "again":
                    spoiled = [len(database.rows(change)) for change in SPOILED]
                if step == "let_out" and not whole:
                    database.rows("delete from prod.open_gates where node_id like 'test.%'")
                there.run(*arguments)
                sent += [(step, statement) for statement in database.statements]
                if step == "build":
                    first = dumped(database)
                told = "sources.json" if step == "freshness" else "run_results.json"
                read = json.loads((target / told).read_text("utf-8"))
                results[step] = {node["unique_id"]: node["status"] for node in read["results"]}
                if step == "again":
                    again = database.rows("select count(*) from intermediate.int_changes__orders")
        body = {
            "relations": first | dumped(database, "'marts', 'reports'"),
            "spoiled": spoiled,
            "again": again[0][0],
            "grants": database.rows(
                "select table_schema || '.' || table_name, privilege_type "
                "from information_schema.table_privileges where grantee = 'analyst' order by 1"
            ),
            "statements": [
                {"step": step, "sql": s.sql, "refused": s.refused, "relations": s.relations}
                for step, s in sent
            ],
            "catalog": json.loads((target / "catalog.json").read_text("utf-8")),
            "results": results,
        }
        (folder / "built.json").write_text(json.dumps(body), encoding="utf-8")

    folder = made_once("redshift build", build)
    body = json.loads((folder / "built.json").read_text(encoding="utf-8"))
    return Built(duckdb=demo.warehouse, **body)
