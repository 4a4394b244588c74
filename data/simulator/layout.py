"""Header lines of exports, written as the files print them."""

from __future__ import annotations


def columns(text: str, separator: str | None = ",") -> list[str]:
    """The column names of a header; a separator of None splits at blanks."""
    return text.split(separator)


def tab_text(header: list[str], records: list[dict[str, str]]) -> tuple[str, int]:
    """A flat file of Amazon's: tabs, no quoting; and the number of its records."""
    lines = ["\t".join(record.get(column, "") for column in header) for record in records]
    return "\n".join(["\t".join(header), *lines]) + "\n", len(records)
