"""The landing protocol: discover, hash, sniff, parse, resolve, count back, publish by one rename.

A run that dies at any point leaves the previous state: readers follow the manifest, and the
manifest is written last.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from glue.landing import ledger
from glue.landing.catalog import load_specs
from glue.landing.containers import content_sha256, inspect
from glue.landing.discover import Candidate, Unrecognized, discover
from glue.landing.errors import FileRejected, LandingError
from glue.landing.ledger import DUPLICATE, LANDED, QUARANTINED_FILE, FileOutcome
from glue.landing.pii import keyed_hash
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
from glue.landing.storage import LocalStorage

_PARALLEL_REPORTS = 3


@dataclass
class LandingResult:
    """What a run did. batch_id is '' when nothing was new.

    files: one outcome per recognized raw file, in path order. rejected_rows: quarantined rows of
    this run by reason. unrecognized: raw files of no report. changed: reports whose table changed.
    """

    batch_id: str = ""
    files: list[FileOutcome] = field(default_factory=list)
    rejected_rows: Counter = field(default_factory=Counter)
    unrecognized: list[Unrecognized] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def has_rejections(self) -> bool:
        """True when any raw file, or a row of one, is not landed: in this run or an earlier one."""
        return bool(self.unrecognized) or any(
            file.ledger_status == QUARANTINED_FILE or file.rows_quarantined for file in self.files
        )

    @property
    def messages(self) -> list[str]:
        """One sentence or two for each rejected file."""
        rejected = [f.message for f in self.files if f.ledger_status == QUARANTINED_FILE]
        return rejected + [item.message for item in self.unrecognized]


def _barrier(name: str) -> None:
    """Die here when a crash test asks for it by COMMERCE_LANDING_KILL_AT."""
    if os.environ.get("COMMERCE_LANDING_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def _outcome_of(candidate: Candidate, sha256: str) -> FileOutcome:
    spec = candidate.spec
    return FileOutcome(candidate.store, spec.source, spec.name, candidate.raw.relative, sha256)


def _identity(candidate: Candidate) -> str:
    """SHA-256 of a file's bytes; of a member that cannot be unpacked, of its archive and name."""
    raw = candidate.raw
    try:
        return content_sha256(raw.uri, raw.member)
    except FileRejected:
        named = f"{content_sha256(raw.uri)} {raw.member}"
        return hashlib.sha256(named.encode()).hexdigest()


def _split_known(
    candidates: Sequence[tuple[Candidate, str]], known: dict
) -> tuple[list[FileOutcome], list[tuple[Candidate, FileOutcome]]]:
    """Outcomes of all files in path order, and the new ones among them with their candidate."""
    outcomes, new = [], {}
    for candidate, sha256 in candidates:
        outcome = _outcome_of(candidate, sha256)
        row = known.get(outcome.key)
        if row is not None:
            outcome.status = DUPLICATE
            outcome.ledger_status = row["status"]
            outcome.message = row["message"] or ""
            for name in ("read", "landed", "quarantined", "duplicate", "superseded"):
                setattr(outcome, f"rows_{name}", row[f"rows_{name}"])
        elif outcome.key in new:
            outcome.status = DUPLICATE
            first = new[outcome.key][1].source_file
            outcome.message = f"{outcome.source_file}: same bytes as {first}."
        else:
            new[outcome.key] = (candidate, outcome)
        outcomes.append(outcome)
    return outcomes, list(new.values())


def _plan(candidate: Candidate, outcome: FileOutcome, number: int) -> FilePlan:
    """How to read one new file. Raises FileRejected."""
    content = inspect(candidate.raw.uri, candidate.raw.member)
    found = sniff(candidate.spec, content, load_specs().values())
    return FilePlan(
        uri=candidate.raw.uri,
        source_file=candidate.raw.relative,
        store=candidate.store,
        sha256=outcome.file_sha256,
        number=number,
        **found,
    )


def land(
    raw: Path, state: Path, *, pii_key: bytes, progress: Callable[[str], None] = lambda text: None
) -> LandingResult:
    """Land every new file below `raw` into the state folder `state`.

    pii_key: key of the pseudonyms (see glue.landing.pii.load_key). progress: gets short sentences.
    A run with nothing new writes nothing and starts no Spark. Raises LandingError when the raw
    folder is missing or empty, the state is locked, the key is another one, or a count differs.
    """
    storage = LocalStorage(Path(raw), Path(state))
    found, unrecognized = discover(storage, load_specs())
    progress(f"Found {len(found) + len(unrecognized)} files; comparing them with the ledger.")
    candidates = [(candidate, _identity(candidate)) for candidate in found]
    known = ledger.known_files(storage, read_manifest(storage))
    outcomes, new = _split_known(candidates, known)
    if not new:
        progress("Nothing new to land.")
        return LandingResult(files=outcomes, unrecognized=unrecognized)
    with storage.lock():
        manifest = read_manifest(storage)
        outcomes, new = _split_known(candidates, ledger.known_files(storage, manifest))
        if not new:
            return LandingResult(files=outcomes, unrecognized=unrecognized)
        sweep(storage, manifest)
        result = LandingResult(files=outcomes, unrecognized=unrecognized)
        _land_new(storage, manifest, new, pii_key, progress, result)
        return result


def _land_new(
    storage: LocalStorage,
    manifest: Manifest,
    new: list[tuple[Candidate, FileOutcome]],
    key: bytes,
    progress: Callable[[str], None],
    result: LandingResult,
) -> None:
    check = keyed_hash(key, "landing")
    if manifest.key_check not in ("", check):
        raise LandingError(
            "The pseudonym key is not the one this state was landed with, so that hashes would no "
            "longer match: give the former COMMERCE_PII_KEY or land into a new folder."
        )
    loaded_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    seq = manifest.batch_seq + 1
    batch_id = f"{loaded_at:%Y%m%dT%H%M%SZ}-{seq:06d}"
    plans: dict[str, list[FilePlan]] = {}
    numbered: dict[int, FileOutcome] = {}
    for number, (candidate, outcome) in enumerate(new, start=manifest.next_file):
        try:
            plan = _plan(candidate, outcome, number)
        except FileRejected as error:
            outcome.status = QUARANTINED_FILE
            outcome.reason, outcome.message, outcome.help = (
                error.reason, error.sentence, error.help,
            )  # fmt: skip
        else:
            numbered[number] = outcome
            plans.setdefault(candidate.spec.report, []).append(plan)
    tables: dict[str, list[str]] = {"quarantine": []}
    restatements: list[dict] = []
    if plans:
        size = sum(candidate.raw.size for candidate, _ in new)
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
    fresh = [outcome for _, outcome in new]
    _finish(fresh)
    _barrier("before_ledger")
    _write_tables(storage, batch_id, loaded_at, fresh, restatements, tables)
    for name, paths in tables.items():
        manifest.tables[name] = manifest.tables[name] + paths
    manifest.batch_seq, manifest.batch_id, manifest.key_check = seq, batch_id, check
    manifest.next_file += len(new)
    _barrier("before_manifest")
    storage.write_json(MANIFEST, manifest.to_json())
    _barrier("after_manifest")
    result.batch_id = batch_id
    _count_rejections(storage, result, tables["quarantine"])


def _run_reports(
    storage: LocalStorage,
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
    shared = Batch(spark, storage, seq, batch_id, loaded_at, key)
    specs = load_specs()

    speaking = threading.Lock()

    def say(text: str) -> None:
        with speaking:
            progress(text)

    def one(report: str):
        files = plans[report]
        noun = "file" if len(files) == 1 else "files"
        say(f"{report}: reading {len(files)} new {noun}.")
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
    storage: LocalStorage,
    batch_id: str,
    loaded_at: datetime,
    outcomes: Sequence[FileOutcome],
    restatements: Sequence[dict],
    tables: dict[str, list[str]],
) -> None:
    rows = [outcome.ledger_row(batch_id, loaded_at) for outcome in outcomes]
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


def _count_rejections(storage: LocalStorage, result: LandingResult, paths: Sequence[str]) -> None:
    if paths:
        table = storage.dataset(paths).to_table(columns=["reason"])
        result.rejected_rows = Counter(table["reason"].to_pylist())
