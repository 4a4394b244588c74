"""One record of any file: its fields, where it stands, and how it reads as text again."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from glue.landing.plan import FilePlan

BAD_QUOTES, RAGGED = "BAD_QUOTES", "RAGGED"


class Record(NamedTuple):
    """One record: its first physical line (1-based), its fields, and what is wrong with it.

    line: of a workbook the row of the sheet, of a JSON document the number of the record.
    """

    line: int
    fields: list[str]
    problem: str | None = None


def fitted(record: Record, plan: FilePlan) -> Record:
    """The record with exactly `plan.width` fields, or with a problem (RAGGED)."""
    surplus = len(record.fields) - plan.width
    if surplus == 0:
        return record
    if surplus > 0 and not any(field.strip() for field in record.fields[plan.width :]):
        return Record(record.line, record.fields[: plan.width])
    if surplus < 0 and len(record.fields) >= plan.min_width:
        return Record(record.line, record.fields + [""] * -surplus)
    return Record(record.line, record.fields, RAGGED)


def join_fields(fields: list[str], delimiter: str, quoted: bool) -> str:
    """The text of a record from its fields, quoted where RFC 4180 needs it."""
    if not quoted:
        return delimiter.join(fields)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(fields)
    return text.getvalue().removesuffix("\r\n")
