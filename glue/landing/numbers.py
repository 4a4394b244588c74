"""Amounts as vendors print them, to plain decimal text: grouping, brackets, symbols, marks.

`39.38.0`, `a74.44` and `284.36a` are not numbers. Nothing is rounded: what has more decimals than
it may have is told apart, for the caller to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from glue.landing.catalog import load_minor_units
from glue.landing.spec import ReportSpec

NUMERIC = ("money", "rate", "int")
PLACES = {"money": 4, "rate": 8}
_PLAIN = r"^-?\d+(\.\d+)?$"
_POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3})?(\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([. ']\d{3})+)?(,\d+)?", re.ASCII)
# One or two digits after a mark, a mark after more than three digits, or after another mark.
_COMMA_PROOF, _POINT_PROOF = (
    rf"^[^\d.,]*(?:\d*{mark}\d{{1,2}}|\d{{4,}}{mark}\d+|\d{{1,3}}(?:{group}\d{{3}})+{mark}\d+)[^\d.,]*$"
    for mark, group in ((",", "[. '\u00a0\u202f]"), (r"\.", ","))
)
_BRACKETS = re.compile(r"\(([^()-]+)\)")


def numeric_columns(spec: ReportSpec) -> list[str]:
    """The columns of the file that hold numbers, in table order."""
    return [c.name for c in spec.columns if c.type in NUMERIC and c.from_file]


@lru_cache(maxsize=64)
def _symbols(symbols: tuple[str, ...]) -> tuple[re.Pattern, re.Pattern] | None:
    if not symbols:
        return None
    any_symbol = "|".join(re.escape(symbol) for symbol in symbols)
    return re.compile(rf"^([+-]?) ?(?:{any_symbol}) ?"), re.compile(rf" ?(?:{any_symbol})$")


def plain_number(text: str, comma: bool, symbols: Sequence[str] = ()) -> str | None:
    """The plain decimal text ('-1234.5') of an amount as printed, None for no number.

    comma: whether the decimal mark is a comma. Understands grouping (also the Indian one),
    accounting brackets, and the currency symbols of the spec on either side.
    """
    body = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    bracketed = _BRACKETS.fullmatch(body)
    if bracketed:
        body = f"-{bracketed[1]}"
    found = _symbols(tuple(symbols))
    if found:
        before, after = found
        body = after.sub("", before.sub(r"\1", body, count=1), count=1)
    if not re.search(r"[0-9]", body) or not (_COMMA if comma else _POINT).fullmatch(body):
        return None
    if comma:
        return body.translate({ord(mark): None for mark in ". '"}).replace(",", ".")
    return body.replace(",", "")


def proved_marks(texts: pa.Array, symbols: Sequence[str] = ()) -> set[str]:
    """The decimal marks that amounts of a column prove: none of them could be read both ways.

    symbols: of currencies; the point of Rs.85 is no decimal mark.
    """
    if texts.null_count == len(texts):
        return set()
    for symbol in symbols:
        if "." in symbol or "," in symbol:
            texts = pc.replace_substring(texts, symbol, "")
    marks = {",": _COMMA_PROOF, ".": _POINT_PROOF}
    return {
        mark
        for mark, pattern in marks.items()
        # Most columns have no such mark at all, which is told much faster than a pattern.
        if pc.any(pc.match_substring(texts, mark)).as_py()
        and pc.any(pc.match_substring_regex(texts, pattern)).as_py()
    }


def plain_numbers(texts: pa.Array, comma: bool, symbols: Sequence[str]) -> pa.Array:
    """`plain_number` of a whole column, null for null and for no number."""
    if texts.null_count == len(texts):
        return texts
    if not comma:
        plain = pc.match_substring_regex(texts, _PLAIN)
        if pc.all(plain).as_py():
            return texts
    encoded = texts.dictionary_encode()
    words = [plain_number(text, comma, symbols) for text in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def places_of(currencies: pa.Array) -> pa.Array:
    """The decimal places of each currency code, two where it is not known."""
    units = load_minor_units()
    encoded = currencies.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    places = pa.array([units.get(code.strip().upper(), 2) for code in words], pa.int32())
    return places.take(encoded.indices).fill_null(2)


def surplus(numbers: pa.Array, places: pa.Array | int) -> pa.Array | None:
    """A mask of the plain numbers with more decimals than `places`, None when there is none.

    Zeros at the end are no decimals.
    """
    fraction = pc.match_substring(numbers, ".")
    if not pc.any(fraction).as_py():
        return None
    decimals = pc.utf8_rtrim(pc.replace_substring_regex(numbers, r"^[^.]*\.?", ""), "0")
    over = pc.greater(pc.utf8_length(decimals), places)
    return over.fill_null(False) if pc.any(over).as_py() else None
