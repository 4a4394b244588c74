"""Which layout a header belongs to, and which of its fields give which column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glue.landing.errors import FileRejected
from glue.landing.spec import Alias, Column, Layout, ReportSpec, normalize_header

HEADER_LINES = 50


@dataclass(frozen=True)
class Candidate:
    """A row that may be the header: where it stands, its fields, and the lines above it.

    layouts: those that read a row of this kind.
    """

    line: int
    fields: Sequence[str]
    above: Sequence[str]
    layouts: Sequence[Layout]
    delimiter: str = ""
    quoting: bool = False


@dataclass(frozen=True)
class Match:
    """How well a candidate fits a layout; twice: a name that stands in it twice."""

    layout: Layout
    candidate: Candidate
    sources: dict[str, tuple[int, ...]]
    captures: dict[str, str]
    missing: tuple[Column, ...]
    twice: str | None = None

    @property
    def rank(self) -> tuple[float, int, int]:
        """Share of the required columns, number of columns found, nearness to the top."""
        required = len(self.layout.wanted)
        found = (required - len(self.missing)) / required
        return (found, len(self.sources), -self.candidate.line)

    @property
    def found_headers(self) -> tuple[int, int]:
        """How many of the layout's headers are there, and how many it has."""
        expected = self.layout.headers
        if not expected:
            return len(self.layout.wanted) - len(self.missing), len(self.layout.wanted)
        seen = {normalize_header(text) for text in self.candidate.fields}
        return sum(normalize_header(text) in seen for text in expected), len(expected)


def positions(aliases: Iterable[Alias], header: Sequence[str]) -> tuple[list[int], dict[str, str]]:
    """Where the aliases stand in a header, in their order, and the groups that they captured.

    A regular expression may hit several headers (7 and 14 day windows): the first one counts.
    """
    found: list[int] = []
    captures: dict[str, str] = {}
    for alias in aliases:
        matched = [(i, alias.match(text)) for i, text in enumerate(header)]
        hits = [(i, groups) for i, groups in matched if groups is not None]
        if hits:
            position, groups = hits[0]
            if position not in found:
                found.append(position)
            captures |= {name: value for name, value in groups.items() if value}
    return found, captures


def standing_twice(columns: Iterable[Column], header: Sequence[str]) -> str | None:
    """The first literal alias that stands twice in a header: it has no single meaning."""
    for column in columns:
        for alias in column.aliases:
            hits = sum(alias.match(text) is not None for text in header)
            if alias.pattern is None and hits > 1:
                return alias.text
    return None


def _preamble(spec: ReportSpec, lines: Sequence[str]) -> dict[str, str]:
    captures: dict[str, str] = {}
    for line in lines:
        for pattern in spec.preamble:
            found = re.fullmatch(pattern, line.strip())
            if found:
                captures |= {name: value for name, value in found.groupdict().items() if value}
    return captures


def _matches(spec: ReportSpec, candidates: Iterable[Candidate]) -> Iterable[Match]:
    literal = {normalize_header(a.text) for c in spec.columns for a in c.aliases if not a.pattern}
    for candidate in candidates:
        if not any(normalize_header(text) in literal for text in candidate.fields):
            continue
        sources, captures = {}, _preamble(spec, candidate.above)
        twice = standing_twice(spec.columns, candidate.fields)
        for column in spec.columns:
            found, groups = positions(column.aliases, candidate.fields)
            captures |= groups
            if found:
                sources[column.name] = tuple(found)
        names = {normalize_header(text) for text in candidate.fields}
        for layout in candidate.layouts:
            # What marks a JSON layout is known from the keys of its records; see documents.py.
            marked = layout.marks and layout.document is None
            if marked and names.isdisjoint(map(normalize_header, layout.marks)):
                continue
            missing = tuple(
                spec.column(names[0])
                for names in layout.wanted
                if not any(
                    name in sources
                    or name in layout.constants
                    or any(key in captures for key in spec.column(name).captures)
                    for name in names
                )
            )
            yield Match(layout, candidate, sources, captures, missing, twice)


def best_match(spec: ReportSpec, candidates: Iterable[Candidate]) -> Match | None:
    """The header and layout that fit best, or None when no row names any column.

    Raises FileRejected (WRONG_SCHEMA) when a name stands twice in it; a row of data may do so.
    """
    match = max(_matches(spec, candidates), key=lambda match: match.rank, default=None)
    if match and match.twice:
        raise FileRejected("WRONG_SCHEMA", f'column "{match.twice}" stands twice in the header')
    return match


def check_complete(match: Match) -> None:
    """Raise FileRejected (WRONG_SCHEMA) when required columns are missing."""
    if not match.missing:
        return
    names = " and ".join(f'"{column.label}"' for column in match.missing)
    noun, verb = ("column", "is") if len(match.missing) == 1 else ("columns", "are")
    found, expected = match.found_headers
    raise FileRejected(
        "WRONG_SCHEMA",
        f"{noun} {names} {verb} missing (found {found} of {expected} columns of "
        f"{match.layout.label})",
        match.layout.help,
    )


def plan_of(spec: ReportSpec, match: Match) -> dict:
    """The parts of a FilePlan that a header decides, as keyword arguments."""
    header, layout = match.candidate.fields, match.layout
    used = {position for found in match.sources.values() for position in found}
    masked = {normalize_header(text) for text in spec.masked}
    known = masked | {normalize_header(text) for text in (*layout.headers, *layout.marks)}
    present = {normalize_header(text) for text in header}
    country = [alias for column in spec.columns for alias in column.country]
    constants = dict(layout.constants)
    for column in spec.columns:
        given = (match.captures[name] for name in column.captures if name in match.captures)
        constant = next(given, None)
        if constant is not None:
            constants[column.name] = column.words.get(constant, constant)
    return {
        "layout": layout.name,
        "delimiter": match.candidate.delimiter,
        "quoting": match.candidate.quoting,
        "header_line": match.candidate.line,
        "width": len(header),
        "min_width": 0 if layout.short_rows else len(header),
        "sources": match.sources,
        "countries": tuple(positions(country, header)[0]),
        "masked": frozenset(
            # Without a header only the positions say what a field is: any other may be a person's.
            i
            for i, text in enumerate(header)
            if (i not in used if layout.headerless else normalize_header(text) in masked)
        ),
        "constants": constants,
        "ignored": tuple(
            text.strip()
            for i, text in enumerate(header)
            if text.strip() and i not in used and normalize_header(text) not in known
        ),
        "absent": tuple(text for text in layout.headers if normalize_header(text) not in present),
    }


def unknown_header(
    spec: ReportSpec, layouts: Sequence[Layout], belongs_to: tuple[str, Match] | None, where: str
) -> FileRejected:
    """The rejection of a file without a header of `spec`.

    belongs_to: folder and match of the report that it is instead. where: "in the first 50 lines".
    """
    layout = (list(layouts) or list(spec.layouts))[0]
    if belongs_to is not None:
        folder, match = belongs_to
        return FileRejected(
            "WRONG_SCHEMA",
            f"this is not {layout.label}: its header is that of {match.layout.label}",
            f"Put it into the folder {folder}.",
        )
    if layout.headerless is not None:
        least, most = layout.headerless.width
        return FileRejected(
            "WRONG_SCHEMA",
            f"this is not {layout.label}, which has no line of column names and {least} to {most} "
            "fields in each record",
            layout.help,
        )
    labels = [spec.column(name).label for name, *_ in layout.wanted]
    wanted = ", ".join(f'"{label}"' for label in labels[:6])
    more = f" and {len(labels) - 6} more" if len(labels) > 6 else ""
    return FileRejected(
        "WRONG_SCHEMA",
        f"no header of {layout.label} was found {where} (expected the columns {wanted}{more})",
        layout.help,
    )
