"""Delimited text: tokenising with the physical line number of each record.

Quoted formats follow RFC 4180 strictly: a record whose quotes do not close is given back as one bad
physical line, and reading goes on with the next line, so that a stray quote costs one row, never
the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, TextIO

import pyarrow as pa
import pyarrow.csv as pa_csv

from glue.landing.cells import ColumnFields
from glue.landing.containers import open_content, reading
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.records import BAD_QUOTES, Record, fitted
from glue.landing.storage import CHUNK, read_range

MAX_RECORD_LINES = 500
csv.field_size_limit(1 << 20)


def choose_encoding(plan: FilePlan) -> str:
    """The first candidate that decodes every byte. Raises FileRejected (ENCODING, TRUNCATED...)."""
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in plan.encodings}
    with reading(), open_content(plan.uri, plan.member) as stream:
        while True:
            chunk = stream.read(CHUNK)
            for name in list(decoders):
                try:
                    decoders[name].decode(chunk, not chunk)
                except UnicodeDecodeError:
                    del decoders[name]
            if not chunk or not decoders:
                break
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


def _unquoted(stream: TextIO, plan: FilePlan) -> Iterator[Record]:
    # Most of the time of a large file is spent here: no call per line that is not needed.
    delimiter, width = plan.delimiter, plan.width
    bare = f"{delimiter} \t\r\n\u00a0"
    for number, text in enumerate(stream, start=plan.slice.line + 1 if plan.slice else 1):
        if number <= plan.header_line or not text.strip(bare):
            continue
        fields = text.rstrip("\r\n").split(delimiter)
        if len(fields) == width:
            yield Record(number, fields)
        else:
            yield fitted(Record(number, fields), plan)


def _rfc_4180(stream: TextIO, plan: FilePlan) -> Iterator[Record]:
    lines = _Lines(iter(stream))
    for _ in range(plan.header_line):
        next(lines, None)
    lines.taken.clear()
    for record in _quoted(lines, plan.delimiter):
        if "".join(record.fields).strip():
            yield record if record.problem else fitted(record, plan)


def read_columns(
    plan: FilePlan, encoding: str, rows: int, positions: Sequence[int] | None = None
) -> Iterator[ColumnFields] | None:
    """The records of a slice, `rows` at a time, by Arrow's reader; it is many times faster.

    positions: of the fields that will be asked for, None for all. None comes back where it would
    read something else than `read`: a blank line, a line with more or fewer fields than the
    header, a carriage return inside a line.
    """
    content = read_range(plan.uri, plan.slice.start, plan.slice.end)
    blanks = re.escape(plan.delimiter.encode()) + rb" \t\r\xa0\xc2"
    if re.search(rb"(?m)^[" + blanks + rb"]*$", content.removesuffix(b"\n")):
        return None
    odd: list[object] = []

    def refuse(row: object) -> str:
        odd.append(row)
        return "skip"

    names = [str(position) for position in range(plan.width)]
    # One field at least, so that there are rows to count.
    wanted = names if positions is None else [str(at) for at in sorted({0, *positions})]
    skipped = max(0, plan.header_line - plan.slice.line)
    table = pa_csv.read_csv(
        pa.BufferReader(content),
        pa_csv.ReadOptions(
            use_threads=False,
            block_size=len(content) + 1,
            skip_rows=skipped,
            column_names=names,
            encoding=encoding,
        ),
        pa_csv.ParseOptions(
            delimiter=plan.delimiter,
            quote_char=False,
            ignore_empty_lines=False,
            invalid_row_handler=refuse,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            include_columns=wanted,
        ),
    )
    lines = content.count(b"\n") + (not content.endswith(b"\n")) - skipped
    if odd or table.num_rows != lines:
        return None
    first = plan.slice.line + skipped + 1
    columns = {int(name): table[name].combine_chunks() for name in wanted}
    return (
        ColumnFields({at: c.slice(start, rows) for at, c in columns.items()}, first + start)
        for start in range(0, table.num_rows, rows)
    )


@contextmanager
def _content(plan: FilePlan) -> Iterator[BinaryIO]:
    """The bytes that the plan is about: all of the file, or those of its slice."""
    if plan.slice is not None:
        yield io.BytesIO(read_range(plan.uri, plan.slice.start, plan.slice.end))
        return
    with open_content(plan.uri, plan.member) as stream:
        yield stream


def read(plan: FilePlan, encoding: str) -> Iterator[Record]:
    """The records below the header, blank ones left out, each with exactly `plan.width` fields.

    A record with more fields, or with fewer where the layout does not allow it, has a problem.
    """
    with (
        _content(plan) as binary,
        io.TextIOWrapper(binary, encoding=encoding, newline=plan.newline) as stream,
    ):
        yield from (_rfc_4180 if plan.quoting else _unquoted)(stream, plan)
