"""The log of what a batch restates: rows that no longer count, and rows for days told before.

A closed period is touched exactly when this log has a line for one of its days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from glue.landing.current import Resolved
from glue.landing.history import Batch, Facts, with_days
from glue.landing.ledger import FileOutcome
from glue.landing.spec import ReportSpec
from glue.landing.state import FileEntry, ReportEntry


@dataclass
class Restated:
    """What one batch changed about days that were told before, for the tables of the state.

    rows: of `restatements`. superseded: earlier files of which nothing is left in the table.
    """

    rows: list[dict] = field(default_factory=list)
    superseded: list[FileOutcome] = field(default_factory=list)


def landed_rows(facts: Facts, number: int, lost: pa.Table) -> pa.Table:
    """Of the good rows of a new file those that stand in the table, with their days."""
    lines = lost.filter(pc.equal(lost["_file_no"], number))["_source_line"]
    good = facts.good[number]
    return good.filter(pc.invert(pc.is_in(good["_source_line"], value_set=lines.combine_chunks())))


def days_of(rows: pa.Table) -> tuple[date | None, date | None]:
    """The first and the last day that rows tell of."""
    return pc.min(rows["first"]).as_py(), pc.max(rows["last"]).as_py()


def restated(
    batch: Batch,
    spec: ReportSpec,
    previous: ReportEntry,
    entry: ReportEntry,
    resolved: Resolved,
    landed: Mapping[int, pa.Table],
) -> Restated:
    """Compare the table of a report with the one that it replaces.

    previous: the report before this batch. landed: rows of the new files in the table.
    """
    found = Restated()
    files = {file.number: file for file in entry.files}
    told = _told(f for f in entry.files if f.accepted and f.batch_seq != batch.seq)
    before = _counts(batch, previous)
    for gone in _gone(batch, spec, previous, entry, resolved.lost):
        days = (gone["first_min"], gone["last_max"])
        pair = (files[gone["_file_no"]], files[gone["_by_file_no"]])
        found.rows.append(_row(batch, spec, *pair, gone["_source_line_count"], 0, days))
    for number, rows in sorted(landed.items()):
        newest = told.get(files[number].store)
        late = rows.filter(pc.less_equal(rows["first"], newest)) if newest else rows.slice(0, 0)
        if late.num_rows:
            first, last = days_of(late)
            row = _row(batch, spec, None, files[number], 0, late.num_rows, (first, last))
            found.rows.append(row)
    found.superseded = [
        FileOutcome(file.store, spec.source, spec.name, file.source_file, file.sha256)
        for file in entry.files
        if file.accepted and before[file.number] and not resolved.rows[file.number]
    ]
    return found


def _told(files: Iterable[FileEntry]) -> dict[str, date]:
    """The latest day that the files of each store tell of."""
    latest: dict[str, date] = {}
    for file in files:
        if file.last_day:
            day = date.fromisoformat(file.last_day)
            latest[file.store] = max(day, latest.get(file.store, day))
    return latest


def _counts(batch: Batch, previous: ReportEntry) -> Counter:
    """Rows by file number in the table that this batch replaces."""
    if not previous.current:
        return Counter()
    table = batch.storage.dataset(previous.current).to_table(columns=["_file_no"])
    counts = table.group_by("_file_no").aggregate([("_file_no", "count")]).to_pylist()
    return Counter({row["_file_no"]: row["_file_no_count"] for row in counts})


def _gone(
    batch: Batch, spec: ReportSpec, previous: ReportEntry, entry: ReportEntry, lost: pa.Table
) -> list[dict]:
    """Rows that stood in the table and stand no more, by their file and the one that has them.

    A file that is read again has its own rows under a new number.
    """
    newest = {(file.store, file.sha256): file.number for file in entry.files}
    retired = {f.number: newest[f.store, f.sha256] for f in entry.files if not f.accepted}
    numbers = {file.number for file in previous.files}
    wanted = numbers & ({*lost["_file_no"].unique().to_pylist()} | retired.keys())
    if not previous.current or not wanted:
        return []
    dataset = batch.storage.dataset(previous.current)
    days = [name for name in spec.load.days if name in dataset.schema.names]
    stood = dataset.to_table(
        columns=["_file_no", "_source_line", *days],
        filter=pc.field("_file_no").isin(sorted(wanted)),
    )
    stood = with_days(stood, days).append_column("_file_no", stood["_file_no"])
    gone = stood.join(lost, ["_file_no", "_source_line"], join_type="inner")
    again = stood.filter(pc.is_in(stood["_file_no"], value_set=pa.array(retired, pa.int32())))
    by = pa.array([retired[number] for number in again["_file_no"].to_pylist()], pa.int32())
    again = again.append_column("_by_file_no", by)
    names = ["_file_no", "_by_file_no", "_source_line", "first", "last"]
    both = pa.concat_tables([gone.select(names), again.select(names)])
    groups = both.group_by(["_file_no", "_by_file_no"]).aggregate(
        [("_source_line", "count"), ("first", "min"), ("last", "max")]
    )
    return sorted(groups.to_pylist(), key=lambda row: (row["_file_no"], row["_by_file_no"] or 0))


def _row(
    batch: Batch,
    spec: ReportSpec,
    file: FileEntry | None,
    by: FileEntry,
    rows: int,
    added: int,
    days: tuple[date | None, date | None],
) -> dict:
    return {
        "batch_id": batch.id,
        "store": by.store,
        "source": spec.source,
        "report": spec.name,
        "restated_file_sha256": file.sha256 if file else None,
        "by_file_sha256": by.sha256,
        "rows": rows,
        "rows_added": added,
        "first_day": days[0],
        "last_day": days[1],
    }
