"""The landing state: where history, current tables, ledger and quarantine lie, and who names them.

    <state>/
      manifest.json                     written last, by one atomic rename: the only entry point
      lock  pii.key
      history/<report>/<batch>/         typed rows of the new files of a batch, in parts:
        _part=rows, _part=file-<n>      good rows; a large file has a part of its own
        _part=rest                      quarantined records, and one row per file that counts them
      current/<report>/<batch>/         the resolved table of a report, but for the parts of the
                                        history of which every row is current
      versions/<report>/<batch>/        the same and the rows that newer ones replaced, of a report
                                        whose spec asks for its versions
      row_ledger/  quarantine/  restatements/  file_events/  erasures/
                                        Parquet per batch, append only; an erasure alone takes
                                        hashes out of history and current, texts out of quarantine

Files that the manifest does not name are leftovers of a run that died, and nobody reads them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa

from glue.landing.catalog import load_specs
from glue.landing.errors import LandingError
from glue.landing.pii import keyed_hash
from glue.landing.spec import MAX_BYTES, SYSTEM_COLUMNS, VERSION_COLUMN, ReportSpec
from glue.landing.storage import LocalStorage, Storage

MANIFEST = "manifest.json"
MANIFEST_VERSION = 3
_TS = pa.timestamp("us")

ROW_LEDGER = pa.schema(
    [
        ("store", pa.string()),
        ("source", pa.string()),
        ("report", pa.string()),
        ("source_file", pa.string()),
        ("file_sha256", pa.string()),
        ("batch_id", pa.string()),
        ("status", pa.string()),
        ("rows_read", pa.int64()),
        ("rows_landed", pa.int64()),
        ("rows_quarantined", pa.int64()),
        ("rows_duplicate", pa.int64()),
        ("rows_superseded", pa.int64()),
        ("loaded_at", _TS),
        ("message", pa.string()),
        ("reason", pa.string()),
        ("spec_sha256", pa.string()),
        ("replay_of_batch_id", pa.string()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
    ]
)
QUARANTINE = pa.schema(
    [
        ("store", pa.string()),
        ("source", pa.string()),
        ("report", pa.string()),
        ("source_file", pa.string()),
        ("source_line", pa.int32()),
        ("reason", pa.string()),
        ("raw_record", pa.string()),
        ("batch_id", pa.string()),
    ]
)
RESTATEMENTS = pa.schema(
    [
        ("batch_id", pa.string()),
        ("store", pa.string()),
        ("source", pa.string()),
        ("report", pa.string()),
        ("restated_file_sha256", pa.string()),
        ("by_file_sha256", pa.string()),
        ("rows", pa.int64()),
        ("rows_added", pa.int64()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
    ]
)
FILE_EVENTS = pa.schema(
    [
        ("event_at", _TS),
        ("store", pa.string()),
        ("source", pa.string()),
        ("report", pa.string()),
        ("source_file", pa.string()),
        ("file_sha256", pa.string()),
        ("batch_id", pa.string()),
        ("state", pa.string()),
        ("detail", pa.string()),
    ]
)
ERASURES = pa.schema(
    [
        ("batch_id", pa.string()),
        ("erased_at", _TS),
        ("reports", pa.int64()),
        ("rows_history", pa.int64()),
        ("rows_current", pa.int64()),
        ("rows_quarantine", pa.int64()),
    ]
)
SYSTEM_TABLES = {
    "row_ledger": ROW_LEDGER,
    "quarantine": QUARANTINE,
    "restatements": RESTATEMENTS,
    "file_events": FILE_EVENTS,
    "erasures": ERASURES,
}
_WIDE = ("message", "raw_record", "detail")
_SQL_OF_ARROW = {
    pa.int64(): "bigint",
    pa.int32(): "integer",
    pa.date32(): "date",
    _TS: "timestamp",
}


@dataclass
class FileEntry:
    """A file that a batch has taken in, as the manifest keeps it.

    number: unique in the state, in order of arrival. as_of: ISO text or None.
    rows: good rows in the history. accepted: false when the whole file was quarantined, so that
    none of its rows count. last_day: ISO text of the latest day that its rows tell of, or None.
    """

    number: int
    store: str
    source_file: str
    sha256: str
    layout: str
    batch_id: str
    batch_seq: int
    loaded_at: str
    as_of: str | None = None
    rows: int = 0
    accepted: bool = True
    last_day: str | None = None


@dataclass
class ReportEntry:
    """A report in the manifest: its files, and where its rows are.

    history: folders. current: Parquet files, some of them in the history. versions: Parquet files
    of the table of versions, if the spec asks for one. columns: name and type of the table that was
    current when it was written.
    """

    files: list[FileEntry] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    rows: int = 0
    versions: list[str] = field(default_factory=list)


@dataclass
class Manifest:
    """What is published. `tables` lists the Parquet files of the ledger and its companions.

    key_check: a hash under the pseudonym key, so that a run with another key is refused.
    tombstones: what must not land again, see glue/landing/erased.py.
    """

    batch_seq: int = 0
    batch_id: str = ""
    key_check: str = ""
    next_file: int = 1
    tombstones: dict[str, str] = field(default_factory=dict)
    reports: dict[str, ReportEntry] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(
        default_factory=lambda: {name: [] for name in SYSTEM_TABLES}
    )

    def check_key(self, key: bytes) -> str:
        """The check of a pseudonym key. Raises LandingError when the state has another key."""
        check = keyed_hash(key, "landing")
        if self.key_check not in ("", check):
            raise LandingError(
                "The pseudonym key is not the one this state was landed with, so that hashes would "
                "no longer match: give the former COMMERCE_PII_KEY or land into a new folder."
            )
        return check

    def to_json(self) -> dict:
        return {"version": MANIFEST_VERSION, **asdict(self)}

    @staticmethod
    def from_json(body: dict | None) -> Manifest:
        """The manifest of a JSON body, an empty one for None. Raises LandingError (version)."""
        if body is None:
            return Manifest()
        if body.get("version") != MANIFEST_VERSION:
            raise LandingError(
                f"The landing state has version {body.get('version')}, this program reads "
                f"version {MANIFEST_VERSION}: land into a new folder."
            )
        reports = {
            name: ReportEntry(
                files=[FileEntry(**item) for item in entry["files"]],
                history=entry["history"],
                current=entry["current"],
                columns=entry["columns"],
                rows=entry["rows"],
                versions=entry.get("versions", []),
            )
            for name, entry in body["reports"].items()
        }
        rest = {name: value for name, value in body.items() if name not in ("version", "reports")}
        manifest = Manifest(reports=reports, **rest)
        manifest.tables = {name: manifest.tables.get(name, []) for name in SYSTEM_TABLES}
        return manifest


def read_manifest(storage: Storage) -> Manifest:
    """The published manifest, an empty one before the first batch."""
    return Manifest.from_json(storage.read_json(MANIFEST))


def sweep(storage: Storage, manifest: Manifest, claims: bool = True) -> None:
    """Remove what no manifest names: leftovers of a dead run and current tables since replaced.

    claims: also what dead runs had claimed, which landing reads before it sweeps.
    """
    for kind in ("history", "current", "versions"):
        for report in storage.children(kind):
            entry = manifest.reports.get(report, ReportEntry())
            # The current table names files of the history too.
            paths = [p for p in getattr(entry, kind) if p.startswith(f"{kind}/")]
            named = {path.split("/")[2] for path in paths}
            for batch in storage.children(f"{kind}/{report}"):
                if batch not in named:
                    storage.remove(f"{kind}/{report}/{batch}")
    for table in SYSTEM_TABLES:
        if table == "file_events" and not claims:
            continue
        named = set(manifest.tables[table])
        for name in storage.children(table):
            if not any(path.startswith(f"{table}/{name}/") for path in named):
                storage.remove(f"{table}/{name}")


def all_reports() -> list[str]:
    """The names of all reports, `<source>__<report>`."""
    return list(load_specs())


def versioned_reports() -> dict[str, ReportSpec]:
    """The specs of which every version is published, by the name of that table."""
    specs = load_specs().values()
    return {spec.versions_table: spec for spec in specs if spec.load.versions}


def landed_tables() -> list[str]:
    """The names of all tables that landing publishes, whether anything landed for them or not."""
    return [*all_reports(), *versioned_reports(), *SYSTEM_TABLES]


def table_files(manifest: Manifest, table: str) -> list[str]:
    """The Parquet files that the manifest names for a landed table; LandingError: no such table."""
    nothing = ReportEntry()
    if table in SYSTEM_TABLES:
        return manifest.tables[table]
    if table in load_specs():
        return manifest.reports.get(table, nothing).current
    if table in versioned_reports():
        return manifest.reports.get(versioned_reports()[table].report, nothing).versions
    raise LandingError(f"There is no landed table {table!r}.")


def current_files(state: Path, table: str) -> list[Path]:
    """The Parquet files of a landed table: a report, its versions, row_ledger, quarantine...

    Empty when nothing landed yet. Raises LandingError when the manifest names a missing file.
    """
    manifest = read_manifest(LocalStorage(Path(state), Path(state)))
    paths = [Path(state) / name for name in table_files(manifest, table)]
    for path in paths:
        if not path.exists():
            raise LandingError(f"The manifest names {path}, which is missing: restore the state.")
    return paths


def _system_type(column: pa.Field) -> str:
    if column.type == pa.string():
        return f"varchar({MAX_BYTES if column.name in _WIDE else 1000})"
    return _SQL_OF_ARROW[column.type]


def table_schema(table: str) -> list[tuple[str, str]]:
    """Column names and SQL types of a landed table in order, also of one that never landed."""
    if table in SYSTEM_TABLES:
        return [(column.name, _system_type(column)) for column in SYSTEM_TABLES[table]]
    versioned = versioned_reports().get(table)
    spec = versioned or load_specs().get(table)
    if spec is None:
        raise LandingError(f"There is no landed table {table!r}.")
    data = [(column.name, column.sql_type) for column in spec.columns]
    more = [VERSION_COLUMN] if versioned else []
    return data + [(name, kind) for name, _, kind in (*SYSTEM_COLUMNS, *more)]
