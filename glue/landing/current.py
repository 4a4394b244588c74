"""The current table of a report: the history less the rows that lost.

Most keys stand in one file only, and then all of their rows are current: versions are resolved for
the others. A large file of which every row is current stands in the table as it landed; the rest of
the table is written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from glue.landing import resolve as modes
from glue.landing.errors import LandingError
from glue.landing.history import (
    Batch,
    good_parts,
    good_rows,
)
from glue.landing.redshift_ddl import arrow_type
from glue.landing.resolve import contested, resolve
from glue.landing.spec import VERSION_COLUMN, ReportSpec
from glue.landing.state import FileEntry, ReportEntry, table_schema

_OUTCOMES = "_file_no int, _source_line int, _outcome string, _by_file_no int"
_OUTCOMES_ARROW = pa.schema(
    [
        ("_file_no", pa.int32()),
        ("_source_line", pa.int32()),
        ("_outcome", pa.string()),
        ("_by_file_no", pa.int32()),
    ]
)
# More rows than these are not sent to every task.
_BROADCAST_ROWS = 1_000_000


@dataclass
class Resolved:
    """What became of the rows of a history.

    lost: the rows that are not current, with their outcome and the file that has the row instead.
    rows: current rows by file number, as they were read back.
    """

    lost: pa.Table
    rows: Counter = field(default_factory=Counter)


def write_current(batch: Batch, spec: ReportSpec, entry: ReportEntry) -> Resolved:
    """Resolve the history of a report and make `entry` name its current table.

    Raises LandingError when a count read back differs from what was computed.
    """
    accepted = [file for file in entry.files if file.accepted]
    lost = _lost(batch, spec, entry, accepted)
    losers = _counted(lost)
    parts = good_parts(batch.storage, entry)
    whole = {
        file.number
        for file in accepted
        if file.number in parts.own
        and not losers[file.number]
        and _fits(batch, spec, parts.own[file.number])
    }
    entry.current = [path for number in sorted(whole) for path in parts.own[number]]
    mixed = [file for file in accepted if file.number not in whole]
    rest = [*parts.shared, *(p for n, paths in sorted(parts.own.items()) for p in paths)]
    rest = [path for path in rest if path not in entry.current]
    written: list[str] = []
    if any(file.rows for file in mixed):
        rows = good_rows(batch, spec, "rest", mixed, rest)
        folder = f"current/{spec.report}/{batch.id}"
        current = _without(batch, spec, rows, lost).select(*spec.table_names)
        batch.storage.write_frame(current, folder)
        written = batch.storage.files(folder)
    entry.current += written
    entry.columns = spec.table_columns
    rows = _read_back(batch, entry.current)
    for file in entry.files:
        expected = file.rows - losers[file.number] if file.accepted else 0
        if rows[file.number] != expected:
            raise LandingError(
                f"{file.source_file}: {expected} current rows were computed but "
                f"{rows[file.number]} were read back; nothing of this run was published."
            )
    entry.rows = sum(rows.values())
    entry.versions = _versions(batch, spec, entry, lost) if spec.load.versions else []
    return Resolved(lost, rows)


def _versions(batch: Batch, spec: ReportSpec, entry: ReportEntry, lost: pa.Table) -> list[str]:
    """Write every version of each key: the rows that are current or were, until a newer one came.

    Copies and conflicts were never a version. Raises LandingError when a count read back differs.
    """
    accepted = [file for file in entry.files if file.accepted]
    parts = good_parts(batch.storage, entry)
    paths = [*parts.shared, *(path for paths in parts.own.values() for path in paths)]
    if not any(file.rows for file in accepted):
        return []
    never = lost.filter(pc.not_equal(lost["_outcome"], modes.SUPERSEDED))
    rows = good_rows(batch, spec, "versions", accepted, paths)
    versions = _without(batch, spec, rows, never, f"_outcome <> '{modes.SUPERSEDED}'")
    folder = f"versions/{spec.report}/{batch.id}"
    batch.storage.write_frame(versions.select(*spec.table_names, VERSION_COLUMN[0]), folder)
    written = batch.storage.files(folder)
    losers, found = _counted(never), _read_back(batch, written)
    for file in accepted:
        expected = file.rows - losers[file.number]
        if found[file.number] != expected:
            raise LandingError(
                f"{file.source_file}: {expected} versions were computed but {found[file.number]} "
                "were read back; nothing of this run was published."
            )
    return written


def _lost(
    batch: Batch, spec: ReportSpec, entry: ReportEntry, accepted: Sequence[FileEntry]
) -> pa.Table:
    """The rows of the history that are not current."""
    nothing = _OUTCOMES_ARROW.empty_table()
    if not accepted or (len(accepted) == 1 and not spec.load.unique):
        return nothing
    parts = good_parts(batch.storage, entry)
    paths = [*parts.shared, *(path for paths in parts.own.values() for path in paths)]
    if not paths:
        return nothing
    history = good_rows(batch, spec, "history", accepted, paths)
    folder = f"scratch/{batch.id}/{spec.report}_contested"
    batch.storage.write_frame(contested(history, spec), folder)
    count = batch.storage.dataset([folder]).count_rows() if batch.storage.files(folder) else 0
    if not count:
        return nothing
    keys = batch.storage.read_frame(batch.spark, f"{modes.KEY} bigint", [folder])
    few = F.broadcast(keys) if count <= _BROADCAST_ROWS else keys
    rows = history.withColumn(modes.KEY, modes.key_hash(spec)).join(
        few, on=modes.KEY, how="left_semi"
    )
    outcomes = f"scratch/{batch.id}/{spec.report}_outcomes"
    lost = resolve(rows, spec).where(f"_outcome <> '{modes.CURRENT}'")
    batch.storage.write_frame(lost, outcomes)
    if not batch.storage.files(outcomes):
        return nothing
    return batch.storage.dataset([outcomes]).to_table().select(_OUTCOMES_ARROW.names)


def _without(
    batch: Batch, spec: ReportSpec, rows: DataFrame, lost: pa.Table, outcome: str = "true"
) -> DataFrame:
    """The rows that are current. outcome: which of the rows that lost are left out, as SQL."""
    if not lost.num_rows:
        return rows
    outcomes = f"scratch/{batch.id}/{spec.report}_outcomes"
    losers = batch.storage.read_frame(batch.spark, _OUTCOMES, [outcomes])
    losers = losers.where(outcome).select("_file_no", "_source_line")
    few = F.broadcast(losers) if lost.num_rows <= _BROADCAST_ROWS else losers
    return rows.join(few, on=["_file_no", "_source_line"], how="left_anti")


def _fits(batch: Batch, spec: ReportSpec, paths: Sequence[str]) -> bool:
    """Whether the files have the columns of today's table: a spec may have gained some since."""
    wanted = [(name, arrow_type(kind)) for name, kind in table_schema(spec.report)]
    found = batch.storage.dataset(paths).schema
    return [(column.name, column.type) for column in found] == wanted


def _counted(rows: pa.Table) -> Counter:
    """Rows by file number."""
    counts = rows.group_by("_file_no").aggregate([("_file_no", "count")]).to_pylist()
    return Counter({row["_file_no"]: row["_file_no_count"] for row in counts})


def _read_back(batch: Batch, paths: Sequence[str]) -> Counter:
    """Rows by file number in the files as they were written."""
    if not paths:
        return Counter()
    return _counted(batch.storage.dataset(paths).to_table(columns=["_file_no"]))
