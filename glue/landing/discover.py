"""Which raw files there are, and to which report each belongs, by its folder."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from glue.landing.containers import inspect, members
from glue.landing.errors import FileRejected, LandingError
from glue.landing.masking import scrub
from glue.landing.sniff import has_records
from glue.landing.spec import ReportSpec
from glue.landing.storage import RawFile, Storage, open_input

DEFAULT_STORE = "default"
PARTS = ".parts"
STORES = "stores.yml"
# Notes and what file managers and unfinished downloads leave behind are not exports.
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "readme", "license"})
_IGNORED_ENDINGS = (".md", ".part", ".crdownload", ".filepart", ".tmp")


@dataclass(frozen=True)
class Candidate:
    """A raw file with its place: store, source and report name.

    parts: the paths of all files of the set that it is a part of, () when it stands alone. also:
    whether it is read for another report than that of its folder.
    """

    raw: RawFile
    store: str
    spec: ReportSpec
    parts: tuple[str, ...] = ()
    also: bool = False


@dataclass(frozen=True)
class Unrecognized:
    """A raw file that belongs to no report, and one sentence about it; both are kept masked."""

    source_file: str
    message: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "source_file", scrub(self.source_file))
        object.__setattr__(self, "message", scrub(self.message))


def _ignored(relative: str) -> bool:
    parts = relative.lower().split("/")
    name = parts[-1]
    hidden = any(part.startswith(".") or part == "__macosx" for part in parts)
    return hidden or name in _IGNORED_NAMES or name.endswith(_IGNORED_ENDINGS)


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def place(relative: str, specs: Mapping[str, ReportSpec]) -> tuple[str, ReportSpec] | str:
    """Store and spec of a raw path, or the sentence that says why it has none."""
    *folders, _ = relative.split("/")
    sources = sorted({spec.source for spec in specs.values()})
    store = DEFAULT_STORE
    if folders and folders[0] not in sources and len(folders) > 1 and folders[1] in sources:
        store, *folders = folders
    if not folders or folders[0] not in sources:
        guess = _nearest(folders[0], sources) if folders else ""
        return (
            f"{relative}: not in a folder <source>/<report> with a source of "
            f"{', '.join(sources)}.{guess}"
        )
    source = folders[0]
    known = [spec.name for spec in specs.values() if spec.source == source]
    if len(folders) < 2:
        return f"{relative}: belongs into a report folder of {source}: {', '.join(known)}."
    spec = specs.get(f"{source}__{folders[1]}")
    if spec is None:
        names = ", ".join(known) or "none yet"
        guess = _nearest(folders[1], known)
        return (
            f"{relative}: {source} has no report {folders[1]!r} here (known: {names}). "
            f"The file was left out.{guess}"
        )
    return store, spec


def _sets(files: Sequence[RawFile]) -> dict[str, tuple[str, ...]]:
    """The parts of the set of a file, by its path: `<name>.parts` lists them, one per line."""
    found: dict[str, tuple[str, ...]] = {}
    for raw in files:
        if not raw.relative.endswith(PARTS):
            continue
        folder = raw.relative.rpartition("/")[0]
        with open_input(raw.uri) as stream:
            text = stream.read().decode("utf-8-sig", "replace")
        names = tuple(f"{folder}/{line.strip()}" for line in text.splitlines() if line.strip())
        found |= dict.fromkeys(names, names)
    return found


def _expanded(candidate: Candidate) -> list[Candidate]:
    """The members of a zip archive as files of their own; any other file as it is."""
    try:
        inside = members(candidate.raw.uri)
    except FileRejected:
        # Planning the file rejects it with the same sentence.
        return [candidate]
    named = [info for info in inside or [] if not _ignored(info.filename)]
    raw = candidate.raw
    return [
        replace(
            candidate,
            raw=replace(
                raw,
                relative=f"{raw.relative}/{info.filename}",
                size=info.file_size,
                member=info.filename,
            ),
        )
        for info in named
    ] or [candidate]


def discover(
    storage: Storage, specs: Mapping[str, ReportSpec]
) -> tuple[list[Candidate], list[Unrecognized]]:
    """The raw files by report, in the order of their paths, and those that belong to none.

    Raises LandingError when the raw folder is missing or holds no file.
    """
    candidates, unrecognized = [], []
    files = [
        raw for raw in storage.raw_files() if raw.relative != STORES and not _ignored(raw.relative)
    ]
    sets = _sets(files)
    for raw in files:
        if raw.relative.endswith(PARTS):
            continue
        placed = place(raw.relative, specs)
        if isinstance(placed, str):
            unrecognized.append(Unrecognized(raw.relative, placed))
        else:
            candidates += _expanded(Candidate(raw, *placed, sets.get(raw.relative, ())))
    if not candidates and not unrecognized:
        raise LandingError(
            "The folder of exports holds no files: put them under <source>/<report>/, "
            "for example shopify/orders/."
        )
    return candidates, unrecognized


def has_records_of(spec: ReportSpec, raw: RawFile) -> bool:
    """Whether a file is JSON with a record that the spec can land; False when it cannot be read."""
    try:
        return has_records(spec, inspect(raw.uri, raw.member))
    except FileRejected:
        return False
