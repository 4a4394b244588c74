"""Which raw files are to be landed now: new ones, whole sets, files at rest, and replays.

The ledger decides by store, report and SHA-256 of the bytes, never by path or time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from glue.landing.containers import content_sha256
from glue.landing.discover import Candidate, Unrecognized, has_records_of
from glue.landing.errors import FileRejected
from glue.landing.ledger import DUPLICATE, PART_REJECTED, QUARANTINED_FILE, FileOutcome
from glue.landing.masking import scrub_name
from glue.landing.spec import ReportSpec
from glue.landing.storage import Storage

FileKey = tuple[str, str, str, str]
# Files that follow one another more closely than this came together.
PAUSE_SECONDS = 600.0


@dataclass(frozen=True)
class Arrival:
    """A file to land: its place, its outcome to be, and the batch whose rows it takes over.

    replay_of: '' unless the file landed, or failed, under an earlier form of its spec.
    """

    candidate: Candidate
    outcome: FileOutcome
    replay_of: str = ""


@dataclass
class Arrivals:
    """All recognized files of a run in path order, and which of them are to be landed."""

    outcomes: list[FileOutcome] = field(default_factory=list)
    new: list[Arrival] = field(default_factory=list)
    waiting: list[Unrecognized] = field(default_factory=list)


def identity(candidate: Candidate) -> str:
    """SHA-256 of a file's bytes; of a member that cannot be unpacked, of its archive and name."""
    raw = candidate.raw
    try:
        return content_sha256(raw.uri, raw.member)
    except FileRejected:
        named = f"{content_sha256(raw.uri)} {raw.member}"
        return hashlib.sha256(named.encode()).hexdigest()


def at_rest(
    storage: Storage, candidates: Sequence[Candidate], settle_seconds: float
) -> tuple[list[Candidate], list[Unrecognized]]:
    """The files that nobody is writing any more, and those that must wait for the next run.

    A file that was written to in the last `settle_seconds` is looked at again after that time.
    """
    youngest = max((candidate.raw.modified for candidate in candidates), default=0.0)
    pause = youngest + settle_seconds - time.time()
    if settle_seconds and 0 < pause <= settle_seconds:
        time.sleep(pause)
    still, waiting = [], []
    for candidate in candidates:
        if storage.is_unchanged(candidate.raw):
            still.append(candidate)
        else:
            name = candidate.raw.relative
            waiting.append(Unrecognized(name, f"{name}: is still being written; the next run."))
    return still, waiting


def incomplete_sets(
    candidates: Sequence[Candidate],
) -> tuple[list[Candidate], list[Unrecognized]]:
    """Files of no set or of a complete one, and the files that wait for other parts of theirs."""
    names = {candidate.raw.relative for candidate in candidates}
    whole, waiting = [], []
    for candidate in candidates:
        missing = [name for name in candidate.parts if name not in names]
        if missing:
            name = candidate.raw.relative
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            sentence = f"{name}: waits for {missing[0]}{more}, a part of the same set."
            waiting.append(Unrecognized(name, sentence))
        else:
            whole.append(candidate)
    return whole, waiting


def deliveries(
    files: Sequence[tuple[Candidate, str]],
) -> list[tuple[float, list[tuple[Candidate, str]]]]:
    """The files as they came: (moment of the last one, files in path order), earliest first.

    A pause of PAUSE_SECONDS ends a delivery. A set came with its last part.
    """
    moments = {candidate.raw.relative: candidate.raw.modified for candidate, _ in files}

    def came(file: tuple[Candidate, str]) -> float:
        candidate, _ = file
        own = candidate.raw.modified
        return max([own, *(moments.get(part, own) for part in candidate.parts)])

    found: list[tuple[float, list[tuple[Candidate, str]]]] = []
    for file in sorted(files, key=came):
        moment = came(file)
        if found and moment - found[-1][0] < PAUSE_SECONDS:
            found[-1] = (moment, [*found[-1][1], file])
        else:
            found.append((moment, [file]))
    places = {id(file): place for place, file in enumerate(files)}
    return [(moment, sorted(part, key=lambda file: places[id(file)])) for moment, part in found]


class Readings:
    """The reports that a file is read for: that of its folder, and those that look there, too.

    A spec names the folders of others in which it also looks (`also_in`). Such a file is opened
    only while it is new; what cannot be read is refused by the report in whose folder it lies.
    """

    def __init__(self, specs: Mapping[str, ReportSpec]) -> None:
        self._also: dict[str, list[ReportSpec]] = {}
        for spec in specs.values():
            for folder in spec.also_in:
                self._also.setdefault(folder, []).append(spec)
        self._found: dict[tuple[str, str], bool] = {}

    def of(
        self, files: Sequence[tuple[Candidate, str]], known: Mapping[FileKey, dict]
    ) -> list[tuple[Candidate, str]]:
        """The files, each followed by itself for every other report that it has records of."""
        read = []
        for candidate, sha256 in files:
            read.append((candidate, sha256))
            spec = candidate.spec
            own = known.get((candidate.store, spec.source, spec.name, sha256))
            is_new = own is None or own["status"] == QUARANTINED_FILE
            for other in self._also.get(f"{spec.source}/{spec.name}", ()):
                key = (candidate.store, other.source, other.name, sha256)
                if key in known or (is_new and self._has(other, candidate, sha256)):
                    read.append((replace(candidate, spec=other, also=True), sha256))
        return read

    def _has(self, spec: ReportSpec, candidate: Candidate, sha256: str) -> bool:
        place = (spec.report, sha256)
        if place not in self._found:
            self._found[place] = has_records_of(spec, candidate.raw)
        return self._found[place]


def arrivals(
    files: Sequence[tuple[Candidate, str]], known: Mapping[FileKey, dict], replay: bool
) -> Arrivals:
    """What to do with each file, given as (candidate, identity).

    known: the newest ledger row by key. replay: land again every file that did not land whole.
    """
    found = Arrivals()
    new: dict[FileKey, Arrival] = {}
    for candidate, sha256 in files:
        spec = candidate.spec
        outcome = FileOutcome(
            candidate.store, spec.source, spec.name, scrub_name(candidate.raw.relative, sha256),
            sha256, spec_sha256=spec.sha256,
        )  # fmt: skip
        found.outcomes.append(outcome)
        row = known.get(outcome.key)
        if outcome.key in new:
            outcome.status = DUPLICATE
            first = new[outcome.key].outcome.source_file
            outcome.message = f"{outcome.source_file}: same bytes as {first}."
        elif row is None or _again(row, outcome, replay):
            new[outcome.key] = Arrival(candidate, outcome, row["batch_id"] if row else "")
        else:
            outcome.repeat(row)
    _with_rejected_parts(files, found, new, known)
    found.new = list(new.values())
    return found


def _again(row: dict, outcome: FileOutcome, replay: bool) -> bool:
    """Whether a known file is read again: something of it did not land, and the spec is another."""
    whole = row["status"] != QUARANTINED_FILE and not row["rows_quarantined"]
    return not whole and (replay or row["spec_sha256"] != outcome.spec_sha256)


def _with_rejected_parts(
    files: Sequence[tuple[Candidate, str]],
    found: Arrivals,
    new: dict[FileKey, Arrival],
    known: Mapping[FileKey, dict],
) -> None:
    """Bring back the parts that were refused because of a part that now has new bytes."""
    renewed = {(arrival.outcome.report, arrival.candidate.raw.relative) for arrival in new.values()}
    for (candidate, _), outcome in zip(files, found.outcomes, strict=True):
        row = known.get(outcome.key)
        parts = {(outcome.report, part) for part in candidate.parts}
        if row and row["reason"] == PART_REJECTED and renewed & parts:
            outcome.reset()
            new[outcome.key] = Arrival(candidate, outcome, row["batch_id"])
