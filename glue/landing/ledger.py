"""The row ledger and its companions: what happened to every file and every record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from glue.landing.errors import FileRejected, LandingError
from glue.landing.masking import scrub
from glue.landing.state import Manifest
from glue.landing.storage import Storage

LANDED = "LANDED"
QUARANTINED_FILE = "QUARANTINED_FILE"
DUPLICATE = "DUPLICATE"
PART_REJECTED = "PART_REJECTED"
_COUNTS = ("read", "landed", "quarantined", "duplicate", "superseded")


def part_rejected(name: str) -> FileRejected:
    """Why a good file does not land: another part of its set does not."""
    return FileRejected(PART_REJECTED, f"{name}, a part of the same set, was refused")


@dataclass
class FileOutcome:
    """What happened to one raw file.

    status: LANDED, QUARANTINED_FILE, or DUPLICATE for bytes that an earlier row of the ledger
    describes; `ledger_status` and the row counts are then those of that row. nulled: optional
    cells that became NULL, by reason. ignored: columns of the file that no column of the table
    takes. warnings: sentences. days: the first and the last day that its landed rows tell of.
    """

    store: str
    source: str
    report: str
    source_file: str
    file_sha256: str
    status: str = LANDED
    ledger_status: str = LANDED
    rows_read: int = 0
    rows_landed: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    rows_superseded: int = 0
    message: str = ""
    reason: str = ""
    help: str = ""
    spec_sha256: str = ""
    nulled: Counter = field(default_factory=Counter)
    ignored: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    days: tuple[date | None, date | None] = (None, None)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two files the same: place and bytes, never the name."""
        return (self.store, self.source, self.report, self.file_sha256)

    def repeat(self, row: dict) -> None:
        """Take over what an earlier row of the ledger says about the same bytes."""
        self.status = DUPLICATE
        self.ledger_status = row["status"]
        self.message = row["message"] or ""
        for name in _COUNTS:
            setattr(self, f"rows_{name}", row[f"rows_{name}"])

    def reset(self) -> None:
        """Forget what `repeat` took over: the file is landed anew."""
        self.status = self.ledger_status = LANDED
        self.message = ""
        for name in _COUNTS:
            setattr(self, f"rows_{name}", 0)

    def reject(self, error: FileRejected) -> None:
        """Quarantine the file as a whole."""
        self.status = QUARANTINED_FILE
        self.reason, self.message, self.help = error.reason, scrub(error.sentence), error.help

    def check(self) -> None:
        """Raise LandingError unless every record read is accounted for."""
        total = (
            self.rows_landed + self.rows_quarantined + self.rows_duplicate + self.rows_superseded
        )
        if total != self.rows_read:
            raise LandingError(
                f"{self.source_file}: {self.rows_read} rows were read but {total} accounted for; "
                "nothing of this run was published."
            )

    def ledger_row(self, batch_id: str, loaded_at: datetime, replay_of: str) -> dict:
        """The immutable row of the ledger for this file.

        replay_of: the batch of the file's earlier row when it was read again, or ''.
        """
        return {
            "store": self.store,
            "source": self.source,
            "report": self.report,
            "source_file": self.source_file,
            "file_sha256": self.file_sha256,
            "batch_id": batch_id,
            "status": self.status,
            "rows_read": self.rows_read,
            "rows_landed": self.rows_landed,
            "rows_quarantined": self.rows_quarantined,
            "rows_duplicate": self.rows_duplicate,
            "rows_superseded": self.rows_superseded,
            "loaded_at": loaded_at,
            "message": " ".join([self.message, *self.warnings]).strip() or None,
            "reason": self.reason or None,
            "spec_sha256": self.spec_sha256,
            "replay_of_batch_id": replay_of or None,
            "first_day": self.days[0],
            "last_day": self.days[1],
        }


def known_files(storage: Storage, manifest: Manifest) -> dict[tuple[str, str, str, str], dict]:
    """The newest row of the ledger by (store, source, report, sha256)."""
    names = manifest.tables["row_ledger"]
    rows = storage.dataset(names).to_table().to_pylist() if names else []
    rows.sort(key=lambda row: row["batch_id"].rsplit("-", 1)[-1])
    return {(row["store"], row["source"], row["report"], row["file_sha256"]): row for row in rows}
