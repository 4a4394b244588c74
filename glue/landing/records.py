"""From bytes to records: tokenising with the physical line number of each record.

Quoted formats follow RFC 4180 strictly: a record whose quotes do not close is given back as one bad
physical line, and reading goes on with the next line, so that a stray quote costs one row, never
the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from glue.landing.errors import FileRejected
from glue.landing.sniff import FilePlan
from glue.landing.storage import CHUNK, open_input

MAX_RECORD_LINES = 500
BAD_QUOTES, RAGGED = "BAD_QUOTES", "RAGGED"
csv.field_size_limit(1 << 20)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its first physical line (1-based), its fields, and what is wrong with it."""

    line: int
    fields: list[str]
    problem: str | None = None


def choose_encoding(plan: FilePlan) -> str:
    """The first candidate that decodes every byte. Raises FileRejected (ENCODING, TRUNCATED...)."""
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in plan.encodings}
    try:
        with open_input(plan.uri) as stream:
            while True:
                chunk = stream.read(CHUNK)
                for name in list(decoders):
                    try:
                        decoders[name].decode(chunk, not chunk)
                    except UnicodeDecodeError:
                        del decoders[name]
                if not chunk or not decoders:
                    break
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FileRejected("TRUNCATED", "the gzip file is not complete") from error
    except OSError as error:
        raise FileRejected("UNREADABLE", f"the file cannot be read ({error.strerror})") from error
    if not decoders:
        tried = ", ".join(plan.encodings)
        raise FileRejected("ENCODING", f"the text cannot be decoded (tried {tried})")
    return next(iter(decoders))


class _Lines:
    """An iterator of physical lines that knows its position and takes lines back."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._pending: deque[str] = deque()
        self.line = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) > MAX_RECORD_LINES:
            raise csv.Error("a quoted field does not end")
        text = self._pending.popleft() if self._pending else next(self._stream)
        self.line += 1
        self.taken.append(text)
        return text

    def give_back(self) -> str:
        """Return all but the first taken line to the stream; the first one is the result."""
        first, *rest = self.taken
        self._pending.extendleft(reversed(rest))
        self.line -= len(rest)
        self.taken.clear()
        return first


def _quoted(lines: _Lines, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        start = lines.line + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            text = lines.give_back().rstrip("\r\n")
            yield Record(start, text.split(delimiter), BAD_QUOTES)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        yield Record(start, fields)


def _unquoted(lines: _Lines, delimiter: str) -> Iterator[Record]:
    for text in lines:
        lines.taken.clear()
        yield Record(lines.line, text.rstrip("\r\n").split(delimiter))


def read_delimited(plan: FilePlan, encoding: str) -> Iterator[Record]:
    """The records below the header, blank ones left out, each with exactly `plan.width` fields.

    A record with more fields, or with fewer where the layout does not allow it, has a problem.
    """
    with io.TextIOWrapper(open_input(plan.uri), encoding=encoding, newline=plan.newline) as stream:
        lines = _Lines(iter(stream))
        for _ in range(plan.header_line):
            next(lines, None)
        lines.taken.clear()
        split = _quoted if plan.quoting else _unquoted
        for record in split(lines, plan.delimiter):
            if not "".join(record.fields).strip():
                continue
            yield record if record.problem else _fitted(record, plan)


def _fitted(record: Record, plan: FilePlan) -> Record:
    surplus = len(record.fields) - plan.width
    if surplus == 0:
        return record
    if surplus > 0 and not any(field.strip() for field in record.fields[plan.width :]):
        return Record(record.line, record.fields[: plan.width])
    if surplus < 0 and plan.short_rows:
        return Record(record.line, record.fields + [""] * -surplus)
    return Record(record.line, record.fields, RAGGED)


def join_fields(fields: list[str], delimiter: str, quoted: bool) -> str:
    """The text of a record from its fields, quoted where RFC 4180 needs it."""
    if not quoted:
        return delimiter.join(fields)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(fields)
    return text.getvalue().removesuffix("\r\n")


READERS = {"delimited": read_delimited}
