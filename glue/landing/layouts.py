"""Layouts from a spec's YAML: header sets, headerless texts and JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jmespath

from glue.landing.spec import Document, Field, Headerless, Layout

if TYPE_CHECKING:
    from glue.landing.catalog import SpecReader

CONTAINERS = ("delimited", "workbook", "json")
FOLDS = ("", "sum", "join", "attributes")
_LAYOUT = {
    "name", "label", "required", "headers", "short_rows", "help", "container", "delimiters",
    "quoting", "decimal", "formats", "constants", "positions", "width", "recognize", "records",
    "any_of", "marks", "keys", "fields", "item_fields", "explode", "repeat", "children", "within",
}  # fmt: skip
_DOCUMENT = ("records", "keys", "fields", "item_fields", "explode", "repeat", "children", "within")
_HEADERLESS = ("positions", "width", "recognize")


def read_layout(read: SpecReader, entry: Any) -> Layout:
    """A validated layout. Raises SpecError naming the wrong entry."""
    read.check_keys("a layout", entry, _LAYOUT)
    if "name" not in entry or not entry.get("required"):
        raise read.fail("a layout needs a name and required columns.")
    where = f"layout {entry['name']}"
    container = entry.get("container")
    if container is not None and container not in CONTAINERS:
        raise read.fail(f"{where}: container must be one of {', '.join(CONTAINERS)}.")
    if (container == "json") != any(name in entry for name in _DOCUMENT):
        raise read.fail(f"{where}: container json and its fields go together.")
    decimal = entry.get("decimal")
    if decimal not in (None, "point", "comma", "auto"):
        raise read.fail(f"{where}: decimal must be point, comma or auto.")
    formats = entry.get("formats") or {}
    read.check_keys(f"{where} formats", formats, {"date", "timestamp"})
    return Layout(
        name=entry["name"],
        label=entry.get("label", entry["name"]),
        required=read.names(f"{where} required", entry["required"]),
        any_of=read.names(f"{where} any_of", entry.get("any_of")),
        marks=read.names(f"{where} marks", entry.get("marks")),
        headers=read.names(f"{where} headers", entry.get("headers")),
        short_rows=bool(entry.get("short_rows", False)),
        help=entry.get("help", ""),
        container=container,
        delimiters=read.names(f"{where} delimiters", entry.get("delimiters")),
        quoting=read.quoting(entry["quoting"]) if "quoting" in entry else None,
        decimal=decimal,
        formats={kind: read.names(where, value) for kind, value in formats.items()},
        constants=_texts(read, f"{where} constants", entry.get("constants")),
        document=_document(read, where, entry) if container == "json" else None,
        headerless=_headerless(read, where, entry),
    )


def _texts(read: SpecReader, where: str, value: Any) -> dict[str, str]:
    given = value or {}
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise read.fail(f"{where} must map names to texts.")
    return dict(given)


def _headerless(read: SpecReader, where: str, entry: dict) -> Headerless | None:
    if not any(name in entry for name in _HEADERLESS):
        return None
    positions, width, recognize = (entry.get(name) for name in _HEADERLESS)
    if not positions or not recognize or not isinstance(width, list) or len(width) != 2:
        raise read.fail(f"{where} needs positions, recognize and width: [least, most].")
    for pattern in recognize.values():
        read.check_regex(f"{where} recognize", pattern)
    if max([*positions.values(), *recognize]) >= width[1]:
        raise read.fail(f"{where} has a position beyond its width.")
    return Headerless(dict(positions), (width[0], width[1]), dict(recognize))


def _document(read: SpecReader, where: str, entry: dict) -> Document:
    if not entry.get("keys") or not entry.get("fields"):
        raise read.fail(f"{where} needs keys and fields.")
    records = entry.get("records", "@")
    explode = entry.get("explode", "")
    for path in filter(None, (records, explode)):
        _check_path(read, where, path)
    return Document(
        keys=read.names(f"{where} keys", entry["keys"]),
        fields=_fields(read, where, entry["fields"]),
        item_fields=_fields(read, where, entry.get("item_fields") or {}),
        records=records,
        explode=explode,
        repeat=read.names(f"{where} repeat", entry.get("repeat")),
        children=_texts(read, f"{where} children", entry.get("children")),
        within=_within(read, where, entry),
    )


def _within(read: SpecReader, where: str, entry: dict) -> tuple[str, str] | None:
    given = list(_texts(read, f"{where} within", entry.get("within")).items())
    if len(given) > 1 or (given and entry.get("children")):
        raise read.fail(f"{where}: within names one list, and no children go with it.")
    return given[0] if given else None


def _fields(read: SpecReader, where: str, entries: dict[str, Any]) -> tuple[Field, ...]:
    found = []
    for header, given in entries.items():
        entry = {"path": given} if isinstance(given, str) else given
        read.check_keys(f"{where} field {header}", entry, {"path", "fold"})
        fold = entry.get("fold", "")
        if fold not in FOLDS:
            raise read.fail(f"{where} field {header} has the unknown fold {fold!r}.")
        _check_path(read, f"{where} field {header}", entry["path"])
        found.append(Field(header, entry["path"], fold))
    return tuple(found)


def _check_path(read: SpecReader, where: str, path: str) -> None:
    try:
        jmespath.compile(path)
    except jmespath.exceptions.JMESPathError as error:
        raise read.fail(f"{where}: {path!r} is not a JMESPath expression.") from error
