"""One report of one batch: parse its new files, resolve its history, count everything back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions as F

from glue.landing import resolve as modes
from glue.landing.current import Resolved, write_current
from glue.landing.errors import LandingError, SpecError
from glue.landing.history import (
    Batch,
    Facts,
    parse_files,
    partitions,
    read_facts,
    small_frame,
)
from glue.landing.ledger import QUARANTINED_FILE, FileOutcome, part_rejected
from glue.landing.masking import scrub
from glue.landing.plan import FilePlan
from glue.landing.restated import days_of, landed_rows, restated
from glue.landing.spec import ReportSpec
from glue.landing.state import QUARANTINE, FileEntry, ReportEntry
from glue.landing.worker import make_raw_reader

_NAMES = pa.schema([("_file_no", pa.int32()), ("store", pa.string()), ("source_file", pa.string())])


@dataclass
class ReportRun:
    """The result for one report: its entry for the manifest and the rows for the ledger."""

    entry: ReportEntry
    outcomes: dict[int, FileOutcome] = field(default_factory=dict)
    quarantine: list[str] = field(default_factory=list)
    restatements: list[dict] = field(default_factory=list)
    superseded: list[FileOutcome] = field(default_factory=list)
    changed: bool = False


def run_report(
    batch: Batch, spec: ReportSpec, previous: ReportEntry, plans: Sequence[FilePlan]
) -> ReportRun:
    """Land the new files of one report and build its current table anew.

    Nothing is published here: the entry takes effect when the caller writes the manifest. Without
    new files the table is written anew for a spec that has gained or lost columns since.
    Raises LandingError when a count read back differs or a column has changed its type.
    """
    _check_types(spec, previous)
    if not plans:
        run = ReportRun(replace(previous), changed=True)
        write_current(batch, spec, run.entry)
        return run
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
                rows=facts.good[plan.number].num_rows,
                accepted=outcome.status != QUARANTINED_FILE,
                last_day=_iso(days_of(facts.good[plan.number])[1]),
            )
        )
    if previous.current or any(f.accepted for f in run.entry.files):
        resolved = write_current(batch, spec, run.entry)
        _complete(batch, run, resolved, facts, reasons)
        _restate(batch, spec, previous, run, resolved, facts)
    wanted = {number: why for number, why in reasons.items() if why}
    if wanted:
        run.quarantine = _write_raw_texts(batch, spec, plans, run.entry.files, wanted)
    return run


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _check_types(spec: ReportSpec, previous: ReportEntry) -> None:
    """Raise SpecError when a column is not what it was when rows landed: they cannot be read."""
    today = dict(spec.table_columns)
    for name, kind in previous.columns:
        if today.get(name, kind) != kind:
            raise SpecError(
                f"{spec.report}.yml: column {name!r} was {kind} when files landed and is "
                f"{today[name]} now; give it another name or land into a new folder."
            )


def _complete(
    batch: Batch,
    run: ReportRun,
    resolved: Resolved,
    facts: Facts,
    reasons: dict[int, dict[int, str]],
) -> None:
    """Put the counts of rows into the outcomes of the new files."""
    for number, outcome in run.outcomes.items():
        lost = resolved.lost.filter(pc.equal(resolved.lost["_file_no"], number))
        kinds = Counter(lost["_outcome"].to_pylist())
        if outcome.status == QUARANTINED_FILE:
            continue
        outcome.rows_landed += resolved.rows[number]
        outcome.rows_duplicate += kinds[modes.DUPLICATE]
        outcome.rows_superseded += kinds[modes.SUPERSEDED]
        outcome.rows_quarantined += kinds[modes.CONFLICT]
        conflicts = lost.filter(pc.equal(lost["_outcome"], modes.CONFLICT))["_source_line"]
        reasons[number] |= dict.fromkeys(conflicts.to_pylist(), "KEY_CONFLICT")


def _restate(
    batch: Batch,
    spec: ReportSpec,
    previous: ReportEntry,
    run: ReportRun,
    resolved: Resolved,
    facts: Facts,
) -> None:
    """Say which days the new files tell of, and what of earlier ones they change."""
    landed = {
        number: landed_rows(facts, number, resolved.lost)
        for number, outcome in run.outcomes.items()
        if outcome.status != QUARANTINED_FILE
    }
    for number, rows in landed.items():
        run.outcomes[number].days = days_of(rows)
    found = restated(batch, spec, previous, run.entry, resolved, landed)
    run.restatements, run.superseded = found.rows, found.superseded
    run.changed = bool(found.rows) or any(o.rows_landed for o in run.outcomes.values())


def _retired(previous: ReportEntry, plans: Sequence[FilePlan]) -> list[FileEntry]:
    """The earlier files; one whose bytes are read again does not count any more."""
    again = {(plan.store, plan.sha256) for plan in plans}
    return [
        replace(file, accepted=False) if (file.store, file.sha256) in again else file
        for file in previous.files
    ]


def _refuse_parts(
    run: ReportRun, plans: Sequence[FilePlan], reasons: dict[int, dict[int, str]], facts: Facts
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
                facts.good[plan.number]["_source_line"].to_pylist(), outcome.reason
            )


def _file_outcome(
    spec: ReportSpec, plan: FilePlan, facts: Facts
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
    outcome.rows_read = len(bad) + good.num_rows
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
        lines = good["_source_line"].to_pylist()
        return outcome, bad | dict.fromkeys(lines, "THRESHOLD")
    changed = facts.changed[plan.number]
    if changed is not None:
        outcome.reject(changed)
        outcome.rows_quarantined = outcome.rows_read
        lines = good["_source_line"].to_pylist()
        return outcome, bad | dict.fromkeys(lines, changed.reason)
    if outcome.rows_read == 0:
        outcome.warnings.append("Only a header: 0 rows.")
    if plan.absent:
        names = ", ".join(f'"{name}"' for name in plan.absent)
        outcome.warnings.append(f"Empty here, since the file has no such column: {names}.")
    outcome.warnings += map(scrub, plan.notes)
    outcome.ignored = tuple(map(scrub, plan.ignored))
    return outcome, bad


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
    rows = batch.spark.range(0, len(touched), 1, partitions(touched)).mapInArrow(read, schema)
    named = [
        {"_file_no": f.number, "store": f.store, "source_file": f.source_file}
        for f in files
        if f.number in wanted
    ]
    names = small_frame(batch, f"{spec.report}_named", named, _NAMES)
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
