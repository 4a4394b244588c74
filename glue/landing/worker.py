"""What runs inside the Spark Python workers: a file's records as Arrow batches of text.

Personal data becomes hashes here, so that plain text never reaches a query plan, a Parquet file or
an event log. Nothing is typed here; glue/landing/cast.py does that with Spark expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from glue.landing import erased
from glue.landing.ahead import ahead
from glue.landing.cells import SPACES, Fields, cells_of, guarded
from glue.landing.containers import WORKBOOK
from glue.landing.errors import FileRejected
from glue.landing.masking import masked_fields, scrub
from glue.landing.numbers import proved_marks
from glue.landing.plan import FilePlan
from glue.landing.readers import delimited, documents, workbook
from glue.landing.records import BAD_QUOTES, Record, join_fields
from glue.landing.refusals import refuse
from glue.landing.spec import Control, ReportSpec
from glue.landing.survey import Findings, Rejected, Settled

BATCH_ROWS = 10_000
# _kind: 'row' for a record, 'file' once per file at its end with the count of its records.
_META = (
    ("_file_no", pa.int32(), "int"),
    ("_kind", pa.string(), "string"),
    ("_source_line", pa.int32(), "int"),
    ("_record_type", pa.string(), "string"),
    ("_problem", pa.string(), "string"),
    ("_lost", pa.list_(pa.string()), "array<string>"),
    ("_dates", pa.string(), "string"),
    ("_carry", pa.string(), "string"),
    ("_records", pa.int64(), "bigint"),
)


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


def choose_encoding(plan: FilePlan) -> str:
    """The encoding of a text file, '' for a workbook. Raises FileRejected (ENCODING, ...)."""
    return "" if plan.container == WORKBOOK else delimited.choose_encoding(plan)


def read_records(spec: ReportSpec, plan: FilePlan, encoding: str) -> Iterator[Record]:
    """The records of a file, whatever it is made of."""
    if plan.container == "json":
        return documents.read(plan, encoding, spec.layout(plan.layout))
    return {"delimited": delimited, WORKBOOK: workbook}[plan.container].read(plan, encoding)


class Reader:
    """Reads one file in batches: its columns by name, its control records, its locale."""

    def __init__(
        self, spec: ReportSpec, plan: FilePlan, key: bytes, tombstones: Mapping[str, str]
    ) -> None:
        self.spec = spec
        self.plan = plan
        self.names = text_columns(spec)
        self.cells = [cells_of(spec, plan, spec.column(name), key) for name in self.names]
        self.index = {name: i for i, name in enumerate(self.names)}
        self.finest = [n for rule in spec.control for n in rule.finest if n in plan.sources]
        self.per_carry = self.index[spec.carry[1]] if spec.carry else None
        self.key = key
        self.tombstones = tombstones

    def rules(self, settled: Settled) -> list[Control]:
        """The control rules of this file, each with the finest level that the file tells as blank.

        A column that is blank in every record tells no level: by it each would be a total.
        """
        found = []
        for rule in self.spec.control:
            finest = [name for name in rule.finest if name in settled.filled][:1]
            known = all(name in self.plan.sources for name in rule.blank + rule.filled)
            if known and (finest or not rule.finest):
                found.append(replace(rule, blank=(*rule.blank, *finest)))
        return found

    def is_no_data(self, record: Record) -> bool:
        filled = [text.strip() for text in record.fields if text.strip()]
        return len(filled) == 1 and filled[0] in self.spec.no_data

    def batches(
        self, encoding: str, names: Iterable[str] | None = None
    ) -> Iterator[tuple[Fields, list[Record]]]:
        """The file's records, BATCH_ROWS at a time: the good ones, and those with a problem.

        names: the columns that will be asked for, None for all.
        """
        if self.plan.slice is not None and not self.spec.no_data:
            wanted = names if names is None else self._positions(names)
            columns = delimited.read_columns(self.plan, encoding, BATCH_ROWS, wanted)
            if columns is not None:
                yield from ((fields, []) for fields in columns)
                return
        records = read_records(self.spec, self.plan, encoding)
        if self.spec.no_data:
            records = (record for record in records if not self.is_no_data(record))
        while batch := list(islice(records, BATCH_ROWS)):
            bad = [record for record in batch if record.problem]
            good = [record for record in batch if not record.problem] if bad else batch
            yield Fields(good), bad

    def _positions(self, names: Iterable[str]) -> list[int]:
        return [at for name in names for at in self.plan.sources.get(name, ())]

    def control(
        self, rules: Iterable[Control], fields: Fields, texts: Sequence[pa.Array]
    ) -> list[Control | None]:
        """For each record the first rule that makes it a control record."""
        found: list[Control | None] = [None] * len(fields)
        for rule in rules:
            held = pa.repeat(pa.scalar(True), len(fields))
            for name in rule.blank:
                held = pc.and_(held, texts[self.index[name]].is_null())
            for name in rule.filled:
                held = pc.and_(held, texts[self.index[name]].is_valid())
            hits = pc.indices_nonzero(held).to_pylist()
            firsts = (
                fields.stripped(0).to_pylist() if hits and rule.first_cell is not None else None
            )
            for i in hits:
                if found[i] is None and (firsts is None or re.match(rule.first_cell, firsts[i])):
                    found[i] = rule
        return found

    @property
    def decimal(self) -> str:
        """The declared decimal mark; a workbook's numbers have a point, its texts may not."""
        declared = self.spec.layout(self.plan.layout).decimal or self.spec.decimal
        return "auto" if self.plan.container == WORKBOOK else declared

    def look(self, batches: Iterable[tuple[Fields, list[Record]]]) -> Findings:
        """What these records say about decimal marks, dates, carried values and levels."""
        found = Findings.nothing(self.spec, self.plan)
        auto = self.decimal == "auto"
        asked = auto or self.spec.carry or found.dates or self.finest
        for fields, _ in batches if asked else ():
            for name in self.finest:
                if name not in found.filled and any(self._distinct(fields, name)):
                    found.filled.add(name)
            for name in found.votes if auto else ():
                if len(found.votes[name]) < 2 and name in self.plan.sources:
                    texts = self.cells[self.index[name]](fields)
                    found.votes[name] |= proved_marks(texts, self.spec.currency_symbols)
            for name, texts in found.dates.items():
                texts |= {text for text in self._distinct(fields, name) if text}
            if self.spec.carry:
                column, per = (self.cells[self.index[name]](fields) for name in self.spec.carry)
                pairs = pa.table([column, per], ["value", "unit"]).filter(column.is_valid())
                for pair in pairs.group_by(["unit", "value"]).aggregate([]).to_pylist():
                    found.carried.setdefault(pair["unit"], pair["value"])
        return found

    @property
    def surveyed(self) -> list[str]:
        """The columns that `look` asks for."""
        nothing = Findings.nothing(self.spec, self.plan)
        return [*nothing.votes, *nothing.dates, *(self.spec.carry or ()), *self.finest]

    def _distinct(self, fields: Fields, name: str) -> list[str | None]:
        return self.cells[self.index[name]](fields).unique().to_pylist()

    def settle(self, encoding: str, found: Findings) -> Settled:
        """How the file is read. Raises FileRejected (AMBIGUOUS_DATE)."""
        return found.settled(self.spec, self.plan, encoding, self.decimal)


def _parsed(
    spec: ReportSpec, plan: FilePlan, key: bytes, tombstones: Mapping[str, str], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The text rows of one file, and its last row, which counts its records."""
    reader = Reader(spec, plan, key, tombstones)
    count, problem = 0, None
    try:
        settled, batches = _settled(reader)
        marks = settled.marks
        for fields, bad in batches:
            count += len(fields) + len(bad)
            if len(fields):
                yield _good_rows(reader, fields, settled, schema)
            if bad:
                meta = {
                    "_source_line": [record.line for record in bad],
                    "_record_type": "data",
                    "_problem": [record.problem for record in bad],
                    "_dates": marks["_dates"],
                }
                yield _text_rows(schema, plan.number, "row", len(bad), meta)
    except FileRejected as error:
        problem = f"{error.reason}|{scrub(error.sentence)}"
    end = {"_problem": problem, "_records": count}
    yield _text_rows(schema, plan.number, "file", 1, end)


def _settled(reader: Reader) -> tuple[Settled, Iterable[tuple[Fields, list[Record]]]]:
    """How a file is read, and its batches. Raises FileRejected (ENCODING, AMBIGUOUS_DATE...).

    What fits into one batch is read once; what does not is read twice, or has been looked at
    before (see slices.py).
    """
    plan = reader.plan
    if isinstance(plan.settled, Rejected):
        raise FileRejected(plan.settled.reason, plan.settled.sentence)
    if plan.settled is not None:
        return plan.settled, reader.batches(plan.settled.encoding)
    encoding = choose_encoding(plan)
    head = list(islice(reader.batches(encoding), 2))
    if len(head) < 2:
        return reader.settle(encoding, reader.look(head)), head
    found = reader.look(reader.batches(encoding))
    return reader.settle(encoding, found), reader.batches(encoding)


def _good_rows(
    reader: Reader, fields: Fields, settled: Settled, schema: pa.Schema
) -> pa.RecordBatch:
    marks = settled.marks
    texts = _without_erased(reader, [cells(fields) for cells in reader.cells])
    rules = reader.control(reader.rules(settled), fields, texts)
    for name in {rule.label for rule in rules if rule is not None and rule.label}:
        labels = [
            first.strip(SPACES) if rule is not None and rule.label == name else None
            for first, rule in zip(fields.raw(0), rules, strict=True)
        ]
        position = reader.index[name]
        texts[position] = pc.coalesce(
            guarded(pa.array(labels, pa.string()), free=True), texts[position]
        )
    meta: dict[str, object] = {
        "_source_line": list(fields.lines),
        "_record_type": ["data" if rule is None else "control" for rule in rules],
        "_dates": marks["_dates"],
    }
    carry = None
    if reader.per_carry is not None:
        units = texts[reader.per_carry].to_pylist()
        carry = pa.array([settled.carried.get(unit) for unit in units], pa.string())
        meta["_carry"] = carry
    named = dict(zip(reader.names, texts, strict=True))
    meta |= refuse(reader.spec, named, marks["_decimal"], carry)
    return _text_rows(schema, reader.plan.number, "row", len(fields), meta | named)


def _without_erased(reader: Reader, texts: list[pa.Array]) -> list[pa.Array]:
    """The texts of a batch, the hashes of erased people taken out."""
    if not reader.tombstones or not erased.hash_columns(reader.spec):
        return texts
    named = dict(zip(reader.names, texts, strict=True))
    dead = erased.known_dead(reader.spec, named, reader.key, reader.tombstones)
    if any(dead):
        named |= erased.forget(reader.spec, named, *dead)[0]
    return list(named.values())


def _text_rows(
    schema: pa.Schema, number: int, kind: str, count: int, given: Mapping[str, object]
) -> pa.RecordBatch:
    """A batch of `count` rows: a list or array gives a column, anything else stands in each row."""
    values = {"_file_no": number, "_kind": kind, **given}

    def column(name: str, kind: pa.DataType) -> pa.Array:
        value = values.get(name)
        if isinstance(value, pa.Array):
            return value
        if isinstance(value, list):
            return pa.array(value, kind)
        return pa.repeat(pa.scalar(value, kind), count)

    arrays = [column(field.name, field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def make_parser(
    spec: ReportSpec,
    plans: Sequence[FilePlan],
    key: bytes,
    tombstones: Mapping[str, str] = erased.NOBODY,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The mapInArrow function: batches of plan positions (column id) in, text rows out.

    The key travels in this closure only. tombstones: of people who must not land again.
    """
    schema = _arrow_schema(spec)

    def parse(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for position in batch.column("id").to_pylist():
                yield from ahead(_parsed(spec, plans[position], key, tombstones, schema))

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
                for record in read_records(spec, plan, choose_encoding(plan)):
                    if record.line not in wanted:
                        continue
                    aligned = record.problem is None
                    fields = masked_fields(record.fields, plan.masked, plan.width, aligned)
                    quoted = plan.quoting and record.problem != BAD_QUOTES
                    text = join_fields(fields, plan.delimiter, quoted)
                    rows.append((plan.number, record.line, wanted[record.line], text))
                    if len(rows) >= BATCH_ROWS:
                        yield _batch(rows, RAW_SCHEMA)
                        rows = []
                if rows:
                    yield _batch(rows, RAW_SCHEMA)

    return read
