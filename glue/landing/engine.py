"""The landing protocol: discover, hash, sniff, parse, resolve, count back, publish by one rename.

A run that dies at any point leaves the previous state: readers follow the manifest, and the
manifest is written last.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from glue.landing import events, ledger
from glue.landing.arrivals import (
    Arrival,
    Arrivals,
    FileKey,
    Readings,
    arrivals,
    at_rest,
    deliveries,
    identity,
    incomplete_sets,
)
from glue.landing.catalog import load_specs
from glue.landing.containers import inspect
from glue.landing.crash import barrier as _barrier
from glue.landing.discover import Candidate, Unrecognized, discover
from glue.landing.errors import FileRejected, LandingError
from glue.landing.ledger import LANDED, QUARANTINED_FILE, FileOutcome, part_rejected
from glue.landing.masking import scrub
from glue.landing.plan import FilePlan
from glue.landing.sniff import sniff
from glue.landing.state import (
    MANIFEST,
    SYSTEM_TABLES,
    Manifest,
    ReportEntry,
    read_manifest,
    sweep,
)
from glue.landing.storage import Storage, storage_for
from glue.landing.tenants import NO_STORES, Stores, read_stores, rivals

_PARALLEL_REPORTS = 3


@dataclass
class LandingResult:
    """What a run did. batch_id is '' when nothing was new.

    files: one outcome per recognized raw file and report that reads it, in path order.
    rejected_rows: quarantined rows of this run by reason. unrecognized: raw files of no report.
    waiting: files that are still being written, or whose set is not complete. changed: reports
    whose table changed.
    """

    batch_id: str = ""
    files: list[FileOutcome] = field(default_factory=list)
    rejected_rows: Counter = field(default_factory=Counter)
    unrecognized: list[Unrecognized] = field(default_factory=list)
    waiting: list[Unrecognized] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def has_rejections(self) -> bool:
        """True when any raw file, or a row of one, is not landed: in this run or an earlier one."""
        return bool(self.unrecognized or self.waiting) or any(
            file.ledger_status == QUARANTINED_FILE or file.rows_quarantined for file in self.files
        )

    @property
    def messages(self) -> list[str]:
        """One sentence or two for each rejected file."""
        rejected = [f.message for f in self.files if f.ledger_status == QUARANTINED_FILE]
        return rejected + [item.message for item in (*self.unrecognized, *self.waiting)]


def plan_file(
    candidate: Candidate, outcome: FileOutcome, number: int, stores: Stores = NO_STORES
) -> FilePlan:
    """How to read one new file. Raises FileRejected."""
    content = inspect(candidate.raw.uri, candidate.raw.member)
    found = sniff(candidate.spec, content, load_specs().values())
    if candidate.spec.new_columns == "refuse" and found.get("ignored"):
        raise FileRejected(
            "NEW_COLUMN",
            f'column "{scrub(found["ignored"][0])}" is new, and this report takes no new columns',
            "Add it to the spec, or let the spec record new columns.",
        )
    return FilePlan(
        uri=candidate.raw.uri,
        path=candidate.raw.relative,
        source_file=outcome.source_file,
        store=candidate.store,
        sha256=outcome.file_sha256,
        number=number,
        parts=candidate.parts,
        tenant=stores.of(candidate.store, candidate.spec),
        size=candidate.raw.size,
        also=candidate.also,
        **found,
    )


def land(
    raw: str | Path,
    state: str | Path,
    *,
    pii_key: bytes,
    progress: Callable[[str], None] = lambda text: None,
    replay: bool = False,
    settle_seconds: float = 0.0,
    as_arrived: bool = False,
) -> LandingResult:
    """Land every new file below `raw` into the landing state `state`.

    raw, state: two folders, or two places in S3 (s3://bucket/prefix).
    pii_key: key of the pseudonyms (see glue.landing.pii.load_key). progress: gets short sentences.
    replay: read again every file of which something did not land; without it only those whose
    spec has changed since. settle_seconds: how long a file must not have been written to.
    as_arrived: land an empty state anew as it once grew: each delivery is a batch of its own, in
    the order in which the files were last written, and `loaded_at` is that moment.
    A run with nothing new writes nothing and starts no Spark. Raises LandingError when the raw
    folder is missing or empty, the state is locked, the key is another one, or a count differs.
    """
    storage = storage_for(raw, state)
    try:
        return _land(storage, pii_key, progress, replay, settle_seconds, as_arrived)
    finally:
        storage.close()


def _land(
    storage: Storage,
    pii_key: bytes,
    progress: Callable[[str], None],
    replay: bool,
    settle_seconds: float,
    as_arrived: bool,
) -> LandingResult:
    found, unrecognized = discover(storage, load_specs())
    progress(f"Found {len(found) + len(unrecognized)} files; comparing them with the ledger.")
    still, writing = at_rest(storage, found, settle_seconds)
    whole, incomplete = incomplete_sets(still)
    files = [(candidate, identity(candidate)) for candidate in whole]
    result = LandingResult("", [], Counter(), unrecognized, writing + incomplete)
    if not as_arrived:
        _land_files(storage, files, None, pii_key, progress, replay, result)
        return result
    with _one_session(files):
        for moment, delivery in deliveries(files):
            loaded_at = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None, microsecond=0)
            progress(f"Landing what came until {loaded_at}.")
            _land_files(storage, delivery, loaded_at, pii_key, progress, replay, result)
    result.files.sort(key=lambda outcome: outcome.source_file.split("/"))
    return result


def _land_files(
    storage: Storage,
    files: Sequence[tuple[Candidate, str]],
    loaded_at: datetime | None,
    pii_key: bytes,
    progress: Callable[[str], None],
    replay: bool,
    result: LandingResult,
) -> None:
    """Land the new ones of these files as one batch, and add what it did to `result`.

    loaded_at: the moment that the batch counts as landed at, None for now.
    """

    readings = Readings(load_specs())

    def fresh() -> tuple[Manifest, Arrivals]:
        manifest = read_manifest(storage)
        known = ledger.known_files(storage, manifest)
        return manifest, arrivals(readings.of(files, known), known, replay)

    manifest, found = fresh()
    if found.new or _outdated(manifest):
        with storage.lock():
            manifest, found = fresh()
            if found.new or _outdated(manifest):
                dead = events.abandoned(storage, manifest)
                sweep(storage, manifest)
                result.files += found.outcomes
                moment = _moment(storage, manifest, loaded_at)
                _land_new(storage, manifest, found, moment, pii_key, progress, result, dead)
                return
    progress("Nothing new to land.")
    result.files += found.outcomes


def _moment(storage: Storage, manifest: Manifest, given: datetime | None) -> datetime:
    """When a batch counts as landed. Raises LandingError when a later one has landed already."""
    if given is None:
        return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    landed = ledger.known_files(storage, manifest).values()
    newest = max((row["loaded_at"] for row in landed), default=given)
    if given < newest:
        raise LandingError(
            f"Files of {given} cannot land as they arrived: the state has a batch of {newest}. "
            "Empty the state first."
        )
    return given


@contextmanager
def _one_session(files: Sequence[tuple[Candidate, str]]) -> Iterator[None]:
    """Hold a Spark session, so that the batches inside do not start one each."""
    from glue.landing.session import get_session

    scratch = Path(tempfile.mkdtemp(prefix="landing-"))
    spark, own = get_session(scratch, sum(candidate.raw.size for candidate, _ in files))
    try:
        yield
    finally:
        if own:
            spark.stop()
        shutil.rmtree(scratch, ignore_errors=True)


def _land_new(
    storage: Storage,
    manifest: Manifest,
    found: Arrivals,
    loaded_at: datetime,
    key: bytes,
    progress: Callable[[str], None],
    result: LandingResult,
    dead: Sequence[dict],
) -> None:
    check, new = manifest.check_key(key), found.new
    seq = manifest.batch_seq + 1
    # Named by the run that lands it, so that what a restore lands is newer than what was there.
    batch_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{seq:06d}"
    stores = read_stores(storage)
    claimed = events.claim(storage, batch_id, [arrival.outcome for arrival in new])
    _barrier("after_claim")
    foreign = rivals(stores, new, ledger.known_files(storage, manifest))
    plans, numbered = _plans(new, manifest.next_file, stores, foreign)
    tables: dict[str, list[str]] = {"quarantine": []}
    restatements: list[dict] = []
    superseded: list[FileOutcome] = []
    plans |= {report: [] for report in _outdated(manifest) if report not in plans}
    if plans:
        size = sum(arrival.candidate.raw.size for arrival in new)
        batch = (seq, batch_id, loaded_at, key)
        runs = _run_reports(storage, manifest, plans, batch, size, progress)
        for report, run in runs.items():
            manifest.reports[report] = run.entry
            tables["quarantine"] += run.quarantine
            restatements += run.restatements
            if run.changed:
                result.changed.append(report)
            for number, outcome in run.outcomes.items():
                vars(numbered[number]).update(vars(outcome))
            superseded += run.superseded
    for arrival in new:
        if not storage.is_unchanged(arrival.candidate.raw):
            raise LandingError(
                f"{arrival.outcome.source_file}: changed while it was read; nothing of this run "
                "was published. Run again when it is complete."
            )
    outcomes = [arrival.outcome for arrival in new]
    _finish(outcomes)
    _barrier("before_ledger")
    _write_tables(storage, batch_id, loaded_at, new, restatements, tables)
    again = events.first_seen(storage, manifest, found.outcomes)
    concluded = events.conclude(storage, batch_id, [*outcomes, *again], superseded, dead)
    tables[events.TABLE] = [claimed, concluded]
    for name, paths in tables.items():
        manifest.tables[name] = manifest.tables[name] + paths
    manifest.batch_seq, manifest.batch_id, manifest.key_check = seq, batch_id, check
    manifest.next_file += len(new)
    _barrier("before_manifest")
    storage.write_json(MANIFEST, manifest.to_json())
    _barrier("after_manifest")
    result.batch_id = batch_id
    _count_rejections(storage, result, tables["quarantine"])


def _outdated(manifest: Manifest) -> list[str]:
    """The reports whose spec has other columns, or asks for other tables, than when they landed."""
    specs = load_specs()
    return [
        report
        for report, entry in sorted(manifest.reports.items())
        if report in specs
        and entry.current
        and (
            entry.columns != specs[report].table_columns
            or bool(entry.versions) != specs[report].load.versions
        )
    ]


def _plans(
    new: Sequence[Arrival], first: int, stores: Stores, foreign: Mapping[FileKey, FileRejected]
) -> tuple[dict[str, list[FilePlan]], dict[int, FileOutcome]]:
    """How to read the new files, by report, and the outcomes by file number.

    The outcomes of files that cannot be planned say why.
    """
    planned: list[tuple[Arrival, FilePlan]] = []
    failed: set[str] = set()
    for number, arrival in enumerate(new, start=first):
        try:
            if arrival.outcome.key in foreign:
                raise foreign[arrival.outcome.key]
            plan = plan_file(arrival.candidate, arrival.outcome, number, stores)
            planned.append((arrival, plan))
        except FileRejected as error:
            arrival.outcome.reject(error)
            failed.add(arrival.candidate.raw.relative)
    plans: dict[str, list[FilePlan]] = {}
    numbered: dict[int, FileOutcome] = {}
    for arrival, plan in planned:
        refused = sorted(failed & set(plan.parts))
        if refused:
            arrival.outcome.reject(part_rejected(refused[0]))
        else:
            numbered[plan.number] = arrival.outcome
            plans.setdefault(arrival.candidate.spec.report, []).append(plan)
    return plans, numbered


def _run_reports(
    storage: Storage,
    manifest: Manifest,
    plans: dict[str, list[FilePlan]],
    batch: tuple[int, str, datetime, bytes],
    input_bytes: int,
    progress: Callable[[str], None],
) -> dict:
    # Spark is imported here so that a run with nothing new does not pay for it.
    from glue.landing.reporting import Batch, run_report
    from glue.landing.session import get_session

    progress("Starting Spark.")
    scratch = Path(tempfile.mkdtemp(prefix="landing-"))
    spark, own = get_session(scratch, input_bytes)
    seq, batch_id, loaded_at, key = batch
    shared = Batch(spark, storage, seq, batch_id, loaded_at, key, manifest.tombstones)
    specs = load_specs()

    speaking = threading.Lock()

    def say(text: str) -> None:
        with speaking:
            progress(text)

    def one(report: str):
        files = plans[report]
        noun = "file" if len(files) == 1 else "files"
        say(f"{report}: reading {len(files)} new {noun}." if files else f"{report}: new columns.")
        run = run_report(shared, specs[report], manifest.reports.get(report, ReportEntry()), files)
        say(f"{report}: {run.entry.rows:,} rows are current.")
        _barrier("after_report")
        return run

    try:
        with ThreadPoolExecutor(_PARALLEL_REPORTS) as pool:
            order = sorted(plans)
            return dict(zip(order, pool.map(one, order), strict=True))
    finally:
        if own:
            spark.stop()
        shutil.rmtree(scratch, ignore_errors=True)
        storage.remove("scratch")


def _finish(outcomes: Sequence[FileOutcome]) -> None:
    """Complete the sentences, and check that every record of every file is accounted for."""
    landed = sum(outcome.status == LANDED for outcome in outcomes)
    for outcome in outcomes:
        outcome.ledger_status = outcome.status
        if outcome.status == QUARANTINED_FILE:
            others = f"{landed} other file was" if landed == 1 else f"{landed} other files were"
            outcome.message = (
                f"{outcome.source_file}: {outcome.message}. Nothing of this file was landed; "
                f"{others}. {outcome.help}"
            ).strip()
        elif outcome.rows_quarantined:
            noun = "row was" if outcome.rows_quarantined == 1 else "rows were"
            outcome.message = (
                f"{outcome.rows_quarantined} of {outcome.rows_read} {noun} put into quarantine."
            )
        outcome.check()


def _write_tables(
    storage: Storage,
    batch_id: str,
    loaded_at: datetime,
    new: Sequence[Arrival],
    restatements: Sequence[dict],
    tables: dict[str, list[str]],
) -> None:
    outcomes = [arrival.outcome for arrival in new]
    rows = [arrival.outcome.ledger_row(batch_id, loaded_at, arrival.replay_of) for arrival in new]
    whole = [
        {
            "store": outcome.store,
            "source": outcome.source,
            "report": outcome.report,
            "source_file": outcome.source_file,
            "source_line": None,
            "reason": outcome.reason,
            "raw_record": None,
            "batch_id": batch_id,
        }
        for outcome in outcomes
        if outcome.status == QUARANTINED_FILE
    ]
    for name, body in (("row_ledger", rows), ("quarantine", whole), ("restatements", restatements)):
        if body:
            path = f"{name}/{batch_id}/{'files' if name == 'quarantine' else name}.parquet"
            storage.write_rows(path, pa.Table.from_pylist(body, schema=SYSTEM_TABLES[name]))
            tables.setdefault(name, []).append(path)


def _count_rejections(storage: Storage, result: LandingResult, paths: Sequence[str]) -> None:
    if paths:
        table = storage.dataset(paths).to_table(columns=["reason"])
        result.rejected_rows += Counter(table["reason"].to_pylist())
