"""One run of dbt, as the warehouse remembers it: what it built, tested and read, and how long.

    run_results.json    the run, each model and seed with its seconds, the tests by status
    sources.json        how old each source was, when dbt looked
    landing.row_ledger  per batch, store and report the rows since the run before

The rows lie in table `run_items` of dbt's own schema, which no build drops; rpt_run_history tells
them from the next build on.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from commerce.errors import UserError
from commerce.notices import count
from commerce.workspace import Workspace

if TYPE_CHECKING:
    from commerce.redshift import Place

TABLE = "run_items"
COLUMNS = (
    ("run_id", "varchar(64)"),
    ("kind", "varchar(20)"),
    ("name", "varchar(512)"),
    ("status", "varchar(32)"),
    ("started_at", "timestamp"),
    ("seconds", "numeric(18, 3)"),
    ("item_count", "bigint"),
    ("rows_read", "bigint"),
    ("rows_landed", "bigint"),
    ("rows_quarantined", "bigint"),
    ("detail", "varchar(1024)"),
)
FAILED = ("error", "fail", "runtime error", "partial success")
ROWS_A_STATEMENT = 200
# What dbt says of a test in its own words: a count, and no row.
_COUNTED = re.compile(r"Got \d+ results?, configured to (fail|warn) if [\w !=<>.-]+")
# The kind of an error, by dbt on its first line and by the engine on the next.
_KIND = re.compile(r"\s*((?:[A-Z][A-Za-z]+ ){1,3}Error)\b")
# Runs SQL with values for its `?` or `%s`; rows of the answer.
Do = Callable[..., list[tuple]]


@dataclass(frozen=True)
class Item:
    """One row of run_items. seconds: of a source its age; item_count: tests that it stands for."""

    run_id: str
    kind: str
    name: str
    status: str
    started_at: datetime | None = None
    seconds: Decimal | None = None
    item_count: int = 1
    rows_read: int | None = None
    rows_landed: int | None = None
    rows_quarantined: int | None = None
    detail: str | None = None


def read(target: Path) -> list[Item]:
    """The items of the last run below dbt's `target`: the run first, then what it was made of.

    Raises UserError when there is no run of build, run, test, seed or retry.
    """
    try:
        body = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
        command, run_id = body["args"]["which"], body["metadata"]["invocation_id"]
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{target} holds no results of a run of dbt.") from error
    if command not in ("build", "run", "test", "seed", "retry"):
        raise UserError(f"The last run below {target} was dbt {command}, which builds nothing.")
    nodes = [node for node in body["results"] if _kind(node) in ("model", "seed", "test")]
    statuses = {node["status"] for node in body["results"]}
    status = "passed"
    if statuses & {*FAILED, "skipped"}:
        status = "failed"
    elif "warn" in statuses:
        status = "warned"
    run = Item(
        run_id,
        "run",
        command,
        status,
        _moment(body["metadata"]["invocation_started_at"]),
        _seconds(body["elapsed_time"]),
        detail=f"dbt {body['metadata']['dbt_version']}",
    )
    return [run, *_built(run_id, nodes), *_tested(run_id, nodes), *_freshness(run_id, target)]


def record(items: list[Item], schema: str, do: Do, mark: str) -> int:
    """Write a run and what landed since the one before, in the caller's transaction; the rows.

    A run that is there already is written anew. mark: what stands for a value in SQL.
    """
    table = f"{schema}.{TABLE}"
    body = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
    do(f"create table if not exists {table} ({body})")
    run_id = items[0].run_id
    do(f"delete from {table} where run_id = {mark}", run_id)
    told = {row[0] for row in do(f"select detail from {table} where kind = 'freshness'")}
    items = [item for item in items if item.kind != "freshness" or item.detail not in told]
    batches = {row[0] for row in do(f"select detail from {table} where kind = 'source'")}
    items += _landed(run_id, do, batches)
    names = ", ".join(name for name, _ in COLUMNS)
    for first in range(0, len(items), ROWS_A_STATEMENT):
        part = items[first : first + ROWS_A_STATEMENT]
        row = f"({', '.join([mark] * len(COLUMNS))})"
        values = [value for item in part for value in astuple(item)]
        do(f"insert into {table} ({names}) values {', '.join([row] * len(part))}", *values)
    return len(items)


def record_in_duckdb(target: Path, workspace: Workspace) -> int:
    """Record the last run below `target` in an embedded warehouse; the rows written."""
    items = read(target)
    with workspace.connect(read_only=False) as connection:

        def do(sql: str, *values: object) -> list[tuple]:
            return connection.execute(sql, values or None).fetchall()

        connection.begin()
        written = record(items, "main", do, "?")
        connection.commit()
    return written


def record_in_redshift(target: Path, place: Place, schema: str) -> int:
    """Record the last run below `target` in Redshift. Raises UserError when it is refused."""
    # A run on one machine does not wait for the clients of AWS.
    import redshift_connector

    from commerce.redshift import connect, said

    items = read(target)
    with closing(connect(place)) as connection, closing(connection.cursor()) as cursor:

        def do(sql: str, *values: object) -> list[tuple]:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

        try:
            written = record(items, f'"{schema}"', do, "%s")
            connection.commit()
        except redshift_connector.Error as error:
            raise UserError(f"Redshift refused the record of the run: {said(error)}.") from error
    return written


def run(target: Path, workspace: Workspace, place: Place | None, schema: str) -> tuple[int, str]:
    """Record a run where it was built; the exit code and the last line."""
    try:
        if place:
            written = record_in_redshift(target, place, schema)
        else:
            written = record_in_duckdb(target, workspace)
    except duckdb.Error as error:
        raise UserError(f"The run was not recorded: {str(error).splitlines()[0]}") from error
    return 0, f"Recorded: {count(written, 'row')}."


def _kind(node: dict) -> str:
    """model, seed, test (unit tests too) or what else a node is."""
    return node["unique_id"].split(".")[0].replace("unit_test", "test")


def _name(node: dict) -> str:
    """A node's id without its kind and project: no two nodes of a kind share it."""
    return node["unique_id"].split(".", 2)[2]


def _built(run_id: str, nodes: Iterable[dict]) -> list[Item]:
    """One item for each model and seed."""
    return [
        Item(
            run_id,
            _kind(node),
            _name(node),
            node["status"],
            _moment(next((t["started_at"] for t in node["timing"]), None)),
            _seconds(node["execution_time"]),
            detail=_told(node["message"]) if node["status"] in FAILED else None,
        )
        for node in nodes
        if _kind(node) != "test"
    ]


def _tested(run_id: str, nodes: Iterable[dict]) -> list[Item]:
    """One item for each test that did not pass, and one for all that passed."""
    tests = [node for node in nodes if _kind(node) == "test"]
    passed = [node for node in tests if node["status"] == "pass"]
    items = [
        Item(
            run_id,
            "test",
            _name(node),
            node["status"],
            _moment(next((t["started_at"] for t in node["timing"]), None)),
            _seconds(node["execution_time"]),
            detail=_told(node["message"]),
        )
        for node in tests
        if node["status"] != "pass"
    ]
    if passed:
        seconds = _seconds(sum(node["execution_time"] for node in passed))
        items.append(Item(run_id, "test", "all that passed", "pass", None, seconds, len(passed)))
    return items


def _freshness(run_id: str, target: Path) -> list[Item]:
    """One item for each source that dbt looked at last; nothing when it never did."""
    path = target / "sources.json"
    if not path.exists():
        return []
    body = json.loads(path.read_text(encoding="utf-8"))
    looked = body["metadata"]["invocation_id"]
    return [
        Item(
            run_id,
            "freshness",
            source["unique_id"].split(".", 2)[2],
            source["status"],
            _moment(source.get("max_loaded_at")),
            _seconds(source.get("max_loaded_at_time_ago_in_s")),
            detail=looked,
        )
        for source in body["results"]
    ]


def _landed(run_id: str, do: Do, known: set[str]) -> list[Item]:
    """One item for each batch, store and report that no run has told of yet."""
    rows = do(
        "select batch_id, store, source, report, min(loaded_at) as loaded_at, count(*) as files, "
        "sum(rows_read) as read_rows, sum(rows_landed) as landed_rows, "
        "sum(rows_quarantined) as quarantined_rows, sum(case when status in "
        "('FAILED', 'QUARANTINED_FILE') then 1 else 0 end) as rejected "
        "from landing.row_ledger group by batch_id, store, source, report"
    )
    totals: dict[tuple, list] = defaultdict(list)
    for batch, *rest in rows:
        if batch not in known:
            totals[batch].append(rest)
    return [
        Item(
            run_id,
            "source",
            f"{store}/{source}/{report} {batch}",
            "rejected" if rejected else "landed",
            loaded_at,
            None,
            int(files),
            *(int(number or 0) for number in (read_rows, landed, quarantined)),
            detail=batch,
        )
        for batch in sorted(totals)
        for store, source, report, loaded_at, files, read_rows, landed, quarantined, rejected in (
            sorted(totals[batch], key=lambda row: row[:3])
        )
    ]


def _moment(text: str | None) -> datetime | None:
    """A moment of an artifact, in UTC without its zone."""
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def _seconds(value: float | None) -> Decimal | None:
    # A source that never landed is known from a moment far ahead: its age says nothing.
    return None if value is None or value < 0 else round(Decimal(str(value)), 3)


def _told(message: str | None) -> str | None:
    """What is kept of a node's message: a test's count, or the kinds of an error.

    Never its text: an engine quotes the value that it could not convert, and this table is read by
    more people than the log.
    """
    if not (message or "").strip():
        return None
    if _COUNTED.fullmatch(message.strip()):
        return message.strip()
    lines = [line for line in message.splitlines() if line.strip()]
    kinds = [found[1] for line in lines[:2] if (found := _KIND.match(line))]
    return f"{': '.join(kinds) or 'Error'}; dbt.log has its text"
