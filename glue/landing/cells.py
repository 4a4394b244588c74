"""From the fields of many records to the text of one column: null words, aliases, pseudonyms.

Whole columns at a time: plain text goes through Arrow's functions, personal data through one call
per distinct value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
from babel.numbers import list_currencies

from glue.landing import pii
from glue.landing.masking import MASK, SUSPECT_CELL, guard
from glue.landing.moments import iso_text
from glue.landing.plan import FilePlan
from glue.landing.records import Record
from glue.landing.spec import Column, ReportSpec

SPACES = " \t\r\n\u00a0\u202f\ufeff"


class Fields:
    """The fields of a batch of records, by position. A position that nobody asks for costs nothing.

    records: of one file, each with as many fields as its header. lines: where each begins.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._rows = [record.fields for record in records]
        self._stripped: dict[int, pa.Array] = {}
        self.lines: Sequence[int] = [record.line for record in records]

    def __len__(self) -> int:
        return len(self.lines)

    def raw(self, position: int) -> list[str]:
        """The texts as they stand in the file."""
        return [fields[position] for fields in self._rows]

    def stripped(self, position: int) -> pa.Array:
        """The texts without surrounding blanks."""
        if position not in self._stripped:
            texts = pa.array(self.raw(position), pa.string())
            self._stripped[position] = pc.utf8_trim(texts, characters=SPACES)
        return self._stripped[position]


class ColumnFields(Fields):
    """The same of records that are there as columns, one to a line from `first_line` on."""

    def __init__(self, columns: Mapping[int, pa.Array], first_line: int) -> None:
        super().__init__([])
        self._columns = columns
        self.lines = range(first_line, first_line + len(next(iter(columns.values()))))

    def raw(self, position: int) -> list[str]:
        return self._columns[position].to_pylist()

    def stripped(self, position: int) -> pa.Array:
        if position not in self._stripped:
            column = self._columns[position]
            self._stripped[position] = pc.utf8_trim(column, characters=SPACES)
        return self._stripped[position]


Cells = Callable[[Fields], pa.Array]


def _repeated(text: str | None, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def guarded(texts: pa.Array, free: bool) -> pa.Array:
    """The texts with what `masking.guard` takes masked; the others are not touched one by one."""
    suspects = pc.match_substring_regex(texts, SUSPECT_CELL)
    if not pc.any(suspects).as_py():
        return texts
    masked = [text and guard(text, free) for text in texts.filter(suspects).to_pylist()]
    return pc.replace_with_mask(texts, suspects.fill_null(False), pa.array(masked, pa.string()))


def _plain(
    positions: Sequence[int],
    nulls: frozenset[str],
    constant: str | None,
    column: Column,
    is_key: bool,
) -> Cells:
    # Amounts, dates and the like take no other text; a vocabulary has no room for it.
    holds_text = column.type in ("text", "id") and not (column.one_of or column.vocabulary)
    words = pa.array(sorted(nulls), pa.string())

    def cells(fields: Fields) -> pa.Array:
        found = None
        for position in positions:
            texts = fields.stripped(position)
            nothing = pa.scalar(None, pa.string())
            given = pc.if_else(pc.is_in(texts, value_set=words), nothing, texts)
            found = given if found is None else pc.coalesce(found, given)
        if holds_text:
            # A campaign whose name has a number that looks like a telephone's must not be lost.
            found = guarded(found, column.type == "text" and not is_key)
        return found if constant is None else found.fill_null(constant)

    return cells


def _by_value(
    positions: Sequence[int], nulls: frozenset[str], function: Callable[..., str | None]
) -> Cells:
    """Call `function` with the texts of `positions`, once per distinct combination of a batch.

    A null word is given to it as ''.
    """

    def cells(fields: Fields) -> pa.Array:
        known: dict[tuple[str, ...], str | None] = {}
        texts = []
        for values in zip(*(fields.raw(position) for position in positions), strict=True):
            if values not in known:
                known[values] = function(
                    *("" if text.strip(SPACES) in nulls else text for text in values)
                )
            texts.append(known[values])
        return pa.array(texts, pa.string())

    return cells


def _each_value(cells: Cells, function: Callable[[str], str]) -> Cells:
    """Call `function` with each distinct text that `cells` gives."""

    def changed(fields: Fields) -> pa.Array:
        encoded = cells(fields).dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        words = [function(text) for text in encoded.dictionary.to_pylist()]
        return pa.array(words, pa.string()).take(encoded.indices)

    return changed


def _attribute(names: Sequence[str]) -> Callable[[str], str | None]:
    wanted = [pii.fold_attribute(name) for name in names]

    def find(text: str) -> str | None:
        found = pii.attributes(text) if text else {}
        value = next((found[name] for name in wanted if name in found), None)
        return value and guard(value)

    return find


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    """ISO 4217 codes, also of currencies that are no more, as CLDR lists them."""
    return frozenset(list_currencies())


def _as_listed(words: Iterable[str]) -> Callable[[str], str]:
    """A function that spells a text as `one_of` does: some exports differ from it by case alone."""
    listed = {word.casefold(): word for word in words}
    return lambda text: listed.get(text.casefold(), text)


def tells_apart(spec: ReportSpec, name: str) -> bool:
    """Whether two rows that differ by this column alone would be one if it were masked.

    Twins of a multiset are counted.
    """
    known_by = (*spec.load.key, *(other for _, other in spec.load.instead))
    return spec.load.mode != "multiset" and name in known_by


def refused(column: Column, texts: pa.Array, is_key: bool) -> tuple[str, pa.Array] | None:
    """Why some texts of a column cannot land and a mask of them; else None.

    PERSONAL: a key that had to be masked no longer tells rows apart. LENGTH: bytes of UTF-8 count,
    because Redshift's varchar(n) counts them. VALUE: not one of the column's words.
    """
    if is_key and column.type in ("text", "id"):
        hidden = pc.match_substring(texts, MASK)
        if pc.any(hidden).as_py():
            return f"PERSONAL:{column.name}", hidden.fill_null(False)
    if column.max_bytes:
        long = pc.greater(pc.binary_length(texts), column.max_bytes)
        if pc.any(long).as_py():
            return f"LENGTH:{column.name}", long.fill_null(False)
    if column.one_of or column.vocabulary:
        words = column.one_of or _currencies()
        folded = texts if column.one_of else pc.utf8_upper(texts)
        known = pc.is_in(folded, value_set=pa.array(sorted(words), pa.string()))
        other = pc.and_(texts.is_valid(), pc.invert(known))
        if pc.any(other).as_py():
            return f"VALUE:{column.name}", other
    return None


def cells_of(spec: ReportSpec, plan: FilePlan, column: Column, key: bytes) -> Cells:
    """A function from the fields of a batch to the column's texts, null where there is none.

    key: the key of the pseudonyms; it stays in the closure.
    """
    positions = plan.sources.get(column.name, ())
    nulls = spec.nulls if column.nulls is None else column.nulls
    constant = plan.constants.get(column.name)
    constant = constant and guard(constant)
    if not positions:
        return lambda fields: _repeated(constant, len(fields))
    if column.attributes:
        return _by_value(positions[:1], nulls, _attribute(column.attributes))
    if column.pii == "email_hash":
        return _by_value(positions[:1], nulls, lambda text: pii.email_hash(key, text))
    if column.pii == "customer_hash":
        return _by_value(positions[:1], nulls, lambda text: pii.customer_hash(key, text))
    if column.pii == "email_kind":
        return _by_value(positions[:1], nulls, pii.email_kind)
    if column.pii == "postal_prefix":
        return _by_value(positions[:1], nulls, pii.postal_prefix)
    if column.pii == "phone_hash":
        count = len(positions)

        def phone(*texts: str) -> str | None:
            country = next((text for text in texts[count:] if text.strip()), None)
            return pii.phone_hash(key, texts[:count], country)

        return _by_value((*positions, *plan.countries), nulls, phone)
    if column.pii == "household_hash":
        if len(positions) != len(column.aliases):
            return lambda fields: _repeated(None, len(fields))
        return _by_value(positions, nulls, lambda *texts: pii.household_hash(key, texts))
    plain = _plain(positions, nulls, constant, column, tells_apart(spec, column.name))
    if column.one_of or column.vocabulary:
        return _each_value(plain, _as_listed(column.one_of or _currencies()))
    return _each_value(plain, iso_text) if column.spelled else plain
