"""What a file is, from its bytes and its header: encoding, delimiter, header row and layout.

A layout is chosen by its header set, never by the file's name. Nothing is guessed: a file that fits
no layout is rejected with one sentence that says what was expected.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import dropwhile

from glue.landing.containers import DELIMITED, JSON, Content
from glue.landing.errors import FileRejected
from glue.landing.headers import (
    HEADER_LINES,
    Candidate,
    Match,
    best_match,
    check_complete,
    plan_of,
    unknown_header,
)
from glue.landing.readers import documents, workbook
from glue.landing.spec import Layout, ReportSpec

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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
    if quoting:
        # A line from inside a quoted field may hold anything, also a lone carriage return.
        with suppress(csv.Error):
            return next(csv.reader([line], delimiter=delimiter), [])
    return line.split(delimiter)


def head_lines(head: bytes, whole: bool, encoding: str) -> tuple[list[str], str]:
    """The physical lines of a file's head, and its line separator."""
    text = codecs.getincrementaldecoder(encoding)("strict").decode(head, False)
    # Lines that end like the first one does; quoted fields may hold the other mark.
    first = re.search(r"\r+\n|\r|\n", text)
    newline = "\r" if first and first.group() == "\r" else "\n"
    lines = text.lstrip("\ufeff").split(newline)
    if not whole and len(lines) > 1:
        lines.pop()
    return [line.rstrip("\r") for line in lines], newline


def _text_candidates(spec: ReportSpec, lines: Sequence[str]) -> Iterator[Candidate]:
    """Every line of the head, split in every way that a layout of the spec is written."""
    ways: dict[tuple[str, bool], list[Layout]] = {}
    for layout in spec.layouts:
        if layout.reads(DELIMITED) and layout.headerless is None:
            for delimiter in layout.delimiters or spec.delimiters:
                way = (delimiter, spec.is_quoted(layout, delimiter))
                ways.setdefault(way, []).append(layout)
    for number, line in enumerate(lines[:HEADER_LINES], start=1):
        for (delimiter, quoting), layouts in ways.items():
            fields = split_fields(line, delimiter, quoting)
            yield Candidate(number, fields, lines[: number - 1], layouts, delimiter, quoting)


def _by_encoding(
    spec: ReportSpec, content: Content
) -> Iterator[tuple[tuple, str, Match | None, list[str], str]]:
    """For each possible encoding how well the head reads in it, best first in the spec's order."""
    hinted_at = {name for name, hints in spec.encoding_hints.items() if _hinted(content, hints)}
    ruled_out = set(spec.hinted_encodings) - hinted_at
    candidates = [name for name in spec.encodings if name not in ruled_out]
    for order, encoding in enumerate(detect_encodings(content.head, candidates)):
        lines, newline = head_lines(content.head, content.whole, encoding)
        match = best_match(spec, _text_candidates(spec, lines))
        # ASCII reads the same in all of them: UTF-8 stays first, and a hint decides the rest.
        certain = encoding == "utf-8"
        score = (match.rank if match else (0.0, 0, 0), certain, encoding in hinted_at, -order)
        yield score, encoding, match, lines, newline


def _hinted(content: Content, hints: Iterable[str]) -> bool:
    """Whether one of the words stands in the head by itself: a part of an id says nothing."""
    plain = content.head.lower()
    words = (re.escape(hint.lower().encode("ascii")) for hint in hints)
    return any(re.search(rb"(?<![\w-])" + word + rb"(?![\w-])", plain) for word in words)


def _sniff_delimited(
    spec: ReportSpec, content: Content, others: Iterable[ReportSpec]
) -> tuple[Match, dict]:
    ranked = sorted(_by_encoding(spec, content), key=lambda item: item[0], reverse=True)
    (best, *_), _, match, lines, newline = ranked[0]
    known = {"encodings": tuple(item[1] for item in ranked if item[0][0] == best)}
    known["newline"] = newline
    layouts = [layout for layout in spec.layouts if layout.reads(DELIMITED)]
    if match is None or len(match.missing) > len(match.layout.wanted) // 2:
        headerless = _headerless(spec, lines)
        if headerless is not None:
            return headerless, known
        where = f"in the first {HEADER_LINES} lines"
        other = _owner(spec, others, lambda report: _text_candidates(report, lines))
        raise unknown_header(spec, layouts, other, where)
    return match, known


def _first_record(lines: Sequence[str], delimiter: str, quoting: bool) -> list[str]:
    """The fields of the record that begins on the first line; quoted, it may go on below."""
    if quoting:
        with suppress(csv.Error):
            return next(csv.reader(lines, delimiter=delimiter), [])
    return lines[0].split(delimiter) if lines else []


def _headerless(spec: ReportSpec, lines: Sequence[str]) -> Match | None:
    """The layout without a header that the first record of a file fits."""
    filled = list(dropwhile(lambda line: not line.strip(), lines))
    for layout in spec.layouts:
        shape = layout.headerless
        for delimiter in layout.delimiters or spec.delimiters if shape else ():
            quoting = spec.is_quoted(layout, delimiter)
            fields = _first_record(filled, delimiter, quoting)
            least, most = shape.width
            if least <= len(fields) <= most and all(
                re.fullmatch(pattern, fields[position].strip())
                for position, pattern in shape.recognize.items()
            ):
                candidate = Candidate(0, [""] * most, [], [layout], delimiter, quoting)
                sources = {name: (position,) for name, position in shape.positions.items()}
                return Match(layout, candidate, sources, {}, ())
    return None


def _owner(spec: ReportSpec, others: Iterable[ReportSpec], candidates) -> tuple[str, Match] | None:
    """Folder and match of the first other report that the file fits completely."""
    for other in others:
        match = best_match(other, candidates(other)) if other.report != spec.report else None
        if match is not None and not match.missing:
            return f"{other.source}/{other.name}", match
    return None


def _sniff_workbook(
    spec: ReportSpec, content: Content, others: Iterable[ReportSpec]
) -> tuple[Match, dict]:
    sheets = workbook.heads(content.uri, content.member, HEADER_LINES)
    others = list(others)
    layouts = [layout for layout in spec.layouts if layout.reads("workbook")]

    def candidates(report: ReportSpec, rows: list[list[str]]) -> Iterator[Candidate]:
        fitting = [layout for layout in report.layouts if layout.reads("workbook")]
        above: list[str] = []
        for number, fields in enumerate(rows, start=1):
            yield Candidate(number, _trimmed(fields), list(above), fitting)
            above.append(" ".join(text for text in fields if text))

    found = {name: best_match(spec, candidates(spec, rows)) for name, rows in sheets.items()}
    fits = [name for name, match in found.items() if match is not None and not match.missing]
    if len(fits) > 1:
        names = " and ".join(f'"{name}"' for name in fits[:2])
        raise FileRejected(
            "WRONG_SCHEMA",
            f"the sheets {names} both hold {found[fits[0]].layout.label}",
            "Keep one sheet per workbook.",
        )
    best = max(
        (name for name, match in found.items() if match is not None),
        key=lambda name: found[name].rank,
        default=None,
    )
    match = found[best] if best is not None else None
    if match is None or len(match.missing) > len(match.layout.wanted) // 2:
        owners = (_owner(spec, others, lambda r, s=s: candidates(r, s)) for s in sheets.values())
        other = next((owner for owner in owners if owner is not None), None)
        where = f"in the first {HEADER_LINES} rows of any sheet"
        raise unknown_header(spec, layouts, other, where)
    notes = [f'Sheet "{name}" was left out.' for name in sheets if name != best]
    return match, {"sheet": best, "notes": tuple(notes)}


def _trimmed(fields: list[str]) -> list[str]:
    """Without the empty cells at the end, which a sheet has as many as its widest row."""
    width = max((i + 1 for i, text in enumerate(fields) if text), default=0)
    return fields[:width]


def _sniff_json(
    spec: ReportSpec, content: Content, others: Iterable[ReportSpec]
) -> tuple[Match, dict]:
    encodings = detect_encodings(content.head, ("utf-8",))
    layouts = [layout for layout in spec.layouts if layout.document is not None]
    for report in (spec, *others):
        layout = documents.recognize(report, content.uri, content.member, encodings[0])
        if layout is None:
            continue
        header = documents.header(layout)
        match = best_match(report, [Candidate(0, header, [], [layout])])
        if report is spec:
            return match, {"encodings": encodings}
        raise unknown_header(spec, layouts, (f"{report.source}/{report.name}", match), "")
    named = dict.fromkeys(key for layout in layouts for key in layout.document.keys[:3])
    keys = " and ".join(f'"{key}"' for key in named)
    expected = f" (expected records with {keys})" if keys else ""
    label = (layouts or list(spec.layouts))[0].label
    raise FileRejected("WRONG_SCHEMA", f"this JSON is not {label}{expected}", spec.layouts[0].help)


_SNIFFERS = {"delimited": _sniff_delimited, "workbook": _sniff_workbook, JSON: _sniff_json}


def sniff(spec: ReportSpec, content: Content, others: Iterable[ReportSpec] = ()) -> dict:
    """The parts of a FilePlan that the file itself decides, as keyword arguments.

    `others` are the specs to name when the file belongs to another folder.
    Raises FileRejected: ENCODING, WRONG_SCHEMA, UNREADABLE or TRUNCATED.
    """
    match, known = _SNIFFERS[content.container](spec, content, others)
    check_complete(match)
    plan = plan_of(spec, match) | known
    if match.layout.headerless is not None:
        plan["min_width"] = match.layout.headerless.width[0]
    return plan | {"container": content.container, "member": content.member}


def has_records(spec: ReportSpec, content: Content) -> bool:
    """Whether a file is JSON with a record that a layout of the spec finds and can land.

    Raises FileRejected: ENCODING, UNREADABLE or TRUNCATED.
    """
    if content.container != JSON:
        return False
    encoding = detect_encodings(content.head, ("utf-8",))[0]
    layout = documents.recognize(spec, content.uri, content.member, encoding)
    if layout is None:
        return False
    match = best_match(spec, [Candidate(0, documents.header(layout), [], [layout])])
    required = [match.sources[column.name][0] for column in spec.columns if column.required]
    rows = documents.rows(layout, content.uri, content.member, encoding)
    return any(all(fields[place] for place in required) for fields in rows)
