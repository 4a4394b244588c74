"""Erased people: how their hashes are recognized and taken out of the columns of a report.

A state keeps no hash of an erased person but a tombstone: the keyed hash of that hash. It tells a
worker which hashes must not land again, and tells nobody who is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from glue.landing.pii import keyed_hash
from glue.landing.spec import ReportSpec

HASHES = ("email_hash", "phone_hash", "household_hash", "customer_hash")
# PERSON: the erased address or number itself. LINKED: stood beside it, in a row of the person.
PERSON, LINKED = "person", "linked"
NOBODY: dict[str, str] = {}


def tombstone(key: bytes, hashed: str) -> str:
    """The keyed hash (64 hex digits) of a personal hash, under a use of the key of its own."""
    return keyed_hash(key, f"erased {hashed}")


def hash_columns(spec: ReportSpec) -> list[str]:
    """The columns of a report that hold personal hashes."""
    return [column.name for column in spec.columns if column.pii in HASHES]


def _kind_columns(spec: ReportSpec) -> list[str]:
    return [column.name for column in spec.columns if column.pii == "email_kind"]


def _any_in(columns: Sequence[pa.Array], values: Collection[str]) -> pa.Array:
    """Rows where any of the columns has one of the values."""
    known = pa.array(sorted(values), pa.string())
    found = pa.repeat(pa.scalar(False), len(columns[0]))
    for column in columns:
        found = pc.or_(found, pc.is_in(column, value_set=known))
    return found


def forget(
    spec: ReportSpec, columns: Mapping[str, pa.Array], person: Collection[str],
    linked: Collection[str],
) -> tuple[dict[str, pa.Array], pa.Array]:  # fmt: skip
    """The personal columns without the erased hashes, and a mask of the rows that lost any.

    columns: by name, at least those of `hash_columns` that are there, of equal length.
    person: hashes whose rows lose all personal hashes; linked: hashes that go where they stand.
    """
    hashes = [name for name in hash_columns(spec) if name in columns]
    whole = _any_in([columns[name] for name in hashes], person)
    touched = whole
    nothing = pa.scalar(None, pa.string())
    changed: dict[str, pa.Array] = {}
    kinds = whole
    for name in hashes:
        gone = pc.or_(whole, _any_in([columns[name]], linked))
        touched = pc.or_(touched, gone)
        if spec.column(name).pii == "email_hash":
            kinds = pc.or_(kinds, gone)
        changed[name] = pc.if_else(gone, nothing, columns[name])
    for name in _kind_columns(spec):
        if name in columns:
            changed[name] = pc.if_else(kinds, nothing, columns[name])
    return changed, touched


def known_dead(
    spec: ReportSpec, columns: Mapping[str, pa.Array], key: bytes, tombstones: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    """Of the hashes in these columns, those of erased people and those linked with them."""
    found: dict[str, set[str]] = {PERSON: set(), LINKED: set()}
    for name in hash_columns(spec):
        for value in columns[name].unique().to_pylist():
            kind = tombstones.get(tombstone(key, value)) if value else None
            if kind:
                found[kind].add(value)
    return found[PERSON], found[LINKED]
