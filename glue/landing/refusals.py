"""Cells that cannot land: too long, not of their vocabulary, no number, too many decimals."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from glue.landing import numbers
from glue.landing.cells import refused, tells_apart
from glue.landing.spec import Column, ReportSpec


def refuse(
    spec: ReportSpec, texts: dict[str, pa.Array], marks: str, carry: pa.Array | None = None
) -> dict[str, list]:
    """Take out of `texts` what cannot land, and leave numbers as plain decimal text.

    texts: the columns of a batch by name, changed in place. marks: the decimal mark of each numeric
    column, see `numeric_columns`. carry: the carried value of each record, null for none.
    Returns `_problem` and `_lost`: why, by record, for strict and for optional columns.
    """
    commas = {
        name: mark == "," for name, mark in zip(numbers.numeric_columns(spec), marks, strict=True)
    }
    places = _places(spec, texts, carry)
    problems: dict[int, str] = {}
    lost: dict[int, list[str]] = {}
    for name in texts:
        column = spec.column(name)
        is_key = tells_apart(spec, name)
        reasons = [refused(column, texts[name], is_key)]
        if name in commas:
            texts[name], found = _number(spec, column, texts[name], commas[name], places)
            reasons += found
        for reason, mask in filter(None, reasons):
            texts[name] = pc.if_else(mask, pa.scalar(None, pa.string()), texts[name])
            for row in pc.indices_nonzero(mask).to_pylist():
                if column.strict or is_key:
                    problems.setdefault(row, reason)
                else:
                    lost.setdefault(row, []).append(reason)
    count = len(next(iter(texts.values())))
    return {
        name: [given.get(row) for row in range(count)]
        for name, given in (("_problem", problems), ("_lost", lost))
        if given
    }


def _places(
    spec: ReportSpec, texts: Mapping[str, pa.Array], carry: pa.Array | None
) -> dict[str, pa.Array]:
    """The decimal places of each record's currency, by the column that names it."""
    found = {}
    for name in sorted({c.amount_in for c in spec.columns} - {None}):
        codes = texts[name] if carry is None else pc.coalesce(texts[name], carry)
        found[name] = numbers.places_of(codes)
    return found


def _number(
    spec: ReportSpec, column: Column, texts: pa.Array, comma: bool, places: Mapping[str, pa.Array]
) -> tuple[pa.Array, list[tuple[str, pa.Array]]]:
    """The plain decimal texts of a column; masks of what is no number or has too many digits."""
    plain = numbers.plain_numbers(texts, comma, spec.currency_symbols)
    found = []
    if plain.null_count > texts.null_count:
        wrong = pc.and_(texts.is_valid(), plain.is_null())
        found.append((f"TYPE:{column.name}", wrong))
    if column.type in numbers.PLACES:
        # The cents of its currency are all that an amount may have.
        own = places.get(column.amount_in, numbers.PLACES[column.type])
        over = numbers.surplus(plain, own)
        if over is not None:
            found.append((f"SCALE:{column.name}", over))
    return plain, found
