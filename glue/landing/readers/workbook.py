"""Workbooks (XLSX, XLS, XLSB, ODS) through python-calamine, cell by cell as a person reads them.

A spreadsheet keeps and shows 15 digits, so a number becomes the decimal of these: vendors write
sums like 713.3600000000001 where their page says 713.36. A longer whole number keeps its exponent,
so that an id that has lost digits is seen to be damaged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import python_calamine

from glue.landing.containers import seekable_content
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.records import Record, fitted

_EXACT = 10**15


def cell_text(value: object) -> str:
    """The text of a cell: dates as ISO text, whole numbers without a point, nothing as ''."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        number = Decimal(f"{value:.15g}")
        if not number.is_finite() or abs(number) >= _EXACT:
            return f"{value:E}"
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time()
        return value.strftime("%Y-%m-%d" if whole_day else "%Y-%m-%d %H:%M:%S")
    return "" if value is None else str(value)


def _open(uri: str, member: str) -> python_calamine.CalamineWorkbook:
    stream = seekable_content(uri, member)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(stream)
    except python_calamine.PasswordError as error:
        raise FileRejected("UNREADABLE", "the workbook is protected by a password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise FileRejected("TRUNCATED", "the workbook is damaged or not complete") from error


def _rows(book: python_calamine.CalamineWorkbook, sheet: str, limit: int | None = None):
    values = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=limit)
    return ([cell_text(value) for value in row] for row in values)


def heads(uri: str, member: str, limit: int) -> dict[str, list[list[str]]]:
    """The first rows of every sheet that holds anything, by sheet name.

    Raises FileRejected (UNREADABLE, TRUNCATED, EMPTY).
    """
    book = _open(uri, member)
    found = {name: list(_rows(book, name, limit)) for name in book.sheet_names}
    filled = {name: rows for name, rows in found.items() if any(any(row) for row in rows)}
    if not filled:
        raise FileRejected("EMPTY", "the workbook is empty")
    return filled


def read(plan: FilePlan, encoding: str = "") -> Iterator[Record]:
    """The records below the header of the plan's sheet, by row number, blank rows left out."""
    book = _open(plan.uri, plan.member)
    for number, fields in enumerate(_rows(book, plan.sheet), start=1):
        if number > plan.header_line and any(text.strip() for text in fields):
            yield fitted(Record(number, fields + [""] * (plan.width - len(fields))), plan)
