"""A stand-in for Redshift, and what landed to load into it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from commerce.load import load
from commerce.redshift import Place
from glue.landing.publish import publish
from glue.landing.storage import storage_for
from tests.python.conftest import made_once
from tests.python.glue.conftest import aws, bucket, landed, landed_once, spark  # noqa: F401
from tests.python.planting import day_of_the_run, sample_of_the_day
from tests.python.redshift.dbt_there import Dbt, one_dbt
from tests.python.redshift.gates_there import ask
from tests.python.redshift.standin import Standin, Statement, running

HELD_FOR_PASSED = """
    create function prod.held_for_passed() returns trigger language plpgsql as
        $$ begin return null; end $$;
    delete from prod.open_gates where node_id like 'test.%';
    create trigger held_for_passed before insert on prod.open_gates for each row
        when (new.node_id like 'test.%') execute function prod.held_for_passed()
"""
# On how many days each of dbt's tests has one turn on the stand-in.
UNIT_TESTS_TURNS, DATA_TESTS_TURNS = 22, 16


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


@dataclass(frozen=True)
class Chosen:
    """What dbt itself runs on the stand-in: everything with --whole, else what has its turn.

    unit_tests: the names of a rotating part; data_tests: those of a part that dbt asks once more
    when all have been asked, in its words, by a plain connection.
    """

    unit_tests: list[str]
    data_tests: list[str]


@pytest.fixture(scope="session")
def whole(pytestconfig: pytest.Config) -> bool:
    """Whether everything is asked for."""
    return pytestconfig.getoption("--whole", default=False)


@pytest.fixture(scope="session")
def chosen(manifest: dict, whole: bool) -> Chosen:
    """What has its turn today."""
    units = sorted(manifest["unit_tests"])
    data = sorted(n for n, node in manifest["nodes"].items() if node["resource_type"] == "test")
    if whole:
        return Chosen(units, data)
    day = day_of_the_run()
    return Chosen(
        sample_of_the_day(units, day, len(units) // UNIT_TESTS_TURNS),
        sample_of_the_day(data, day, len(data) // DATA_TESTS_TURNS),
    )


@dataclass
class Building:
    """dbt's commands on one database, one after another, and what came of each.

    sent: every statement with the step that sent it; results: by step, the status of each node.
    """

    database: Database
    dbt: Dbt
    target: Path
    sent: list[tuple[str, Statement]] = field(default_factory=list)
    results: dict[str, dict[str, str]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What is sent meanwhile belongs to the step."""
        self.database.statements.clear()
        yield
        self.sent += [(name, statement) for statement in self.database.statements]

    def run(self, name: str, *arguments: str) -> None:
        """One dbt command, which must succeed."""
        with self.step(name):
            self.dbt.run(*arguments)
        told = "sources.json" if name == "freshness" else "run_results.json"
        read = json.loads((self.target / told).read_text("utf-8"))
        self.results[name] = {node["unique_id"]: node["status"] for node in read["results"]}

    def ask_gates(self) -> None:
        """Ask all data tests by a plain connection: none may fail, and none is open any more."""
        self.run("compile", "compile", "--select", "test_type:data")
        manifest = json.loads((self.target / "manifest.json").read_text("utf-8"))
        tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
        with self.step("build"):
            statuses = ask(tests, self.database.place)
        self.results["build"] |= statuses
        if failed := sorted(name for name, told in statuses.items() if told == "fail"):
            pytest.fail(f"{len(failed)} data tests fail on the stand-in: {failed}", pytrace=False)
        asked = ", ".join(f"'{name}'" for name in statuses)
        self.database.rows(f"delete from prod.open_gates where node_id in ({asked})")

    @contextmanager
    def gates_held_for_passed(self) -> Iterator[None]:
        """What is built meanwhile reaches users as if all of its data tests had passed."""
        self.database.rows(HELD_FOR_PASSED)
        yield
        self.database.rows("drop trigger held_for_passed on prod.open_gates")


def built_twice(building: Building, chosen: Chosen, whole: bool) -> dict:
    """Build the demo brand twice and write its catalog: the members of Built but `duckdb`."""
    database, no_units = building.database, ("--exclude-resource-type", "unit_test")
    picked = [name.split(".")[-1] for name in chosen.unit_tests]
    if whole:
        building.run("build", "build", *no_units)
    else:
        building.run("build", "build", *no_units, "test")
        building.ask_gates()
        picked += [name.split(".")[2] for name in chosen.data_tests]
    building.run("picked", "test", "--select", *picked)
    first = dumped(database)
    building.run("access", "run-operation", "apply_access")
    building.run("freshness", "source", "freshness")
    building.run("seeds", "seed", *([] if whole else ["--select", "channels"]))
    spoiled = [len(database.rows(change)) for change in SPOILED]
    if whole:
        building.run("again", "build", *no_units)
    else:
        # Staging is views of the landing: they are made of their texts alone.
        with building.gates_held_for_passed():
            building.run("again", "run", "--exclude", "path:models/staging")
    ((again,),) = database.rows("select count(*) from intermediate.int_changes__orders")
    building.run("refresh", "build", "--full-refresh", "--select", "dim_channel", *no_units)
    building.run("docs", "docs", "generate", *([] if whole else ["--no-compile"]))
    return {
        "relations": first | dumped(database, "'marts', 'reports'"),
        "spoiled": spoiled,
        "again": again,
        "grants": database.rows(
            "select table_schema || '.' || table_name, privilege_type "
            "from information_schema.table_privileges where grantee = 'analyst' order by 1"
        ),
        "statements": [
            {"step": step, "sql": s.sql, "refused": s.refused, "relations": s.relations}
            for step, s in building.sent
        ],
        "catalog": json.loads((building.target / "catalog.json").read_text("utf-8")),
        "results": building.results,
    }


@pytest.fixture(scope="session")
def built(standin: Standin, demo, chosen: Chosen, whole: bool) -> Built:
    """Load the demo brand into the stand-in and build it, once.

    The gates are asked in both builds with --whole, else in the first one: the second finds the
    same rows.
    """

    def build(folder: Path) -> None:
        port = standin.serve(standin.new_database("demo"))
        place = Place(standin.host, port, "demo", standin.user, standin.password, sslmode="disable")
        database, target = Database(standin, "demo", place), folder / "dbt"
        state = str(demo.warehouse.with_name(f"{demo.warehouse.stem}.landing"))
        load(publish(storage_for(state, state)), place, "arn:aws:iam::123456789012:role/reads")
        loaded = [("load", statement) for statement in database.statements]
        with one_dbt(database.environment(), target) as dbt:
            body = built_twice(Building(database, dbt, target, loaded), chosen, whole)
        (folder / "built.json").write_text(json.dumps(body), encoding="utf-8")

    folder = made_once("redshift build", build)
    body = json.loads((folder / "built.json").read_text(encoding="utf-8"))
    return Built(duckdb=demo.warehouse, **body)
