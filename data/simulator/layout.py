"""Header lines of exports, written as the files print them."""

from __future__ import annotations


def columns(text: str, separator: str | None = ",") -> list[str]:
    """The column names of a header; a separator of None splits at blanks."""
    return text.split(separator)
