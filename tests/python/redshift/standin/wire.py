"""The PostgreSQL protocol between a client of Redshift and the embedded PostgreSQL.

Messages pass through as they are, except the texts of Query and Parse, which are translated, and
the statements whose work the proxy does itself (COPY). A password is asked for, as Redshift does.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

SSL_REQUEST, CANCEL_REQUEST = 80877103, 80877102
IDLE, IN_TRANSACTION = b"I", b"T"
# What Redshift's own client sends and PostgreSQL does not know.
REDSHIFT_ONLY = (
    "client_protocol_version",
    "driver_version",
    "os_version",
    "driver_discovery_version",
    "plugin_name",
)


@dataclass(frozen=True)
class Copy:
    """A COPY that the proxy does: the statement of PostgreSQL and its CSV, or why it fails."""

    statement: str = ""
    rows: bytes = b""
    failure: str = ""


# Asks the client's own session: SQL -> rows of texts.
Ask = Callable[[str], list[list[str]]]
Prepare = Callable[[Ask], Copy]
# The columns of relations by name, each with its type as format_type writes it.
Relations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Statement:
    """A statement as a client sent it, what PostgreSQL gets, and why it is refused, if it is.

    copy: the COPY to do before that. relations: what the statement reads or writes, as it was.
    """

    sql: str
    translated: str
    refused: str = ""
    copy: Prepare | None = None
    relations: Relations = field(default_factory=dict)


@dataclass
class Gate:
    """What the proxy lets through: users with passwords, and how statements are rewritten.

    rewrite: takes the SQL, a way to ask the session, and whether it is in a transaction.
    record: is told of every statement as often as it runs.
    """

    upstream: Path
    users: dict[str, str]
    rewrite: Callable[[str, Ask, bool], Statement]
    record: Callable[[Statement], None]
    connections: list[dict[str, str]] = field(default_factory=list)


def refused(sql: str, reason: str) -> Statement:
    """A statement that fails with this reason as soon as it runs."""
    quoted = reason.replace("'", "''")
    return Statement(sql, f"select redshift.refuse('{quoted}')", reason)


class Closed(Exception):
    """One side has gone."""


def _exactly(source: socket.socket, size: int) -> bytes:
    chunks = []
    while size:
        chunk = source.recv(min(size, 1 << 20))
        if not chunk:
            raise Closed
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _message(source: socket.socket) -> tuple[bytes, bytes]:
    """The next message: its type and its body."""
    head = _exactly(source, 5)
    return head[:1], _exactly(source, struct.unpack("!I", head[1:])[0] - 4)


def _framed(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def _error(text: str, code: str) -> bytes:
    fields = b"SERROR\0" + b"C" + code.encode() + b"\0" + b"M" + text.encode() + b"\0" + b"\0"
    return _framed(b"E", fields)


def _row(body: bytes) -> list[str]:
    """The texts of a DataRow; a null is an empty text."""
    texts, at = [], 2
    for _ in range(struct.unpack("!H", body[:2])[0]):
        size = struct.unpack("!i", body[at : at + 4])[0]
        texts.append(body[at + 4 : at + 4 + max(size, 0)].decode())
        at += 4 + max(size, 0)
    return texts


class Session(socketserver.BaseRequestHandler):
    """One client's connection, in a thread of its own."""

    server: Proxy

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.gate = self.server.gate
        self.upstream: socket.socket | None = None
        self.status = IDLE
        self.prepared: dict[bytes, Statement] = {}

    def handle(self) -> None:
        try:
            if self._enter():
                self._serve()
        except (Closed, ConnectionError):
            return

    def finish(self) -> None:
        if self.upstream:
            self.upstream.close()

    def _enter(self) -> bool:
        """Answer the start-up message and check the password; false when there is no way in."""
        while True:
            size = struct.unpack("!I", _exactly(self.request, 4))[0]
            body = _exactly(self.request, size - 4)
            code = struct.unpack("!I", body[:4])[0]
            if code == CANCEL_REQUEST:
                return False
            if code != SSL_REQUEST:
                break
            self.request.sendall(b"N")
        texts = body[4:].rstrip(b"\0").split(b"\0")
        names = [text.decode() for text in texts]
        said = dict(zip(names[::2], names[1::2], strict=True))
        self.gate.connections.append(said)
        self.request.sendall(_framed(b"R", struct.pack("!I", 3)))
        _, password = _message(self.request)
        user = said.get("user", "")
        if self.gate.users.get(user) != password.rstrip(b"\0").decode():
            text = f'password authentication failed for user "{user}"'
            self.request.sendall(_error(text, "28000"))
            return False
        kept = {k: v for k, v in said.items() if k not in REDSHIFT_ONLY} | {"user": "postgres"}
        start = b"".join(f"{k}\0{v}\0".encode() for k, v in kept.items()) + b"\0"
        start = struct.pack("!I", 196608) + start
        self.upstream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.upstream.connect(str(self.gate.upstream))
        self.upstream.sendall(struct.pack("!I", len(start) + 4) + start)
        return True

    def _serve(self) -> None:
        with DefaultSelector() as selector:
            selector.register(self.request, EVENT_READ)
            selector.register(self.upstream, EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self.upstream:
                        self._answer()
                    else:
                        self._ask()

    def _answer(self) -> None:
        """Pass one message of the server on."""
        kind, body = _message(self.upstream)
        if kind == b"Z":
            self.status = body
        self.request.sendall(_framed(kind, body))

    def _ask(self) -> None:
        """Pass one message of the client on, its SQL translated."""
        kind, body = _message(self.request)
        if kind == b"Q":
            statement = self._rewritten(body[:-1])
            self._starts(statement)
            body = statement.translated.encode() + b"\0"
        elif kind == b"P":
            name, sql, rest = body.split(b"\0", 2)
            self.prepared[name] = statement = self._rewritten(sql)
            body = name + b"\0" + statement.translated.encode() + b"\0" + rest
        elif kind == b"B":
            self._starts(self.prepared[body.split(b"\0", 2)[1]])
        self.upstream.sendall(_framed(kind, body))

    def _rewritten(self, sql: bytes) -> Statement:
        """What becomes of a statement; one that cannot be translated is refused, not dropped."""
        text = sql.decode()
        try:
            return self.gate.rewrite(text, lambda asked: self._do(asked)[1], self.status != IDLE)
        except Exception as error:
            return refused(text, f"stand-in: {type(error).__name__}: {error}")

    def _starts(self, statement: Statement) -> None:
        self.gate.record(statement)
        if statement.copy:
            self._copy(statement.copy)

    def _copy(self, prepare: Prepare) -> None:
        """Do a COPY in the client's transaction; `redshift.finish_copy` then says how it ended."""
        inside = self.status == IN_TRANSACTION
        if inside:
            self._do("savepoint before_copy")
        copy = prepare(lambda sql: self._do(sql)[1])
        failure = copy.failure or self._do(copy.statement, copy.rows)[0]
        if inside:
            self._do(f"{'rollback to' if failure else 'release'} savepoint before_copy")
        quoted = failure.replace("'", "''")
        self._do(f"select pg_catalog.set_config('redshift.copy_failure', '{quoted}', false)")

    def _do(self, sql: str, rows: bytes = b"") -> tuple[str, list[list[str]]]:
        """Run a statement of the proxy's own: the server's error or "", and the rows of it."""
        self.upstream.sendall(_framed(b"Q", sql.encode() + b"\0"))
        failure, found = "", []
        while True:
            kind, body = _message(self.upstream)
            if kind == b"G":
                for start in range(0, len(rows), 1 << 20):
                    self.upstream.sendall(_framed(b"d", rows[start : start + (1 << 20)]))
                self.upstream.sendall(_framed(b"c", b""))
            elif kind == b"D":
                found.append(_row(body))
            elif kind == b"E":
                fields = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
                failure = fields.get(b"M", "error")
            elif kind == b"Z":
                self.status = body
                return failure, found


class Proxy(socketserver.ThreadingTCPServer):
    """The listening side: a loopback port of the system's choice."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, gate: Gate) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.gate = gate
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]
