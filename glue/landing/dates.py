"""Day first or month first: decided per column over the whole file, never per cell.

Patterns are Java's, as Spark reads them. Two patterns are rivals when the same text may read as
another day in each (`dd/MM/yyyy` and `MM/dd/yyyy`); the column's own texts decide between them,
then the file's other columns. What nothing decides is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from glue.landing.errors import FileRejected
from glue.landing.spec import Column, Layout, ReportSpec

ISO = {
    "date": ("yyyy-MM-dd",),
    "timestamp": ("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"),
}
_TOKEN = re.compile(r"'[^']*'|([A-Za-z])\1*|.")
_LIMITS = {"d": 31, "M": 12}


def date_columns(spec: ReportSpec) -> list[Column]:
    """The date and timestamp columns of the file, in table order: `_dates` has a mark for each."""
    return [c for c in spec.columns if c.type in ISO and c.from_file]


@lru_cache(maxsize=256)
def _order(pattern: str) -> tuple[str, str]:
    """The skeleton of a pattern without its order of days, months and two-digit years; the order.

    ('N/N/yyyy', 'dMy') for dd/MM/yyyy. A four-digit year and a month's name stay in the skeleton.
    """
    skeleton, order = [], []
    for found in _TOKEN.finditer(pattern):
        token = found.group()
        if token in ("d", "dd", "M", "MM", "yy"):
            skeleton.append("N")
            order.append(token[0])
        else:
            skeleton.append(token)
            order += ["y"] if token == "yyyy" else []
    return "".join(skeleton), "".join(order)


def _rivals(formats: Sequence[str]) -> list[str]:
    """The patterns of `formats` that another one could read differently."""
    orders: dict[str, set[str]] = {}
    for pattern in formats:
        skeleton, order = _order(pattern)
        orders.setdefault(skeleton, set()).add(order)
    return [pattern for pattern in formats if len(orders[_order(pattern)[0]]) > 1]


def _base(column: Column, layout: Layout, container: str) -> tuple[str, ...]:
    formats = layout.formats.get(column.type) or column.formats
    own = formats if container == "delimited" else (*formats, *ISO[column.type])
    return tuple(dict.fromkeys(own))


def _choices_of(formats: tuple[str, ...]) -> list[tuple[str, ...]]:
    rivals = _rivals(formats)
    orders = sorted({_order(pattern)[1] for pattern in rivals})
    if not orders:
        return [formats]
    return [
        tuple(p for p in formats if p not in rivals or _order(p)[1] == order) for order in orders
    ]


def choices(spec: ReportSpec, column: Column) -> list[tuple[str, ...]]:
    """Every list of patterns that a file's column may be read with; a mark is the index of one."""
    found: dict[tuple[str, ...], None] = {}
    for layout in spec.layouts:
        for container in ("delimited", "workbook"):
            found |= dict.fromkeys(_choices_of(_base(column, layout, container)))
    return list(found)


def _leading_numbers(text: str, order: str) -> dict[str, int] | None:
    numbers = re.findall(r"\d+", text)[: len(order)]
    if len(numbers) < len(order):
        return None
    return dict(zip(order, map(int, numbers), strict=True))


def _looks(text: str, skeleton: str) -> bool:
    body = "".join(
        {"N": r"\d{1,2}", "yyyy": r"\d{4}"}.get(t, ".*" if t[0].isalpha() else re.escape(t))
        for t in (found.group() for found in _TOKEN.finditer(skeleton))
    )
    return re.fullmatch(body, text) is not None


def _possible(formats: Sequence[str], texts: Iterable[str]) -> tuple[set[str], bool]:
    """The orders in which all texts that rivals could read make sense; whether it matters."""
    rivals = _rivals(formats)
    left, matters = {_order(pattern)[1] for pattern in rivals}, False
    skeletons = {_order(pattern)[0] for pattern in rivals}
    for text in texts:
        if not any(_looks(text, skeleton) for skeleton in skeletons):
            continue
        readings = {}
        for order in sorted({_order(pattern)[1] for pattern in rivals}):
            numbers = _leading_numbers(text, order) or {}
            if all(1 <= numbers.get(part, 0) <= limit for part, limit in _LIMITS.items()):
                readings[order] = sorted(numbers.items())
        left &= set(readings)
        matters = matters or len({tuple(reading) for reading in readings.values()}) > 1
    return left, matters


class DateSurvey:
    """Collects the distinct texts of the columns that need a decision, then gives the marks."""

    def __init__(self, spec: ReportSpec, layout: Layout, container: str) -> None:
        self.columns = date_columns(spec)
        self.bases = [_base(column, layout, container) for column in self.columns]
        self.choices = [choices(spec, column) for column in self.columns]
        self.texts: dict[str, set[str]] = {
            column.name: set()
            for column, base in zip(self.columns, self.bases, strict=True)
            if _rivals(base)
        }

    @property
    def names(self) -> Sequence[str]:
        """The columns whose texts `add` wants to see."""
        return list(self.texts)

    def add(self, name: str, texts: Iterable[str | None]) -> None:
        self.texts[name].update(text for text in texts if text)

    def marks(self) -> str:
        """One mark per date column. Raises FileRejected (AMBIGUOUS_DATE)."""
        found = {
            column.name: _possible(base, self.texts[column.name])
            for column, base in zip(self.columns, self.bases, strict=True)
            if column.name in self.texts
        }
        decided = [left for left, _ in found.values() if len(left) == 1]
        proved = set().union(*decided) if decided else set()
        marks = []
        for column, base, known in zip(self.columns, self.bases, self.choices, strict=True):
            order = _decide(column, *found[column.name], proved) if column.name in found else None
            marks.append(chr(48 + known.index(_with_order(base, order))))
        return "".join(marks)


def _decide(column: Column, left: set[str], matters: bool, proved: set[str]) -> str:
    if not left:
        raise FileRejected(
            "AMBIGUOUS_DATE",
            f'the dates of column "{column.label}" have the day first in some rows and the month '
            "first in others",
            "Save it with dates like 2025-12-31.",
        )
    if len(left) == 1:
        return next(iter(left))
    if len(left & proved) == 1 and len(proved) == 1:
        return next(iter(proved))
    if matters:
        raise FileRejected(
            "AMBIGUOUS_DATE",
            f'the dates of column "{column.label}" could have the day or the month first',
            "Save it with dates like 2025-12-31.",
        )
    return sorted(left)[0]


def _with_order(formats: tuple[str, ...], order: str | None) -> tuple[str, ...]:
    if order is None:
        return formats
    return next(
        found
        for found in _choices_of(formats)
        if all(_order(p)[1] == order for p in found if p in _rivals(formats))
    )


def date_sql(
    known: Sequence[Sequence[str]], position: int, one: Mapping[tuple[str, ...], str]
) -> str:
    """SQL that picks the expression of a column's choice by its mark.

    known: the column's choices. position: of the column among the date columns. one: the SQL for
    each choice.
    """
    if len(known) == 1:
        return one[tuple(known[0])]
    cases = " ".join(
        f"when '{chr(48 + index)}' then {one[tuple(formats)]}"
        for index, formats in enumerate(known)
    )
    return f"case substring(_dates, {position + 1}, 1) {cases} end"
