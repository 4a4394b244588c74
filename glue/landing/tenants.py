"""Several stores in one raw folder: whose marketplaces and currencies each of them may name.

`<raw>/stores.yml` is optional; without it nothing is checked:

    default: {marketplaces: [Amazon.com, Amazon.ca], currencies: [USD, CAD]}
    eu: {marketplaces: [Amazon.de], currencies: [EUR], sellers: [A1EXAMPLE]}

A list that a store leaves out is not checked for it, nor is a store that the file leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from glue.landing.discover import STORES
from glue.landing.errors import FileRejected, LandingError
from glue.landing.ledger import LANDED
from glue.landing.masking import scrub
from glue.landing.spec import ReportSpec
from glue.landing.storage import Storage, open_input

if TYPE_CHECKING:
    from glue.landing.arrivals import Arrival, FileKey

MISMATCH = "TENANT_MISMATCH"
# What a spec's `tenant` may name, and the list of a store that holds the allowed values.
LISTS = {"marketplace": "marketplaces", "currency": "currencies", "seller": "sellers"}
# Orders that Amazon fulfills for other channels stand under these names in any store's reports.
_NO_MARKETPLACE = re.compile(r"non-amazon.*|si .*prod marketplace|sim\d*\.stores\.amazon\..*")


@dataclass(frozen=True)
class Stores:
    """What each store may name: store -> list name -> values. Empty when nothing is declared."""

    allowed: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, store: str, spec: ReportSpec) -> dict[str, tuple[str, ...]]:
        """Per tenant kind (marketplace, ...) that is checked for a file, what it may name."""
        lists = self.allowed.get(store, {})
        return {kind: lists[LISTS[kind]] for kind in spec.tenant if LISTS[kind] in lists}


NO_STORES = Stores()


def read_stores(storage: Storage) -> Stores:
    """The stores that the raw folder declares. Raises LandingError naming a wrong entry."""
    declared = [raw for raw in storage.raw_files() if raw.relative == STORES]
    if not declared:
        return NO_STORES
    with open_input(declared[0].uri) as stream:
        try:
            body = yaml.safe_load(stream.read().decode("utf-8-sig"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise LandingError(f"{STORES} is not readable as YAML.") from error
    if not isinstance(body, dict) or not body:
        raise LandingError(f"{STORES} must name stores, each with lists such as currencies: [USD].")
    return Stores({str(store): _lists(str(store), lists) for store, lists in body.items()})


def _lists(store: str, lists: Any) -> dict[str, tuple[str, ...]]:
    names = ", ".join(LISTS.values())
    if not isinstance(lists, dict):
        raise LandingError(f"{STORES}: store {store} must have lists of {names}.")
    for name, values in lists.items():
        if name not in LISTS.values():
            raise LandingError(f"{STORES}: store {store} has the unknown list {name!r} ({names}).")
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise LandingError(f"{STORES}: {name} of store {store} must be a list of texts.")
    return {name: tuple(values) for name, values in lists.items()}


def foreign(
    store: str, allowed: Mapping[str, Sequence[str]], named: Mapping[str, Sequence[str | None]]
) -> FileRejected | None:
    """Why a file is not this store's, or None.

    allowed: see `Stores.of`. named: the distinct values in the file, by tenant kind.
    """
    for kind, values in allowed.items():
        folded = {value.strip().casefold() for value in values}
        others = sorted(
            value
            for value in named[kind]
            if value
            and value.strip().casefold() not in folded
            and not (kind == "marketplace" and _NO_MARKETPLACE.fullmatch(value.strip().casefold()))
        )
        if others:
            return FileRejected(
                MISMATCH,
                f"it names the {kind} {scrub(others[0])}, but store {store} has "
                f"{' and '.join(values) or 'none'} ({STORES})",
                f"Put it into the folder of its store, or mend {STORES} and run with --replay.",
            )
    return None


def rivals(
    stores: Stores, new: Sequence[Arrival], known: Mapping[FileKey, dict]
) -> dict[FileKey, FileRejected]:
    """The new files whose bytes another store has landed or brings in the same run, and why."""
    claims: dict[tuple[str, str, str], set[str]] = {}
    landed = [key for key, row in known.items() if row["status"] == LANDED]
    for store, *rest in [*landed, *(arrival.outcome.key for arrival in new)]:
        claims.setdefault(tuple(rest), set()).add(store)
    found = {}
    for arrival in new if stores.allowed else ():
        store, *rest = arrival.outcome.key
        others = sorted(claims[tuple(rest)] - {store})
        # Reports that name no tenant, such as exchange rates, may be the same in every store.
        if others and arrival.candidate.spec.tenant:
            found[arrival.outcome.key] = FileRejected(
                MISMATCH,
                f"store {others[0]} has the same bytes, and a file belongs to one store",
                "Keep it in the folder of its store and run with --replay.",
            )
    return found
