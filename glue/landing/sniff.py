"""What a delimited file is, from its first bytes: encoding, delimiter, header row and layout.

A layout is chosen by its header set, never by the file's name. Nothing is guessed: a file that fits
no layout is rejected with one sentence that says what was expected.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from glue.landing.errors import FileRejected
from glue.landing.spec import Alias, Column, Layout, ReportSpec, normalize_header

HEAD_BYTES = 1 << 16
HEADER_LINES = 50
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class FilePlan:
    """All that a worker needs to read one file. Plain data: it travels to the workers.

    encodings: candidates in order; the first that decodes the whole file is used.
    header_line: physical line of the header, 1-based. width: number of header fields.
    sources: per column read from the file, the field positions in order of preference.
    captures: values read from the header or the preamble, by name.
    """

    uri: str
    source_file: str
    store: str
    sha256: str
    number: int
    layout: str
    encodings: tuple[str, ...]
    newline: str
    delimiter: str
    quoting: bool
    header_line: int
    width: int
    short_rows: bool
    sources: dict[str, tuple[int, ...]]
    countries: tuple[int, ...] = ()
    masked: frozenset[int] = frozenset()
    captures: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def detect_encodings(head: bytes, candidates: Iterable[str]) -> tuple[str, ...]:
    """Candidate encodings for a file with this head, best first.

    A byte order mark decides. Without one, strict UTF-8; the spec's fallbacks stay candidates only
    as long as the head is plain ASCII or not UTF-8 at all. Raises FileRejected(ENCODING).
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return (encoding,)
    if b"\x00" in head[:1000]:
        even, odd = head[:1000:2].count(0), head[1:1000:2].count(0)
        if max(even, odd) > len(head[:1000]) // 4:
            return ("utf-16-le" if odd > even else "utf-16-be",)
        raise FileRejected("ENCODING", "this is not a text file")
    fallbacks = tuple(name for name in candidates if name != "utf-8")
    if head.isascii():
        return ("utf-8", *fallbacks)
    if _decodes(head, "utf-8"):
        return ("utf-8",)
    fitting = tuple(name for name in fallbacks if _decodes(head, name))
    if not fitting:
        tried = ", ".join(("UTF-8", *fallbacks))
        raise FileRejected("ENCODING", f"the text cannot be decoded (tried {tried})")
    return fitting


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(head, False)
    except UnicodeDecodeError:
        return False
    return True


def split_fields(line: str, delimiter: str, quoting: bool) -> list[str]:
    """The fields of a one-line record."""
    if not quoting:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def _positions(aliases: Iterable[Alias], header: list[str]) -> tuple[list[int], dict[str, str]]:
    positions: list[int] = []
    captures: dict[str, str] = {}
    for alias in aliases:
        matched = [(i, alias.match(text)) for i, text in enumerate(header)]
        hits = [(i, groups) for i, groups in matched if groups is not None]
        # A column that stands twice under one name has no single meaning; regular expressions may
        # hit several headers (7 and 14 day windows), where the first one stands for the file.
        if len(hits) > 1 and alias.pattern is None:
            raise FileRejected("WRONG_SCHEMA", f'column "{alias.text}" stands twice in the header')
        if hits:
            position, groups = hits[0]
            if position not in positions:
                positions.append(position)
            captures |= {name: value for name, value in groups.items() if value}
    return positions, captures


@dataclass(frozen=True)
class _Match:
    """How well one header candidate fits one layout."""

    layout: Layout
    line: int
    delimiter: str
    header: list[str]
    sources: dict[str, tuple[int, ...]]
    captures: dict[str, str]
    missing: tuple[Column, ...]

    @property
    def rank(self) -> tuple[float, int, int]:
        found = len(self.layout.required) - len(self.missing)
        return (found / len(self.layout.required), len(self.sources), -self.line)

    @property
    def found_headers(self) -> tuple[int, int]:
        expected = self.layout.headers
        if not expected:
            return len(self.layout.required) - len(self.missing), len(self.layout.required)
        seen = {normalize_header(text) for text in self.header}
        return sum(normalize_header(text) in seen for text in expected), len(expected)


def _preamble(spec: ReportSpec, lines: list[str]) -> dict[str, str]:
    captures: dict[str, str] = {}
    for line in lines:
        for pattern in spec.preamble:
            found = re.fullmatch(pattern, line.strip())
            if found:
                captures |= {name: value for name, value in found.groupdict().items() if value}
    return captures


def _matches(spec: ReportSpec, lines: list[str]) -> Iterable[_Match]:
    literal = {normalize_header(a.text) for c in spec.columns for a in c.aliases if not a.pattern}
    for number, line in enumerate(lines[:HEADER_LINES], start=1):
        for delimiter in spec.delimiters:
            header = split_fields(line, delimiter, spec.quoting)
            if not any(normalize_header(text) in literal for text in header):
                continue
            sources, captures = {}, _preamble(spec, lines[: number - 1])
            for column in spec.columns:
                found, groups = _positions(column.aliases, header)
                captures |= groups
                if found:
                    sources[column.name] = tuple(found)
            for layout in spec.layouts:
                missing = tuple(
                    spec.column(name)
                    for name in layout.required
                    if name not in sources
                    and not any(key in captures for key in spec.column(name).captures)
                )
                yield _Match(layout, number, delimiter, header, sources, captures, missing)


def head_lines(head: bytes, whole: bool, encoding: str) -> tuple[list[str], str]:
    """The physical lines of a file's head, and its line separator."""
    text = codecs.getincrementaldecoder(encoding)("strict").decode(head, False)
    newline = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = text.lstrip("\ufeff").split(newline)
    if not whole and len(lines) > 1:
        lines.pop()
    return [line.rstrip("\r") for line in lines], newline


def best_match(spec: ReportSpec, lines: list[str]) -> _Match | None:
    """The header row and layout that fit best, or None when no line names any column."""
    return max(_matches(spec, lines), key=lambda match: match.rank, default=None)


def sniff_delimited(
    spec: ReportSpec, head: bytes, whole: bool, others: Iterable[ReportSpec] = ()
) -> dict:
    """The parts of a FilePlan that the file itself decides, as keyword arguments.

    `others` are the specs to name when the file belongs to another folder.
    Raises FileRejected: EMPTY, ENCODING or WRONG_SCHEMA.
    """
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise FileRejected("EMPTY", "the file is empty")
    encodings = detect_encodings(head, spec.encodings)
    lines, newline = head_lines(head, whole, encodings[0])
    match = best_match(spec, lines)
    if match is None or len(match.missing) > len(match.layout.required) // 2:
        raise _unknown_header(spec, lines, others)
    if match.missing:
        names = " and ".join(f'"{column.label}"' for column in match.missing)
        verb = "is" if len(match.missing) == 1 else "are"
        noun = "column" if len(match.missing) == 1 else "columns"
        found, expected = match.found_headers
        raise FileRejected(
            "WRONG_SCHEMA",
            f"{noun} {names} {verb} missing (found {found} of {expected} columns of "
            f"{match.layout.label})",
            match.layout.help,
        )
    used = {position for positions in match.sources.values() for position in positions}
    known = {normalize_header(text) for text in (*match.layout.headers, *spec.masked)}
    masked = {normalize_header(text) for text in spec.masked}
    country = [alias for column in spec.columns for alias in column.country]
    return {
        "layout": match.layout.name,
        "encodings": encodings,
        "newline": newline,
        "delimiter": match.delimiter,
        "quoting": spec.quoting,
        "header_line": match.line,
        "width": len(match.header),
        "short_rows": match.layout.short_rows,
        "sources": match.sources,
        "countries": tuple(_positions(country, match.header)[0]),
        "masked": frozenset(
            i for i, text in enumerate(match.header) if normalize_header(text) in masked
        ),
        "captures": match.captures,
        "ignored": tuple(
            text.strip()
            for i, text in enumerate(match.header)
            if text.strip() and i not in used and normalize_header(text) not in known
        ),
        "absent": tuple(
            column.name
            for column in spec.columns
            if column.from_file
            and column.name not in match.sources
            and not any(key in match.captures for key in column.captures)
        ),
    }


def _unknown_header(
    spec: ReportSpec, lines: list[str], others: Iterable[ReportSpec]
) -> FileRejected:
    layout = spec.layouts[0]
    for other in others:
        match = best_match(other, lines) if other.report != spec.report else None
        if match is not None and not match.missing:
            folder = f"{other.source}/{other.name}"
            return FileRejected(
                "WRONG_SCHEMA",
                f"this is not {layout.label}: its header is that of {match.layout.label}",
                f"Put it into the folder {folder}.",
            )
    labels = [spec.column(name).label for name in layout.required]
    wanted = ", ".join(f'"{label}"' for label in labels[:6])
    more = f" and {len(labels) - 6} more" if len(labels) > 6 else ""
    return FileRejected(
        "WRONG_SCHEMA",
        f"no header of {layout.label} was found in the first {HEADER_LINES} lines "
        f"(expected the columns {wanted}{more})",
        layout.help,
    )


SNIFFERS = {"delimited": sniff_delimited}
