"""One report of one batch: parse its new files, resolve its history, count everything back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from glue.landing import resolve as modes
from glue.landing.cast import type_rows
from glue.landing.errors import FileRejected, LandingError
from glue.landing.ledger import QUARANTINED_FILE, FileOutcome, part_rejected
from glue.landing.masking import scrub
from glue.landing.plan import FilePlan
from glue.landing.resolve import resolve
from glue.landing.spec import SPARK_TYPES, SYSTEM_COLUMNS, ReportSpec
from glue.landing.state import QUARANTINE, FileEntry, ReportEntry
from glue.landing.storage import Storage
from glue.landing.tenants import foreign
from glue.landing.worker import make_parser, make_raw_reader, worker_schema

_FILES_SCHEMA = (
    "_file_no int, _store string, _source_file string, _file_sha256 string, _layout string, "
    "_batch_id string, _batch_seq int, _loaded_at timestamp_ntz, _as_of timestamp_ntz"
)

_OUTCOMES_SCHEMA = "_file_no int, _source_line int, _outcome string, _by_file_no int"
_FILES_ARROW = pa.schema(
    [
        ("_file_no", pa.int32()),
        ("_store", pa.string()),
        ("_source_file", pa.string()),
        ("_file_sha256", pa.string()),
        ("_layout", pa.string()),
        ("_batch_id", pa.string()),
        ("_batch_seq", pa.int32()),
        ("_loaded_at", pa.timestamp("us")),
        ("_as_of", pa.timestamp("us")),
    ]
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
class ReportRun:
    """The result for one report: its entry for the manifest and the rows for the ledger."""

    entry: ReportEntry
    outcomes: dict[int, FileOutcome] = field(default_factory=dict)
    quarantine: list[str] = field(default_factory=list)
    restatements: list[dict] = field(default_factory=list)
    superseded: list[FileOutcome] = field(default_factory=list)
    changed: bool = False


@dataclass
class _Facts:
    """What the written history says about the new files.

    bad: reason by line. good: lines, as Arrow keeps them: four bytes each.
    """

    records: dict[int, int]
    rejected: dict[int, str]
    bad: dict[int, dict[int, str]]
    good: dict[int, pa.ChunkedArray]
    nulled: dict[int, Counter]
    as_of: dict[int, datetime | None]
    foreign: dict[int, FileRejected | None]


def _partitions(plans: Sequence[FilePlan]) -> int:
    """One task per file, fewer for long lists of small daily files."""
    return len(plans) if len(plans) <= 8 else max(8, len(plans) // 16)


def parse_files(batch: Batch, spec: ReportSpec, plans: Sequence[FilePlan]) -> str:
    """Write the typed rows of the new files, good and bad, and return their folder."""
    folder = f"history/{spec.report}/{batch.id}"
    positions = batch.spark.range(0, len(plans), 1, _partitions(plans))
    parsed = positions.mapInArrow(
        make_parser(spec, plans, batch.key, batch.tombstones), worker_schema(spec)
    )
    batch.storage.write_frame(type_rows(parsed, spec), folder)
    return folder


def read_facts(batch: Batch, spec: ReportSpec, folder: str, plans: Sequence[FilePlan]) -> _Facts:
    """Count the written history back, per file. Raises LandingError when records are missing."""
    columns = ["_file_no", "_kind", "_source_line", "_reason", "_nulled", "_records"]
    table = batch.storage.dataset([folder]).to_table(
        columns=[*columns, *{*spec.load.as_of, *spec.tenant.values()}]
    )
    is_row = pc.equal(table["_kind"], "row")
    ends = table.filter(pc.invert(is_row)).to_pylist()
    rows = table.filter(is_row)
    facts = _Facts({}, {}, {}, {}, {}, {}, {})
    for end in ends:
        facts.records[end["_file_no"]] = end["_records"]
        if end["_reason"]:
            facts.rejected[end["_file_no"]] = end["_reason"]
    for plan in plans:
        mine = rows.filter(pc.equal(rows["_file_no"], plan.number))
        if facts.records.get(plan.number) != mine.num_rows:
            raise LandingError(
                f"{plan.source_file}: {facts.records.get(plan.number)} records were read but "
                f"{mine.num_rows} written; nothing of this run was published."
            )
        bad = mine.filter(pc.is_valid(mine["_reason"]))
        good = mine.filter(pc.is_null(mine["_reason"]))
        lines, reasons = bad["_source_line"].to_pylist(), bad["_reason"].to_pylist()
        facts.bad[plan.number] = dict(zip(lines, reasons, strict=True))
        facts.good[plan.number] = good["_source_line"]
        cells = pc.list_flatten(good["_nulled"].combine_chunks()) if good.num_rows else []
        facts.nulled[plan.number] = Counter(cell.as_py() for cell in cells)
        named = {kind: mine[name].unique().to_pylist() for kind, name in spec.tenant.items()}
        facts.foreign[plan.number] = foreign(plan.store, plan.tenant, named)
        latest = [pc.max(good[name]).as_py() for name in spec.load.as_of]
        facts.as_of[plan.number] = max((_moment(v) for v in latest if v is not None), default=None)
    return facts


def _moment(value) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)


def _files_frame(batch: Batch, report: str, files: Sequence[FileEntry]) -> DataFrame:
    """The files of a report as a small table to join with, by way of a scratch Parquet file."""
    rows = [
        {
            "_file_no": f.number,
            "_store": f.store,
            "_source_file": f.source_file,
            "_file_sha256": f.sha256,
            "_layout": f.layout,
            "_batch_id": f.batch_id,
            "_batch_seq": f.batch_seq,
            "_loaded_at": datetime.fromisoformat(f.loaded_at),
            "_as_of": datetime.fromisoformat(f.as_of) if f.as_of else None,
        }
        for f in files
    ]
    path = f"scratch/{batch.id}/{report}.parquet"
    batch.storage.write_rows(path, pa.Table.from_pylist(rows, schema=_FILES_ARROW))
    return batch.storage.read_frame(batch.spark, _FILES_SCHEMA, [path])


def _history(batch: Batch, spec: ReportSpec, entry: ReportEntry) -> DataFrame:
    """All good rows of accepted files, with their file's columns."""
    data = ", ".join(f"`{c.name}` {SPARK_TYPES[c.type]}" for c in spec.columns)
    schema = (
        f"_file_no int, _kind string, _source_line int, _record_type string, {data}, "
        "_row_hash string, _reason string"
    )
    rows = batch.storage.read_frame(batch.spark, schema, entry.history)
    good = rows.where("_kind = 'row' and _reason is null").drop("_kind", "_reason")
    accepted = _files_frame(batch, spec.report, [f for f in entry.files if f.accepted])
    return good.join(F.broadcast(accepted), on="_file_no", how="inner")


def run_report(
    batch: Batch, spec: ReportSpec, previous: ReportEntry, plans: Sequence[FilePlan]
) -> ReportRun:
    """Land the new files of one report and build its current table anew.

    Nothing is published here: the entry takes effect when the caller writes the manifest.
    Raises LandingError when a count read back differs.
    """
    folder = parse_files(batch, spec, plans)
    facts = read_facts(batch, spec, folder, plans)
    run = ReportRun(ReportEntry(_retired(previous, plans), [*previous.history, folder]))
    reasons: dict[int, dict[int, str]] = {}
    for plan in plans:
        run.outcomes[plan.number], reasons[plan.number] = _file_outcome(spec, plan, facts)
    _refuse_parts(run, plans, reasons, facts)
    for plan in plans:
        outcome = run.outcomes[plan.number]
        as_of = facts.as_of[plan.number]
        run.entry.files.append(
            FileEntry(
                number=plan.number,
                store=plan.store,
                source_file=plan.source_file,
                sha256=plan.sha256,
                layout=plan.layout,
                batch_id=batch.id,
                batch_seq=batch.seq,
                loaded_at=batch.loaded_at.isoformat(sep=" "),
                as_of=as_of.isoformat(sep=" ") if as_of else None,
                rows=len(facts.good[plan.number]),
                accepted=outcome.status != QUARANTINED_FILE,
            )
        )
    if previous.current or any(f.accepted for f in run.entry.files):
        _publishable(batch, spec, previous, run, reasons)
    wanted = {number: why for number, why in reasons.items() if why}
    if wanted:
        run.quarantine = _write_raw_texts(batch, spec, plans, run.entry.files, wanted)
    return run


def _retired(previous: ReportEntry, plans: Sequence[FilePlan]) -> list[FileEntry]:
    """The earlier files; one whose bytes are read again does not count any more."""
    again = {(plan.store, plan.sha256) for plan in plans}
    return [
        replace(file, accepted=False) if (file.store, file.sha256) in again else file
        for file in previous.files
    ]


def _refuse_parts(
    run: ReportRun, plans: Sequence[FilePlan], reasons: dict[int, dict[int, str]], facts: _Facts
) -> None:
    """Quarantine the good files of a set of which another file is quarantined."""
    refused = {plan.path for plan in plans if run.outcomes[plan.number].status == QUARANTINED_FILE}
    for plan in plans:
        outcome = run.outcomes[plan.number]
        other = sorted(refused & set(plan.parts))
        if other and outcome.status != QUARANTINED_FILE:
            outcome.reject(part_rejected(other[0]))
            outcome.rows_quarantined = outcome.rows_read
            reasons[plan.number] |= dict.fromkeys(
                facts.good[plan.number].to_pylist(), outcome.reason
            )


def _file_outcome(
    spec: ReportSpec, plan: FilePlan, facts: _Facts
) -> tuple[FileOutcome, dict[int, str]]:
    """The outcome of a parsed file before versions are resolved, and its quarantined lines."""
    outcome = FileOutcome(
        plan.store, spec.source, spec.name, plan.source_file, plan.sha256, spec_sha256=spec.sha256
    )
    if plan.number in facts.rejected:
        outcome.status = QUARANTINED_FILE
        outcome.reason, outcome.message = facts.rejected[plan.number].split("|", 1)
        return outcome, {}
    other = facts.foreign[plan.number]
    if other is not None:
        outcome.reject(other)
        return outcome, {}
    bad, good = facts.bad[plan.number], facts.good[plan.number]
    outcome.rows_read = len(bad) + len(good)
    outcome.rows_quarantined = len(bad)
    outcome.nulled = facts.nulled[plan.number]
    if bad and len(bad) > spec.max_quarantine_ratio * outcome.rows_read:
        most, times = Counter(bad.values()).most_common(1)[0]
        outcome.status, outcome.reason = QUARANTINED_FILE, "THRESHOLD"
        outcome.message = (
            f"{len(bad)} of {outcome.rows_read} rows cannot be read, more than the "
            f"{spec.max_quarantine_ratio:.0%} allowed (most often {most}, {times} rows)"
        )
        outcome.rows_quarantined = outcome.rows_read
        return outcome, bad | dict.fromkeys(good.to_pylist(), "THRESHOLD")
    if outcome.rows_read == 0:
        outcome.warnings.append("Only a header: 0 rows.")
    if plan.absent:
        names = ", ".join(f'"{name}"' for name in plan.absent)
        outcome.warnings.append(f"Empty here, since the file has no such column: {names}.")
    outcome.warnings += map(scrub, plan.notes)
    outcome.ignored = tuple(map(scrub, plan.ignored))
    return outcome, bad


def _publishable(
    batch: Batch,
    spec: ReportSpec,
    previous: ReportEntry,
    run: ReportRun,
    reasons: dict[int, dict[int, str]],
) -> None:
    """Resolve the history, write the current table, and complete outcomes and restatements."""
    entry = run.entry
    history = _history(batch, spec, entry)
    outcomes = f"scratch/{batch.id}/{spec.report}_outcomes"
    batch.storage.write_frame(resolve(history, spec), outcomes)
    table = batch.storage.dataset([outcomes]).to_table()
    before = _rows_before(batch, previous)
    counted = _count_outcomes(table, before)

    # The losers are few: they are taken out, and all other rows are current.
    losers = batch.storage.read_frame(batch.spark, _OUTCOMES_SCHEMA, [outcomes])
    losers = losers.where(f"_outcome <> '{modes.CURRENT}'").select("_file_no", "_source_line")
    folder = f"current/{spec.report}/{batch.id}"
    names = [c.name for c in spec.columns] + [name for name, _, _ in SYSTEM_COLUMNS]
    current = history.join(losers, on=["_file_no", "_source_line"], how="left_anti")
    batch.storage.write_frame(current.select(*names), folder)
    entry.current = batch.storage.files(folder)

    conflicts = table.filter(pc.equal(table["_outcome"], modes.CONFLICT))
    new = {f.number for f in entry.files if f.batch_seq == batch.seq}
    for row in conflicts.select(["_file_no", "_source_line"]).to_pylist():
        if row["_file_no"] in new:
            reasons[row["_file_no"]][row["_source_line"]] = "KEY_CONFLICT"
    by_file = _check_counts(batch, entry, counted)
    entry.rows = sum(by_file.values())
    _complete(batch, spec, run, counted, _replayed(entry, before))
    run.superseded = _superseded(spec, entry, before, by_file)
    run.changed = bool(run.restatements) or any(
        outcome.rows_landed for outcome in run.outcomes.values()
    )


def _rows_before(batch: Batch, previous: ReportEntry) -> pa.Table | None:
    """File number and line of the rows in the table that this batch replaces."""
    if not previous.current:
        return None
    columns = ["_store", "_file_sha256", "_source_line"]
    before = batch.storage.dataset(previous.current).to_table(columns=columns)
    files = [f for f in previous.files if f.accepted]
    names = pa.table(
        {
            "_store": [f.store for f in files],
            "_file_sha256": [f.sha256 for f in files],
            "_file_no": pa.array([f.number for f in files], pa.int32()),
        }
    )
    joined = before.join(names, ["_store", "_file_sha256"], join_type="inner")
    return joined.select(["_file_no", "_source_line"])


def _counts_before(before: pa.Table | None) -> Counter:
    """Rows by file number in the table that this batch replaces."""
    if before is None:
        return Counter()
    counted = before.group_by("_file_no").aggregate([("_file_no", "count")])
    return Counter({row["_file_no"]: row["_file_no_count"] for row in counted.to_pylist()})


def _replayed(entry: ReportEntry, before: pa.Table | None) -> Counter:
    """Rows by (former number, new number) of files that are read again and no longer count."""
    counts = _counts_before(before)
    newest = {(f.store, f.sha256): f.number for f in entry.files}
    return Counter(
        {
            (f.number, newest[f.store, f.sha256]): counts[f.number]
            for f in entry.files
            if not f.accepted and counts[f.number]
        }
    )


def _superseded(
    spec: ReportSpec, entry: ReportEntry, before: pa.Table | None, current: Counter
) -> list[FileOutcome]:
    """Earlier files of which this batch took the last row out of the table."""
    counts = _counts_before(before)
    return [
        FileOutcome(f.store, spec.source, spec.name, f.source_file, f.sha256)
        for f in entry.files
        if f.accepted and counts[f.number] and not current[f.number]
    ]


def _count_outcomes(table: pa.Table, before: pa.Table | None) -> list[dict]:
    """Rows per file, outcome and replacing file; _was_current: how many of them stood before."""
    was = pa.nulls(table.num_rows, pa.bool_())
    if before is not None:
        marked = before.append_column("_was", pa.repeat(pa.scalar(True), before.num_rows))
        table = table.join(marked, ["_file_no", "_source_line"], join_type="left outer")
        was = table["_was"]
    counted = table.select(["_file_no", "_outcome", "_by_file_no"])
    counted = counted.append_column("was", pc.cast(pc.fill_null(was, False), pa.int64()))
    groups = counted.group_by(["_file_no", "_outcome", "_by_file_no"])
    return groups.aggregate([("_outcome", "count"), ("was", "sum")]).to_pylist()


def _check_counts(batch: Batch, entry: ReportEntry, counted: list[dict]) -> Counter:
    """Current rows per file as written, after checking them against what was computed."""
    total, current = Counter(), Counter()
    for row in counted:
        total[row["_file_no"]] += row["_outcome_count"]
        if row["_outcome"] == modes.CURRENT:
            current[row["_file_no"]] += row["_outcome_count"]
    written: Counter = Counter()
    if entry.current:
        table = batch.storage.dataset(entry.current).to_table(columns=["_store", "_file_sha256"])
        table = table.append_column("n", pa.array([1] * table.num_rows, pa.int64()))
        for row in table.group_by(["_store", "_file_sha256"]).aggregate([("n", "sum")]).to_pylist():
            written[row["_store"], row["_file_sha256"]] = row["n_sum"]
    for file in entry.files:
        expected = file.rows if file.accepted else 0
        back = written[file.store, file.sha256]
        if total[file.number] != expected or (file.accepted and back != current[file.number]):
            raise LandingError(
                f"{file.source_file}: {current[file.number]} current rows were computed but {back} "
                "were read back; nothing of this run was published."
            )
    return current


def _complete(
    batch: Batch, spec: ReportSpec, run: ReportRun, counted: list[dict], replayed: Counter
) -> None:
    """Put the counts into the outcomes of new files, and what they replaced into restatements."""
    by_number = {f.number: f for f in run.entry.files}
    restated: Counter = Counter(replayed)
    for row in counted:
        number, kind, rows = row["_file_no"], row["_outcome"], row["_outcome_count"]
        outcome = run.outcomes.get(number)
        if outcome is None:
            if row["was_sum"] and kind != modes.CURRENT:
                restated[number, row["_by_file_no"]] += row["was_sum"]
        elif kind == modes.CURRENT:
            outcome.rows_landed += rows
        elif kind == modes.DUPLICATE:
            outcome.rows_duplicate += rows
        elif kind == modes.SUPERSEDED:
            outcome.rows_superseded += rows
        else:
            outcome.rows_quarantined += rows
    for (number, by), rows in sorted(restated.items()):
        run.restatements.append(
            {
                "batch_id": batch.id,
                "store": by_number[number].store,
                "source": spec.source,
                "report": spec.name,
                "restated_file_sha256": by_number[number].sha256,
                "by_file_sha256": by_number[by].sha256,
                "rows": rows,
            }
        )


def _write_raw_texts(
    batch: Batch,
    spec: ReportSpec,
    plans: Sequence[FilePlan],
    files: Sequence[FileEntry],
    wanted: dict[int, dict[int, str]],
) -> list[str]:
    """Write the quarantined records with their masked raw text; return the Parquet files."""
    touched = [plan for plan in plans if plan.number in wanted]
    read = make_raw_reader(spec, touched, [wanted[plan.number] for plan in touched])
    schema = "_file_no int, source_line int, reason string, raw_record string"
    rows = batch.spark.range(0, len(touched), 1, _partitions(touched)).mapInArrow(read, schema)
    names = _files_frame(batch, spec.report, [f for f in files if f.number in wanted]).select(
        "_file_no", F.col("_store").alias("store"), F.col("_source_file").alias("source_file")
    )
    known = {
        "source": F.lit(spec.source),
        "report": F.lit(spec.name),
        "batch_id": F.lit(batch.id),
    }
    joined = rows.join(F.broadcast(names), on="_file_no", how="inner").withColumns(known)
    folder = f"quarantine/{batch.id}/{spec.report}"
    batch.storage.write_frame(joined.select(*QUARANTINE.names), folder)
    paths = batch.storage.files(folder)
    written = batch.storage.dataset(paths).count_rows()
    if written != sum(len(lines) for lines in wanted.values()):
        raise LandingError(
            f"{spec.report}: the quarantined rows read back differ from the rows found; "
            "nothing of this run was published."
        )
    return paths
