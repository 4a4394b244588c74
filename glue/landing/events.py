"""The trace of every file through the protocol: append-only, beside the ledger.

A batch writes what it has claimed before it reads, and what became of it at its end. Claims that no
manifest names are those of a run that died: the next run writes them down as FAILED.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from glue.landing.ledger import DUPLICATE, LANDED, QUARANTINED_FILE, FileOutcome
from glue.landing.state import FILE_EVENTS, Manifest
from glue.landing.storage import Storage

TABLE = "file_events"
RECEIVED, CLAIMED, PUBLISHED = "RECEIVED", "CLAIMED", "PUBLISHED"
SUPERSEDED, FAILED = "SUPERSEDED", "FAILED"


def _event(outcome: FileOutcome, batch_id: str, state: str, detail: str = "") -> dict:
    return {
        "event_at": datetime.now(UTC).replace(tzinfo=None),
        "store": outcome.store,
        "source": outcome.source,
        "report": outcome.report,
        "source_file": outcome.source_file,
        "file_sha256": outcome.file_sha256,
        "batch_id": batch_id,
        "state": state,
        "detail": detail or None,
    }


def _write(storage: Storage, path: str, rows: Sequence[dict]) -> str:
    storage.write_rows(path, pa.Table.from_pylist(list(rows), schema=FILE_EVENTS))
    return path


def claim(storage: Storage, batch_id: str, outcomes: Iterable[FileOutcome]) -> str:
    """Write down that a batch has received and claimed these files; return the path."""
    rows = [
        _event(outcome, batch_id, state) for outcome in outcomes for state in (RECEIVED, CLAIMED)
    ]
    return _write(storage, f"{TABLE}/{batch_id}/claimed.parquet", rows)


def conclude(
    storage: Storage,
    batch_id: str,
    outcomes: Sequence[FileOutcome],
    superseded: Sequence[FileOutcome],
    dead: Sequence[dict],
) -> str:
    """Write down what became of the files of a batch; return the path.

    superseded: earlier files of which nothing is left in the tables. dead: events of batches that
    died, as `abandoned` gives them.
    """
    rows = list(dead)
    for outcome in outcomes:
        rows.append(_event(outcome, batch_id, outcome.status, outcome.reason or outcome.message))
        if outcome.status == LANDED:
            rows.append(_event(outcome, batch_id, PUBLISHED))
    rows += [_event(outcome, batch_id, SUPERSEDED) for outcome in superseded]
    return _write(storage, f"{TABLE}/{batch_id}/concluded.parquet", rows)


def first_seen(
    storage: Storage, manifest: Manifest, outcomes: Sequence[FileOutcome]
) -> list[FileOutcome]:
    """Of files whose bytes are known, those whose name or place the trace does not have yet."""
    seen = set()
    if manifest.tables[TABLE]:
        table = storage.dataset(manifest.tables[TABLE]).to_table(
            columns=["store", "source_file", "file_sha256"]
        )
        seen = set(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return [
        outcome
        for outcome in outcomes
        if outcome.status == DUPLICATE
        and outcome.ledger_status != QUARANTINED_FILE
        and (outcome.store, outcome.source_file, outcome.file_sha256) not in seen
    ]


def abandoned(storage: Storage, manifest: Manifest) -> list[dict]:
    """The events of batches that died: what they had claimed, and that it FAILED."""
    named = {path.split("/")[1] for path in manifest.tables[TABLE]}
    rows = []
    for batch_id in storage.children(TABLE):
        path = f"{TABLE}/{batch_id}/claimed.parquet"
        if batch_id in named or path not in storage.files(f"{TABLE}/{batch_id}"):
            continue
        try:
            claimed = storage.dataset([path]).to_table().to_pylist()
        except (OSError, pa.ArrowInvalid):
            # It died while it wrote this file: it had claimed nothing yet.
            continue
        now = datetime.now(UTC).replace(tzinfo=None)
        last = [row for row in claimed if row["state"] == CLAIMED]
        detail = "The run ended before it published anything."
        rows += claimed
        rows += [row | {"event_at": now, "state": FAILED, "detail": detail} for row in last]
    return rows
