"""Erase one person from a landing state, for good.

Rows, orders and amounts stay, since the books need them. What goes are the personal hashes of the
person's rows in history and current tables, and the raw text of their quarantined records. The
state is published as landing publishes it, by one rename: an erasure that dies changed nothing, or
is complete but for files that nobody reads, which the next one removes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from glue.landing.catalog import load_specs
from glue.landing.crash import barrier
from glue.landing.erased import HASHES, LINKED, PERSON, forget, hash_columns, tombstone
from glue.landing.errors import LandingError
from glue.landing.masking import MASK
from glue.landing.pii import email_hash, normalize_phone, phone_hash
from glue.landing.publish import publish
from glue.landing.spec import ReportSpec
from glue.landing.state import ERASURES, MANIFEST, Manifest, ReportEntry, read_manifest, sweep
from glue.landing.storage import Storage, storage_for

_BATCH = "erasures"


@dataclass
class Erasure:
    """What an erasure did. batch_id is '' when the state already was without the person.

    rows_history, rows_current, rows_quarantine: rows that lost hashes or their raw text.
    """

    batch_id: str = ""
    reports: int = 0
    rows_history: int = 0
    rows_current: int = 0
    rows_quarantine: int = 0


def identity_hashes(key: bytes, emails: Sequence[str], phones: Sequence[str]) -> set[str]:
    """The hashes of one person's addresses and numbers.

    Raises LandingError for what is no address, and for a number without its country code.
    """
    found = set()
    for text in emails:
        hashed = email_hash(key, text)
        if hashed is None:
            raise LandingError("The e-mail address to erase is not a valid address.")
        found.add(hashed)
    for text in phones:
        if normalize_phone(text, None) is None:
            raise LandingError(
                "The telephone number to erase needs its country code, for example +14155550100."
            )
        found.add(phone_hash(key, [text], None))
    if not found:
        raise LandingError("Name the person to erase by an e-mail address or a telephone number.")
    return found


def erase(
    state: str | Path,
    *,
    pii_key: bytes,
    person: set[str],
    before_publish: Callable[[Erasure], None] = lambda done: None,
) -> Erasure:
    """Take a person, given by `identity_hashes`, out of the landing state.

    before_publish: is called when all is written and nothing published, to remove what was built
    of the rows; should it die there, a second run does all of it. Can be repeated: a second time
    finds nothing and writes nothing. Raises LandingError when there is no state, another run holds
    it, or the key is not its key. state: a folder, or s3://bucket/prefix.
    """
    storage = storage_for(state, state)
    try:
        if storage.read_json(MANIFEST) is None:
            raise LandingError(f"There is no landing state in {state}: nothing was erased.")
        with storage.lock():
            done = _erase_held(storage, pii_key, person, before_publish)
            # Loaders follow what was published: it must not name files that are gone.
            if storage.children("publish"):
                publish(storage)
            # What was replaced, and what a dead run left behind, may hold the person.
            sweep(storage, read_manifest(storage), claims=False)
            return done
    finally:
        storage.close()


def _erase_held(
    storage: Storage, key: bytes, person: set[str], before_publish: Callable[[Erasure], None]
) -> Erasure:
    """Erase from a state that is held, and publish it by its manifest."""
    manifest = read_manifest(storage)
    manifest.check_key(key)
    linked = _linked(storage, manifest, person)
    stones = {tombstone(key, hashed): LINKED for hashed in linked - person}
    stones |= {tombstone(key, hashed): PERSON for hashed in person}
    stones = {s: kind for s, kind in stones.items() if manifest.tombstones.get(s) != PERSON}
    if not linked and stones.items() <= manifest.tombstones.items():
        return Erasure()
    manifest.tombstones |= stones
    done = _erase(storage, manifest, person, linked)
    before_publish(done)
    barrier("before_manifest")
    storage.write_json(MANIFEST, manifest.to_json())
    barrier("after_manifest")
    return done


def _linked(storage: Storage, manifest: Manifest, person: set[str]) -> set[str]:
    """All personal hashes in the person's rows of any report; empty when there is no such row."""
    known = pa.array(sorted(person), pa.string())
    found: set[str] = set()
    for report, entry in manifest.reports.items():
        spec = load_specs().get(report)
        for path in _files(storage, entry.history) if spec else ():
            dataset = storage.dataset([path])
            names = [name for name in hash_columns(spec) if name in dataset.schema.names]
            if not names:
                continue
            table = dataset.to_table(columns=names)
            mine = pa.repeat(pa.scalar(False), table.num_rows)
            for name in names:
                mine = pc.or_(mine, pc.is_in(table[name].combine_chunks(), value_set=known))
            rows = table.filter(mine)
            found.update(value for name in names for value in rows[name].to_pylist() if value)
    return found


def _files(storage: Storage, places: Sequence[str]) -> Iterator[str]:
    """The Parquet files of the state at these places, files or folders."""
    for place in places:
        yield from storage.files(place) or [place]


def _erase(storage: Storage, manifest: Manifest, person: set[str], linked: set[str]) -> Erasure:
    """Write what changes under a new batch id and make the manifest name it."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    manifest.batch_seq += 1
    manifest.batch_id = f"{now:%Y%m%dT%H%M%SZ}-{manifest.batch_seq:06d}"
    done = Erasure(manifest.batch_id)
    quarantined: set[tuple] = set()
    for report, entry in manifest.reports.items():
        spec = load_specs().get(report)
        if spec is None or not hash_columns(spec):
            continue
        eraser = _Eraser(storage, spec, manifest.batch_id, person, linked)
        lines = eraser.history(entry)
        done.rows_history += len(lines)
        done.rows_current += eraser.current(entry)
        done.reports += bool(lines)
        files = {file.number: file for file in entry.files}
        for number, line in lines:
            file = files[number]
            place = (file.store, spec.source, spec.name, file.source_file, file.batch_id)
            quarantined.add((*place, line))
    done.rows_quarantine = _erase_texts(storage, manifest, quarantined)
    path = f"{_BATCH}/{manifest.batch_id}/{_BATCH}.parquet"
    row = {name: getattr(done, name) for name in ERASURES.names if hasattr(done, name)}
    storage.write_rows(path, pa.Table.from_pylist([row | {"erased_at": now}], schema=ERASURES))
    manifest.tables[_BATCH] = [*manifest.tables[_BATCH], path]
    return done


class _Eraser:
    """Rewrites the files of one report that hold an erased hash."""

    def __init__(
        self, storage: Storage, spec: ReportSpec, batch_id: str,
        person: set[str], linked: set[str],
    ) -> None:  # fmt: skip
        self.storage = storage
        self.spec = spec
        self.batch_id = batch_id
        self.person = person
        self.linked = linked
        self.row_hashes: dict[str, str] = {}
        # Folders of the history by where they lie now: the current table may name files of theirs.
        self.moved: dict[str, str] = {}

    def history(self, entry: ReportEntry) -> list[tuple[int, int]]:
        """Rewrite the history folders; returns file number and line of the rows that changed."""
        lines: list[tuple[int, int]] = []
        for position, folder in enumerate(entry.history):
            paths = self.storage.files(folder)
            changed = [(path, *self._forgotten(path)) for path in paths]
            if not any(count for *_, count in changed):
                continue
            target = f"history/{self.spec.report}/{self.batch_id}-{position}"
            for path, table, touched, _ in changed:
                rows = table.select(["_file_no", "_source_line"]).filter(touched).to_pylist()
                lines += [(row["_file_no"], row["_source_line"]) for row in rows]
                self.storage.write_rows(f"{target}/{path.removeprefix(f'{folder}/')}", table)
            entry.history[position] = target
            self.moved[f"{folder}/"] = f"{target}/"
        return lines

    def current(self, entry: ReportEntry) -> int:
        """Rewrite the current table; returns how many rows changed."""
        changed = [(path, *self._forgotten(path)) for path in entry.current]
        total = sum(count for *_, count in changed)
        if total:
            entry.current = []
            for position, (path, table, *_) in enumerate(changed):
                file = f"{position:05d}-{path.rsplit('/', 1)[-1]}"
                name = f"current/{self.spec.report}/{self.batch_id}/{file}"
                self.storage.write_rows(name, table)
                entry.current.append(name)
        else:
            entry.current = [self._where(path) for path in entry.current]
        return total

    def _where(self, path: str) -> str:
        """Where a file lies after the folders of the history have moved."""
        for folder, target in self.moved.items():
            if path.startswith(folder):
                return target + path.removeprefix(folder)
        return path

    def _forgotten(self, path: str) -> tuple[pa.Table, pa.Array, int]:
        """A file's rows without the erased hashes, which rows changed, and how many."""
        table = self.storage.dataset([path]).to_table()
        names = [
            column.name for column in self.spec.columns if column.pii in (*HASHES, "email_kind")
        ]
        columns = {n: table[n].combine_chunks() for n in names if n in table.column_names}
        if not any(name in columns for name in hash_columns(self.spec)):
            return table, pa.repeat(pa.scalar(False), table.num_rows), 0
        columns, touched = forget(self.spec, columns, self.person, self.linked)
        count = pc.sum(touched).as_py() or 0
        if count:
            columns["_row_hash"] = self._row_hashes(table["_row_hash"].combine_chunks(), touched)
            for name, column in columns.items():
                position = table.schema.get_field_index(name)
                table = table.set_column(position, table.schema.field(position), column)
        return table, touched, count

    def _row_hashes(self, hashes: pa.Array, touched: pa.Array) -> pa.Array:
        """Random row hashes for changed rows: the former ones were made of the personal hashes.

        Equal ones stay equal and different ones different, so that versions resolve as before.
        """
        values = hashes.to_pylist()
        for i in pc.indices_nonzero(touched).to_pylist():
            values[i] = self.row_hashes.setdefault(values[i], secrets.token_hex(32))
        return pa.array(values, pa.string())


def _erase_texts(storage: Storage, manifest: Manifest, places: set[tuple]) -> int:
    """Mask the raw text of quarantined records at (store, source, report, file, batch, line)."""
    columns = ("store", "source", "report", "source_file", "batch_id", "source_line")
    batches: dict[str, list[str]] = {}
    for path in manifest.tables["quarantine"]:
        batches.setdefault(path.split("/")[1], []).append(path)
    total, named = 0, []
    for position, (batch, paths) in enumerate(batches.items()):
        tables = {path: storage.dataset([path]).to_table() for path in paths}
        hits = {
            path: [
                place in places
                for place in zip(*(table[name].to_pylist() for name in columns), strict=True)
            ]
            for path, table in tables.items()
        }
        count = sum(map(sum, hits.values()))
        total += count
        if not count:
            named += paths
            continue
        for path, table in tables.items():
            texts = pc.if_else(pa.array(hits[path], pa.bool_()), MASK, table["raw_record"])
            at = table.schema.get_field_index("raw_record")
            table = table.set_column(at, table.schema.field(at), texts)
            rest = path.removeprefix(f"quarantine/{batch}/")
            name = f"quarantine/{manifest.batch_id}-{position}/{rest}"
            storage.write_rows(name, table)
            named.append(name)
    manifest.tables["quarantine"] = named
    return total
