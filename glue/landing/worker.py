"""What runs inside the Spark Python workers: a file's records as Arrow batches of text.

Personal data becomes hashes here, so that plain text never reaches a query plan, a Parquet file or
an event log. Nothing is typed here; glue/landing/cast.py does that with Spark expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa

from glue.landing import pii
from glue.landing.errors import FileRejected
from glue.landing.records import BAD_QUOTES, READERS, Record, choose_encoding, join_fields
from glue.landing.sniff import FilePlan
from glue.landing.spec import Column, Control, ReportSpec

BATCH_ROWS = 4000
# _kind: 'row' for a record, 'file' once per file at its end with the count of its records.
_META = (
    ("_file_no", pa.int32(), "int"),
    ("_kind", pa.string(), "string"),
    ("_source_line", pa.int32(), "int"),
    ("_record_type", pa.string(), "string"),
    ("_problem", pa.string(), "string"),
    ("_decimal", pa.string(), "string"),
    ("_carry", pa.string(), "string"),
    ("_records", pa.int64(), "bigint"),
)
_SPACES = " \t\r\n\u00a0\u202f\ufeff"
Cell = Callable[[Sequence[str]], str | None]


def text_columns(spec: ReportSpec) -> list[str]:
    """The columns that workers deliver as text, in table order."""
    return [column.name for column in spec.columns if column.from_file]


def worker_schema(spec: ReportSpec) -> str:
    """The Spark schema of what `make_parser` yields."""
    meta = [f"{name} {kind}" for name, _, kind in _META]
    return ", ".join(meta + [f"`{name}` string" for name in text_columns(spec)])


def _arrow_schema(spec: ReportSpec) -> pa.Schema:
    meta = [(name, kind) for name, kind, _ in _META]
    return pa.schema(meta + [(name, pa.string()) for name in text_columns(spec)])


def cell_reader(spec: ReportSpec, plan: FilePlan, column: Column, key: bytes) -> Cell:
    """A function from a record's fields to the column's text, or None when it is null."""
    positions = plan.sources.get(column.name, ())
    nulls = spec.nulls if column.nulls is None else column.nulls
    constant = next((plan.captures[c] for c in column.captures if c in plan.captures), None)
    guarded = bool(spec.masked)

    def plain(fields: Sequence[str]) -> str | None:
        for position in positions:
            value = fields[position].strip(_SPACES)
            if value not in nulls:
                return pii.scrub_emails(value) if guarded else value
        return constant

    def given(fields: Sequence[str]) -> list[str]:
        return [fields[position] for position in positions]

    def country(fields: Sequence[str]) -> str | None:
        return next((fields[i] for i in plan.countries if fields[i].strip()), None)

    if not positions:
        return lambda fields: constant
    if column.attributes:
        wanted = [pii.fold_attribute(name) for name in column.attributes]

        def attribute(fields: Sequence[str]) -> str | None:
            found = pii.attributes(fields[positions[0]]) if fields[positions[0]] else {}
            value = next((found[name] for name in wanted if name in found), None)
            return value and pii.scrub_emails(value)

        return attribute
    if column.pii == "email_hash":
        return lambda fields: pii.email_hash(key, fields[positions[0]])
    if column.pii == "email_kind":
        return lambda fields: pii.email_kind(fields[positions[0]])
    if column.pii == "phone_hash":
        return lambda fields: pii.phone_hash(key, given(fields), country(fields))
    if column.pii == "household_hash":
        wanted_parts = len(column.aliases)
        return lambda fields: (
            pii.household_hash(key, given(fields)) if len(positions) == wanted_parts else None
        )
    if column.pii == "postal_prefix":
        return lambda fields: pii.postal_prefix(fields[positions[0]])
    return plain


class _Reader:
    """Reads one file: its cells by column name, its control records, its locale."""

    def __init__(self, spec: ReportSpec, plan: FilePlan, key: bytes) -> None:
        self.spec = spec
        self.plan = plan
        self.names = text_columns(spec)
        self.cells = [cell_reader(spec, plan, spec.column(name), key) for name in self.names]
        self.index = {name: i for i, name in enumerate(self.names)}
        self.rules = [rule for rule in spec.control if self._applies(rule)]

    def _applies(self, rule: Control) -> bool:
        return all(name in self.plan.sources for name in rule.blank + rule.filled)

    def is_no_data(self, record: Record) -> bool:
        filled = [text.strip() for text in record.fields if text.strip()]
        return len(filled) == 1 and filled[0] in self.spec.no_data

    def control(self, record: Record, values: list[str | None]) -> Control | None:
        for rule in self.rules:
            blank = all(values[self.index[name]] is None for name in rule.blank)
            filled = all(values[self.index[name]] is not None for name in rule.filled)
            first = rule.first_cell is None or re.match(rule.first_cell, record.fields[0])
            if blank and filled and first:
                return rule
        return None

    def records(self, encoding: str) -> Iterator[Record]:
        for record in READERS[self.spec.reader](self.plan, encoding):
            if not self.is_no_data(record):
                yield record

    def survey(self, encoding: str) -> tuple[str, dict[str | None, str]]:
        """A first pass where the spec needs the whole file: decimal mark and carried values."""
        if self.spec.decimal != "auto" and self.spec.carry is None:
            return ("," if self.spec.decimal == "comma" else "."), {}
        kinds = {column.name: column.type for column in self.spec.columns}
        amounts = [i for name, i in self.index.items() if kinds[name] in ("money", "rate")]
        carried: dict[str | None, str] = {}
        votes = {",": False, ".": False}
        for record in self.records(encoding):
            if record.problem:
                continue
            for i in amounts:
                text = self.cells[i](record.fields)
                if text and (mark := decimal_mark(text)):
                    votes[mark] = True
            if self.spec.carry:
                column, per = self.spec.carry
                value = self.cells[self.index[column]](record.fields)
                if value is not None:
                    carried.setdefault(self.cells[self.index[per]](record.fields), value)
        comma = self.spec.decimal == "comma" or (votes[","] and not votes["."])
        return ("," if comma and self.spec.decimal != "point" else "."), carried


def decimal_mark(text: str) -> str | None:
    """The decimal mark that this amount proves, None when it could be read both ways."""
    body = text.strip("()+- ")
    if re.fullmatch(r"\d+,\d{1,2}|\d{4,},\d+|\d{1,3}(?:[. ']\d{3})+,\d+", body):
        return ","
    if re.fullmatch(r"\d*\.\d{1,2}|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+", body):
        return "."
    return None


def _rows(spec: ReportSpec, plan: FilePlan, key: bytes) -> Iterator[list]:
    reader = _Reader(spec, plan, key)
    blank = [None] * len(reader.names)
    count = 0
    try:
        encoding = choose_encoding(plan)
        mark, carried = reader.survey(encoding)
        per = reader.index[spec.carry[1]] if spec.carry else None
        for record in reader.records(encoding):
            count += 1
            head = [plan.number, "row", record.line]
            if record.problem:
                yield [*head, "data", record.problem, mark, None, None, *blank]
                continue
            values = [cell(record.fields) for cell in reader.cells]
            rule = reader.control(record, values)
            if rule is not None and rule.label:
                values[reader.index[rule.label]] = record.fields[0].strip(_SPACES)
            carry = carried.get(values[per]) if per is not None else None
            kind = "data" if rule is None else "control"
            yield [*head, kind, None, mark, carry, None, *values]
    except FileRejected as error:
        problem = f"{error.reason}|{error.sentence}"
        yield [plan.number, "file", None, None, problem, None, None, count, *blank]
        return
    yield [plan.number, "file", None, None, None, None, None, count, *blank]


def make_parser(
    spec: ReportSpec, plans: Sequence[FilePlan], key: bytes
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The mapInArrow function: batches of plan positions (column id) in, text rows out.

    The key travels in this closure only.
    """
    schema = _arrow_schema(spec)

    def parse(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rows: list[list] = []
        for batch in batches:
            for position in batch.column("id").to_pylist():
                for row in _rows(spec, plans[position], key):
                    rows.append(row)
                    if len(rows) >= BATCH_ROWS:
                        yield _batch(rows, schema)
                        rows = []
        if rows:
            yield _batch(rows, schema)

    return parse


def _batch(rows: Sequence[Sequence], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(zip(*rows, strict=True), schema.types, strict=True)
    arrays = [pa.array(values, kind) for values, kind in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


RAW_SCHEMA = pa.schema(
    [
        ("_file_no", pa.int32()),
        ("source_line", pa.int32()),
        ("reason", pa.string()),
        ("raw_record", pa.string()),
    ]
)


def make_raw_reader(
    spec: ReportSpec, plans: Sequence[FilePlan], reasons: Sequence[Mapping[int, str]]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A mapInArrow function that gives the masked raw text of quarantined lines (RAW_SCHEMA).

    reasons: for each plan, the reason by source line.
    """

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for position in batch.column("id").to_pylist():
                plan, wanted = plans[position], reasons[position]
                rows: list[tuple] = []
                for record in READERS[spec.reader](plan, choose_encoding(plan)):
                    if record.line not in wanted:
                        continue
                    aligned = record.problem is None
                    fields = pii.masked_fields(record.fields, plan.masked, aligned)
                    quoted = plan.quoting and record.problem != BAD_QUOTES
                    text = join_fields(fields, plan.delimiter, quoted)
                    rows.append((plan.number, record.line, wanted[record.line], text))
                    if len(rows) >= BATCH_ROWS:
                        yield _batch(rows, RAW_SCHEMA)
                        rows = []
                if rows:
                    yield _batch(rows, RAW_SCHEMA)

    return read
