"""JSON: API responses, arrays, one object per line, and GraphQL bulk exports with `__parentId`.

A layout maps JMESPath expressions to header texts, so that a record reads like a row of the
vendor's CSV. Numbers keep the digits of the file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jmespath

from glue.landing.containers import open_content, reading
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.records import Record
from glue.landing.spec import Document, Field, Layout, ReportSpec

BAD_JSON, ORPHAN, UNKNOWN_CHILD = "BAD_JSON", "ORPHAN", "UNKNOWN_CHILD"
PARENT = "__parentId"


@dataclass(frozen=True)
class _Node:
    """A JSON value with the line that it stands on; problem: why it is no record."""

    line: int
    value: Any
    text: str = ""
    problem: str | None = None


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str)


def _nodes(uri: str, member: str, encoding: str) -> Iterator[_Node]:
    """The document of a file, or the object of each of its lines.

    Raises FileRejected (UNREADABLE) when the whole is not JSON and its first line is not either.
    """
    with reading(), open_content(uri, member) as binary:
        stream = io.TextIOWrapper(binary, encoding=encoding)
        first = stream.readline()
        while first and not first.strip("\ufeff \t\r\n"):
            first = stream.readline()
        try:
            value = _loads(first.lstrip("\ufeff"))
        except ValueError:
            yield _document_node(first + stream.read())
            return
        yield _Node(1, value, first)
        for number, line in enumerate(stream, start=2):
            if line.strip():
                yield _line_node(number, line)


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        sentence = f"the text cannot be decoded (tried {error.encoding})"
        raise FileRejected("ENCODING", sentence) from error


def _document_node(text: str) -> _Node:
    try:
        return _Node(1, _loads(text.lstrip("\ufeff")))
    except ValueError as error:
        raise FileRejected(
            "TRUNCATED", f"the JSON is damaged or not complete ({_place(error)})"
        ) from error


def _place(error: ValueError) -> str:
    line = getattr(error, "lineno", None)
    return f"line {line}" if line else "not readable"


def _line_node(number: int, line: str) -> _Node:
    try:
        return _Node(number, _loads(line), line)
    except ValueError:
        return _Node(number, None, line.rstrip("\r\n"), BAD_JSON)


@lru_cache(maxsize=512)
def _path(expression: str) -> Any:
    return jmespath.compile(expression)


def recognize(spec: ReportSpec, uri: str, member: str, encoding: str) -> Layout | None:
    """The first JSON layout of `spec` that the first record of a file has the keys of, or None.

    Raises FileRejected when it is not JSON (TRUNCATED) or not text in that encoding (ENCODING).
    """
    layouts = [layout for layout in spec.layouts if layout.document is not None]
    if not layouts:
        return None
    with _decoding():
        first = next(_nodes(uri, member, encoding), None)
    for layout in layouts if first is not None else ():
        if _is_empty_page(layout.document, first.value):
            return layout
        found = _records_of(layout.document, first.value)
        keys = set(found[0]) if found and isinstance(found[0], dict) else set()
        if set(layout.document.keys) <= keys and not (
            layout.marks and keys.isdisjoint(layout.marks)
        ):
            return layout
    return None


def header(layout: Layout) -> list[str]:
    """The header texts of a JSON layout, in the order of its records' fields."""
    document = layout.document
    return [field.header for field in (*document.fields, *document.item_fields)]


def _is_empty_page(document: Document, value: Any) -> bool:
    """An answer with nothing in it, as the last page of many is: {"orders": []}."""
    return isinstance(value, dict) and value == {document.records.split(" ")[0]: []}


def _records_of(document: Document, value: Any) -> list:
    if _is_empty_page(document, value):
        return []
    found = _path(document.records).search(value)
    return found if isinstance(found, list) else [] if found is None else [found]


def _inner(document: Document, found: list) -> list:
    """The records themselves: where they stand within others, each with its outer one."""
    if document.within is None:
        return found
    name, outer_name = document.within
    return [
        inner | {outer_name: outer} if isinstance(inner, dict) else inner
        for outer in found
        for inner in (_listed(outer.get(name)) if isinstance(outer, dict) else [outer])
    ]


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else []


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pairs(value: Any) -> Iterator[str]:
    """'name: value' lines of [name, value] pairs and of the queries of URLs."""
    for item in value or []:
        if isinstance(item, str):
            yield from (f"{name}: {text}" for name, text in parse_qsl(urlsplit(item).query))
        elif isinstance(item, list) and len(item) == 2 and not isinstance(item[0], list):
            yield f"{_scalar(item[0])}: {_scalar(item[1])}"
        elif item:
            yield from _pairs(item)


def _text(given: Field, context: dict) -> str:
    value = _path(given.path).search(context)
    if not given.fold:
        return _scalar(value)
    if given.fold == "attributes":
        return "\n".join(_pairs(value))
    texts = [_scalar(item) for item in value or []]
    if given.fold == "join":
        return ", ".join(text for text in texts if text)
    try:
        return format(sum(map(Decimal, texts), Decimal(0)), "f") if texts else ""
    except InvalidOperation:
        # What is not a number is left as it is, for the typing to refuse.
        return " + ".join(texts)


def _rows(layout: Layout, record: Any) -> Iterator[list[str]]:
    """The rows of one record: one, or one per item of the list that the layout explodes."""
    document = layout.document
    items = _path(document.explode).search(record) if document.explode else None
    own = [_text(given, record) for given in document.fields]
    repeated = [
        text if given.header in document.repeat else ""
        for given, text in zip(document.fields, own, strict=True)
    ]
    for position, item in enumerate(items or [None]):
        context = {"item": item, "record": record}
        fields = [_text(given, context) for given in document.item_fields]
        yield (repeated if position else own) + fields


def rows(layout: Layout, uri: str, member: str, encoding: str) -> Iterator[list[str]]:
    """The texts of a file's records, without those that are none. Raises as `recognize` does."""
    with _decoding():
        for node in _nodes(uri, member, encoding):
            for record in _inner(layout.document, _records_of(layout.document, node.value)):
                if isinstance(record, dict):
                    yield from _rows(layout, record)


def _kind(gid: Any) -> str:
    """LineItem of gid://shopify/LineItem/1."""
    return str(gid).rstrip("/").split("/")[-2] if "/" in str(gid) else ""


def _collected(document: Document, nodes: Iterator[_Node]) -> Iterator[_Node]:
    """Parents of a bulk export with their children, each child as (line, object)."""
    parents: dict[str, _Node] = {}
    late: list[_Node] = []
    for node in nodes:
        value = node.value
        if node.problem or not isinstance(value, dict):
            late.append(_Node(node.line, None, node.text, node.problem or BAD_JSON))
        elif PARENT not in value:
            name = value.get("id", "")
            parents[f"{name} in line {node.line}" if name in parents else name] = node
        elif _kind(value.get("id")) not in document.children:
            late.append(_Node(node.line, None, node.text, UNKNOWN_CHILD))
        elif value[PARENT] not in parents:
            late.append(_Node(node.line, None, node.text, ORPHAN))
        else:
            kept = {name: item for name, item in value.items() if name != PARENT}
            listed = parents[value[PARENT]].value.setdefault(
                document.children[_kind(value["id"])], []
            )
            listed.append(kept | {"_line": str(node.line)})
    yield from parents.values()
    yield from late


def read(plan: FilePlan, encoding: str, layout: Layout) -> Iterator[Record]:
    """The records of a JSON file, each with exactly `plan.width` fields.

    The line of a record is its number in the file; in a bulk export it is the line of the item, or
    of the record when it has none. A line that is not JSON, has no parent, or is a child of a kind
    that the layout does not know, is a record with a problem.
    """
    document = layout.document
    nodes = _nodes(plan.uri, plan.member, encoding)
    number = 0
    for node in _collected(document, nodes) if document.children else nodes:
        if node.problem:
            if plan.also:
                # The report in whose folder the file lies tells of it.
                continue
            number += 1
            yield Record(node.line if document.children else number, [node.text], node.problem)
            continue
        for record in _inner(document, _records_of(document, node.value)):
            if not isinstance(record, dict):
                number += 1
                yield Record(number, [_scalar(record)], BAD_JSON)
                continue
            lines = _lines_of(document, node, record)
            for position, fields in enumerate(_rows(layout, record)):
                number += 1
                yield Record(lines[position] if lines else number, fields)


def _lines_of(document: Document, node: _Node, record: dict) -> list[int]:
    """The lines of a bulk record's rows, [] where rows are numbered."""
    if not document.children:
        return []
    items = _path(document.explode).search(record) if document.explode else None
    return [int(item["_line"]) for item in items or [] if "_line" in item] or [node.line]
