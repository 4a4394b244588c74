"""Which raw files hold a person: they are the user's, so that landing only names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from glue.landing.catalog import load_specs
from glue.landing.cells import Fields, cells_of
from glue.landing.discover import Candidate, discover
from glue.landing.engine import plan_file
from glue.landing.erased import hash_columns
from glue.landing.errors import FileRejected
from glue.landing.ledger import FileOutcome
from glue.landing.pii import email_hash, phone_hash
from glue.landing.records import Record
from glue.landing.storage import storage_for
from glue.landing.worker import BATCH_ROWS, choose_encoding, read_records


@dataclass
class Holders:
    """Raw files that hold a person, and those that could not be searched with the reason."""

    found: list[str] = field(default_factory=list)
    unsearched: list[tuple[str, str]] = field(default_factory=list)


def holders(
    raw: str | Path, *, pii_key: bytes, person: set[str], progress: Callable[[str], None]
) -> Holders:
    """The raw files with a row of the person, by hashing the columns that landing hashes.

    Raises LandingError when the raw folder is missing or empty.
    """
    storage = storage_for(raw, raw)
    try:
        candidates, unrecognized = discover(storage, load_specs())
    finally:
        storage.close()
    found = Holders()
    found.unsearched = [(item.source_file, "it belongs to no report") for item in unrecognized]
    for candidate in candidates:
        if not hash_columns(candidate.spec):
            continue
        progress(candidate.raw.relative)
        try:
            if _holds(candidate, pii_key, person):
                found.found.append(candidate.raw.relative)
        except FileRejected as error:
            found.unsearched.append((candidate.raw.relative, error.sentence))
    return found


def _holds(candidate: Candidate, key: bytes, person: set[str]) -> bool:
    spec = candidate.spec
    place = (candidate.store, spec.source, spec.name, candidate.raw.relative)
    plan = plan_file(candidate, FileOutcome(*place, file_sha256=""), 0)
    cells = [cells_of(spec, plan, spec.column(name), key) for name in hash_columns(spec)]
    good: list[Record] = []

    def any_of(records: Sequence[Record]) -> bool:
        fields = Fields(records)
        return any(not person.isdisjoint(column(fields).unique().to_pylist()) for column in cells)

    for record in read_records(spec, plan, choose_encoding(plan)):
        if record.problem:
            # Its fields are not where the header says.
            if any(_is_person(text, key, person) for text in record.fields):
                return True
            continue
        good.append(record)
        if len(good) >= BATCH_ROWS:
            if any_of(good):
                return True
            good = []
    return bool(good) and any_of(good)


def _is_person(text: str, key: bytes, person: set[str]) -> bool:
    return email_hash(key, text) in person or phone_hash(key, [text], None) in person
