"""The history of a report: the typed rows of every file that ever landed, as they were read.

Good rows have exactly the columns of the table, so that a part of the history of which every row is
current can stand in the table as it is. What did not become a row lies in a part of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from glue.landing.cast import type_rows
from glue.landing.errors import FileRejected, LandingError
from glue.landing.plan import FilePlan
from glue.landing.slices import sliced
from glue.landing.spec import ReportSpec
from glue.landing.state import FileEntry, ReportEntry
from glue.landing.storage import Storage
from glue.landing.tenants import foreign
from glue.landing.worker import make_parser, worker_schema

# A file of at least so many stored bytes has a part of its own.
OWN_PART_BYTES = 8 << 20
# So many bad cells, and no good one, mean that the column is not what it was.
CHANGED_CELLS = 20
_GOOD = ("data", "control")
_QUARANTINED, _FILE = "quarantined", "file"
_OWN_PART = re.compile(r"/_part=file-(\d+)/")
_REST = "/_part=rest/"
_ARRIVALS = pa.schema(
    [
        ("_file_no", pa.int32()),
        ("_store", pa.string()),
        ("_source_file", pa.string()),
        ("_file_sha256", pa.string()),
        ("_layout", pa.string()),
        ("_own", pa.bool_()),
    ]
)
_VERSIONS = pa.schema(
    [("_file_no", pa.int32()), ("_batch_seq", pa.int32()), ("_as_of", pa.timestamp("us"))]
)


@dataclass
class Batch:
    """What the reports of one run share. tombstones: of erased people, see erased.py."""

    spark: SparkSession
    storage: Storage
    seq: int
    id: str
    loaded_at: datetime
    key: bytes
    tombstones: Mapping[str, str]


@dataclass
class Facts:
    """What the written history says about the new files, by file number.

    bad: reason by line. good: `_source_line`, `first` and `last`, the days that each row tells of.
    """

    records: dict[int, int]
    rejected: dict[int, str]
    bad: dict[int, dict[int, str]]
    good: dict[int, pa.Table]
    nulled: dict[int, Counter]
    as_of: dict[int, datetime | None]
    foreign: dict[int, FileRejected | None]
    changed: dict[int, FileRejected | None]


def partitions(plans: Sequence[FilePlan]) -> int:
    """One task per file, fewer for long lists of small daily files."""
    return len(plans) if len(plans) <= 8 else max(8, len(plans) // 16)


def small_frame(batch: Batch, name: str, rows: Sequence[dict], schema: pa.Schema) -> DataFrame:
    """A small table to join with, by way of a scratch Parquet file."""
    path = f"scratch/{batch.id}/{name}.parquet"
    batch.storage.write_rows(path, pa.Table.from_pylist(list(rows), schema=schema))
    kinds = {pa.int32(): "int", pa.string(): "string", pa.bool_(): "boolean"}
    columns = ", ".join(f"{f.name} {kinds.get(f.type, 'timestamp_ntz')}" for f in schema)
    return batch.storage.read_frame(batch.spark, columns, [path])


def parse_files(batch: Batch, spec: ReportSpec, plans: Sequence[FilePlan]) -> str:
    """Write the typed rows of the new files, good and bad, and return their folder."""
    folder = f"history/{spec.report}/{batch.id}"
    units = sliced(batch, spec, plans)
    whole = [unit for unit in units if unit.slice is None]
    tasks = partitions(whole) + len(units) - len(whole)
    parsed = batch.spark.range(0, len(units), 1, tasks).mapInArrow(
        make_parser(spec, units, batch.key, batch.tombstones), worker_schema(spec)
    )
    arrived = [
        {
            "_file_no": plan.number,
            "_store": plan.store,
            "_source_file": plan.source_file,
            "_file_sha256": plan.sha256,
            "_layout": plan.layout,
            "_own": plan.size >= OWN_PART_BYTES,
        }
        for plan in plans
    ]
    files = small_frame(batch, f"{spec.report}_arrived", arrived, _ARRIVALS)
    typed = type_rows(parsed, spec).join(F.broadcast(files), on="_file_no", how="inner")
    batch.storage.write_frame(_as_history(batch, spec, typed), folder, by=["_part"])
    return folder


def _as_history(batch: Batch, spec: ReportSpec, typed: DataFrame) -> DataFrame:
    """The columns of the table, and `_part`: where the row goes.

    `_problems` of a quarantined record is its reason; of the row at the end of a file the number of
    its records, and what is wrong with the file as a whole.
    """
    is_file, is_bad = f"_kind = '{_FILE}'", "_reason is not null"
    written = {
        "_batch_id": f"'{batch.id}'",
        "_loaded_at": f"timestamp_ntz'{batch.loaded_at.isoformat(sep=' ')}'",
        "_record_type": f"case when {is_file} then '{_FILE}' when {is_bad} then '{_QUARANTINED}' "
        "else _record_type end",
        "_problems": f"case when {is_file} then concat_ws('|', _records, _reason) "
        f"when {is_bad} then _reason when size(_nulled) > 0 then array_join(_nulled, ',') end",
    }
    columns = [
        f"{written[name]} as `{name}`" if name in written else f"`{name}`"
        for name in spec.table_names
    ]
    part = (
        f"case when {is_file} or {is_bad} then 'rest' when _own then concat('file-', _file_no) "
        "else 'rows' end as _part"
    )
    return typed.selectExpr(*columns, part)


def read_facts(batch: Batch, spec: ReportSpec, folder: str, plans: Sequence[FilePlan]) -> Facts:
    """Count the written history back, per file. Raises LandingError when records are missing."""
    columns = ["_file_no", "_record_type", "_source_line", "_problems"]
    asked = {*spec.load.as_of, *spec.load.days, *spec.tenant.values()}
    table = batch.storage.dataset([folder]).to_table(columns=[*columns, *sorted(asked)])
    kinds = table["_record_type"]
    ends = table.filter(pc.equal(kinds, _FILE)).select(["_file_no", "_problems"]).to_pylist()
    rows = table.filter(pc.not_equal(kinds, _FILE))
    facts = Facts({}, {}, {}, {}, {}, {}, {}, {})
    for end in ends:
        records, _, reason = end["_problems"].partition("|")
        facts.records[end["_file_no"]] = facts.records.get(end["_file_no"], 0) + int(records)
        if reason:
            facts.rejected[end["_file_no"]] = reason
    for plan in plans:
        mine = rows.filter(pc.equal(rows["_file_no"], plan.number))
        if facts.records.get(plan.number) != mine.num_rows:
            raise LandingError(
                f"{plan.source_file}: {facts.records.get(plan.number)} records were read but "
                f"{mine.num_rows} written; nothing of this run was published."
            )
        is_bad = pc.equal(mine["_record_type"], _QUARANTINED)
        bad, good = mine.filter(is_bad), mine.filter(pc.invert(is_bad))
        lines, reasons = bad["_source_line"].to_pylist(), bad["_problems"].to_pylist()
        facts.bad[plan.number] = dict(zip(lines, reasons, strict=True))
        facts.good[plan.number] = with_days(good, spec.load.days)
        problems = good["_problems"].drop_null()
        facts.nulled[plan.number] = Counter(
            cell for text in problems.to_pylist() for cell in text.split(",")
        )
        facts.changed[plan.number] = _changed(batch, spec, folder, plan, facts.nulled[plan.number])
        named = {kind: mine[name].unique().to_pylist() for kind, name in spec.tenant.items()}
        facts.foreign[plan.number] = foreign(plan.store, plan.tenant, named)
        latest = [pc.max(good[name]).as_py() for name in spec.load.as_of]
        facts.as_of[plan.number] = max((_moment(v) for v in latest if v is not None), default=None)
    return facts


def _changed(
    batch: Batch, spec: ReportSpec, folder: str, plan: FilePlan, nulled: Counter
) -> FileRejected | None:
    """Why a file is refused of which a whole column has another type than it should.

    One bad optional cell becomes NULL and is counted; a column without a single good one has
    changed, and NULL would hide it.
    """
    suspects = {
        cell.partition(":")[2]: count
        for cell, count in nulled.items()
        if cell.startswith("TYPE:") and count >= CHANGED_CELLS
    }
    if not suspects:
        return None
    mine = pc.field("_file_no") == plan.number
    typed = batch.storage.dataset([folder]).to_table(columns=sorted(suspects), filter=mine)
    for name in sorted(suspects):
        if typed[name].null_count == typed.num_rows:
            column = spec.column(name)
            return FileRejected(
                "TYPE_CHANGED",
                f'none of {suspects[name]} values of column "{column.label}" is a {column.type}',
                "Look whether the vendor has changed the column, and mend the spec.",
            )
    return None


def with_days(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """The line of each row and the first and last of the days that it tells of, if any."""
    days = [rows[name].cast(pa.date32()) for name in names]
    if not days:
        days = [pa.nulls(rows.num_rows, pa.date32())]
    first, last = pc.min_element_wise(*days), pc.max_element_wise(*days)
    return pa.table({"_source_line": rows["_source_line"], "first": first, "last": last})


def _moment(value) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)


@dataclass(frozen=True)
class Parts:
    """The Parquet files of a history that hold good rows. own: by the number of a large file."""

    shared: tuple[str, ...]
    own: dict[int, list[str]]


def good_parts(storage: Storage, entry: ReportEntry) -> Parts:
    """Where the good rows of a report lie."""
    shared, own = [], {}
    for folder in entry.history:
        for path in storage.files(folder):
            number = _OWN_PART.search(path)
            if number:
                own.setdefault(int(number[1]), []).append(path)
            elif _REST not in path:
                shared.append(path)
    return Parts(tuple(shared), own)


def good_rows(
    batch: Batch, spec: ReportSpec, use: str, files: Sequence[FileEntry], paths: Sequence[str]
) -> DataFrame:
    """The good rows of `files` in these Parquet files, with _batch_seq and _as_of of their file.

    use: a name for what they are read for, once in a run.
    """
    schema = ", ".join(f"`{name}` {kind}" for name, kind in spec.table_columns)
    rows = batch.storage.read_frame(batch.spark, schema, paths)
    versions = [
        {
            "_file_no": f.number,
            "_batch_seq": f.batch_seq,
            "_as_of": datetime.fromisoformat(f.as_of) if f.as_of else None,
        }
        for f in files
    ]
    known = small_frame(batch, f"{spec.report}_{use}", versions, _VERSIONS)
    return rows.join(F.broadcast(known), on="_file_no", how="inner")
