"""The stand-in as tests use it: start it, connect a client, look at what it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import psycopg2
from sqlglot import exp

from tests.python.redshift.standin import loading
from tests.python.redshift.standin.access import is_about_access, noted
from tests.python.redshift.standin.database import connected, create_database, embedded
from tests.python.redshift.standin.deny import refusal
from tests.python.redshift.standin.findings import findings
from tests.python.redshift.standin.outputs import (
    Seen,
    as_relations,
    as_seen,
    names_of_relations,
    relations_named,
    schema_of,
)
from tests.python.redshift.standin.parse import parsed, passes_unread
from tests.python.redshift.standin.rules import REFUSED
from tests.python.redshift.standin.translate import to_postgres
from tests.python.redshift.standin.wire import Ask, Copy, Gate, Proxy, Statement, refused

USER, PASSWORD = "loader", "correct horse battery staple"


class Standin:
    """A running stand-in. host, port, user, password: where clients connect.

    statements: by database, every statement that clients sent, in the order of arrival.
    """

    host = "127.0.0.1"
    user, password = USER, PASSWORD

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.statements: dict[str, list[Statement]] = {}
        self._proxies: dict[str, Proxy] = {}
        self.port = 0

    def new_database(self, name: str) -> str:
        """Make an empty database; its name."""
        create_database(self.socket, name)
        return name

    def serve(self, database: str) -> int:
        """Open a port for one database; the port."""
        sent = self.statements[database] = []
        gate = Gate(self.socket, {USER: PASSWORD}, _rewrite, sent.append)
        self._proxies[database] = Proxy(gate)
        self.port = self._proxies[database].port
        return self.port

    @contextmanager
    def postgres(self, database: str) -> Iterator[psycopg2.extensions.cursor]:
        """A cursor past the proxy, for a test to look at what is there."""
        with connected(self.socket, database) as cursor:
            yield cursor

    def close(self) -> None:
        for proxy in self._proxies.values():
            proxy.shutdown()
            proxy.server_close()


def _rewrite(sql: str, ask: Ask, in_transaction: bool) -> Statement:
    if copied := loading.PATTERN.match(sql):
        done = partial(_copy, copied.groupdict())
        return Statement(sql, "call redshift.finish_copy()", copy=done)
    if is_about_access(sql):
        translated = noted(sql)
        return Statement(sql, translated) if translated else refused(sql, "stand-in: no such text")
    if reason := _refusal(sql, in_transaction):
        return refused(sql, reason)
    relations = relations_named(_named(sql), ask)
    translated, reason = _translated(sql, as_seen(relations))
    if reason:
        return refused(sql, reason)
    return Statement(sql, translated, relations=relations)


# A later build sends most texts of an earlier one again: what became of each is kept, in few words.
@cache
def _refusal(sql: str, in_transaction: bool) -> str:
    """Why a text alone is refused, or nothing."""
    reason = refusal(sql, in_transaction)
    if not reason and not passes_unread(sql) and isinstance(parsed(sql), exp.Copy):
        return "stand-in: COPY in another form than FORMAT PARQUET MANIFEST"
    return reason


@cache
def _named(sql: str) -> tuple[str, ...]:
    """The relations that a statement names; none where it is not read."""
    return () if passes_unread(sql) else names_of_relations(parsed(sql))


@cache
def _translated(sql: str, seen: Seen) -> tuple[str, str]:
    """A statement over these relations as PostgreSQL's, or why its types refuse it."""
    relations = as_relations(seen)
    if relations:
        for finding in findings(parsed(sql), schema_of(relations)):
            # What the text alone shows has been refused already; here the types show it.
            if finding.rule in REFUSED:
                return "", f"{finding.rule}: {finding.sql}"
    return to_postgres(sql, relations), ""


def _copy(named: dict[str, str], ask: Ask) -> Copy:
    """What a COPY does; the columns are those that the client's session sees."""
    columns = ask(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute "
        f"where attrelid = to_regclass('{named['table']}') "
        "and attnum > 0 and not attisdropped order by attnum"
    )
    if not columns:
        return Copy(failure=f"Cannot COPY into nonexistent table {named['table']}")
    return loading.copy(named["url"], named["table"], columns)


@contextmanager
def running(folder: Path) -> Iterator[Standin]:
    """Run a stand-in with its data below `folder`."""
    with embedded(folder) as socket:
        standin = Standin(socket)
        try:
            yield standin
        finally:
            standin.close()
