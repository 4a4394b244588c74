"""Generated tables: text in any encoding with any delimiter, and workbooks."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from random import Random

from glue.landing.spec import Column, Control, Layout, ReportSpec
from tests.python.glue.generated import (
    CURRENCIES,
    MARKETPLACES,
    NOTHING,
    Cell,
    Made,
    Moment,
    Values,
    landed,
)
from tests.python.glue.generated_headers import BOOK, NATIVE, UNKNOWN, Head, folded
from tests.python.glue.test_containers import workbook_bytes, zipped

# The text of a total, by the pattern that knows it.
TOTALS = {"^Total: ": "Total: Campaigns", "Number of Lines": "Number of Lines"}


class Table(Head):
    """One generated table: its records, and the file."""

    def columns_of(self, position: int) -> list[Column]:
        return [self.spec.column(n) for n, found in self.sources.items() if position in found]

    def record(
        self, above: dict | None, control: Control | None = None, first: bool = False
    ) -> tuple[list[Cell], dict]:
        """The cells of one record, and what lands of it.

        above: what lands of the record before it, whose order or settlement this one goes on.
        """
        cells: list[Cell] = [NOTHING] * len(self.headers)
        row = dict(self.constants)
        blank = self._blank(control) if control else set()
        code, unit = self.spec.carry or (None, None)
        positions = range(len(self.headers))
        # Currencies come first: they say how many decimals an amount may have.
        for at in sorted(
            positions, key=lambda at: not any(c.vocabulary for c in self.columns_of(at))
        ):
            columns = self.columns_of(at)
            names = {column.name for column in columns}
            if above and unit in names:
                cells[at] = Cell(above[unit], above[unit])
            elif not (above and code in names or names & blank):
                filled = control is not None and bool(names & set(control.filled))
                cells[at] = self._native(self.cell(at, columns, row, above, filled, first))
            for column in columns:
                given = [cells[source].value for source in self.sources[column.name]]
                if column.attributes:
                    given = [(value or {}).get(column.name) for value in given]
                found = next((value for value in given if value is not None), None)
                row[column.name] = self.constants.get(column.name) if found is None else found
        row["_carried"] = (above or {}).get("_carried") or row.get(code)
        return cells, row

    def _applies(self, control: Control) -> bool:
        return all(self.sources[name] for name in control.blank + control.filled) and (
            not control.finest or any(self.sources[name] for name in control.finest)
        )

    def _blank(self, control: Control) -> set[str]:
        """The columns of the file that a total of this kind leaves blank."""
        return {*control.blank, *[name for name in control.finest if self.sources[name]][:1]}

    def total(self, control: Control) -> tuple[list[Cell], dict]:
        """A control record that is known by its first field."""
        text = TOTALS[control.first_cell]
        cells = [Cell(None, text), *[NOTHING] * (len(self.headers) - 1)]
        row = dict(self.constants)
        row |= {column.name: text for column in self.columns_of(0) if column.type == "text"}
        return cells, row | {control.label: text}

    def _native(self, cell: Cell) -> Cell:
        """The cell as a workbook has it: a number or a time of its own, or its text."""
        if self.way != BOOK or cell.native is None or self.maybe(0.3):
            return replace(cell, native=None)
        if isinstance(cell.value, Moment) and cell.native.time() == time():
            return replace(cell, value=replace(cell.value, timed=False))
        return cell

    def cell(
        self,
        at: int,
        columns: list[Column],
        row: dict,
        above: dict | None,
        filled: bool,
        first: bool,
    ) -> Cell:
        values = self.values
        if not columns:
            text = "2.1" if self.layout.headerless else values.text(frozenset()).text
            return Cell(None, text if at == 0 or self.headers[at] else "")
        column = columns[0]
        filled = filled or (first and column.type in ("money", "rate") and values.comma)
        if not (filled or any(map(self._needed, columns))) and self.maybe(0.25):
            nulls = [self.spec.nulls if each.nulls is None else each.nulls for each in columns]
            return Cell(None, self.random.choice(sorted(frozenset.intersection(*nulls))))
        if column.pii or column.attributes:
            return personal(self.random, values, self.headers[at], columns)
        if self.layout.headerless and at in self.layout.headerless.recognize and at == 6:
            return values.one_of("EFI")
        return self.typed(column, row, above, first)

    def _needed(self, column: Column) -> bool:
        """Whether every record has a value of the column."""
        if column.name in self.constants:
            return False
        blank = {name for rule in self.spec.control for name in self._blank(rule)}
        unique = self.spec.load.unique and column.name in self.spec.load.key
        hinted = column.vocabulary and self.way in NATIVE
        recognized = self.layout.headerless and column.name in ("invoice_type", "currency")
        return bool(column.required or column.name in blank or unique or hinted or recognized)

    def typed(self, column: Column, row: dict, above: dict | None, first: bool) -> Cell:
        values, spec = self.values, self.spec
        unique = spec.load.unique and column.name in spec.load.key
        # Two orders of one name would share their currency.
        unique = unique or column.name == (spec.carry or ("", ""))[1]
        if column.vocabulary:
            native = NATIVE.get(self.way) if first else None
            return values.one_of([native] if native else self.currencies)
        if column.one_of:
            word = self.random.choice(sorted(column.one_of))
            return Cell(word, self.random.choice((word, word.upper(), word.lower())))
        if column.type in ("money", "rate"):
            places = 4 if column.type == "money" else 8
            if column.amount_in:
                code = row.get(column.amount_in) or (above or {}).get("_carried")
                places = CURRENCIES.get(code, 2)
            return values.number(column.type, places, proof=first and values.comma)
        if column.type == "int":
            return values.whole_number(self.proved)
        if column.type == "bool":
            return values.truth()
        formats = self.layout.formats.get(column.type) or column.formats
        if column.type == "timestamp":
            return values.moment(formats, column.spelled)
        if column.type == "date":
            return self._unseen(lambda: values.day(formats, apart=first), unique)
        if column.name in ("sales_channel", "marketplace_name", "marketplace") and not unique:
            return values.one_of([name for name in MARKETPLACES if values.allowed(name)])
        if column.type == "id":
            return self._unseen(values.id, unique)
        nulls = spec.nulls if column.nulls is None else column.nulls
        found = self._unseen(lambda: values.text(nulls), unique)
        if first and self.way in NATIVE and self.way not in spec.encoding_hints:
            # Without a hint only bytes that no other reading has tell the encoding.
            found = Cell(f"{found.value} ー、", f"{found.text} ー、")
        return found

    def _unseen(self, draw: Callable[[], Cell], unique: bool) -> Cell:
        found = draw()
        while unique and found.value in self.seen:
            found = draw()
        self.seen.add(found.value)
        return found

    def rows(self) -> list[tuple[list[Cell], dict, str]]:
        """The records of the file with what lands of them and their kind."""
        by_blank = [rule for rule in self.spec.control if self._blank(rule)]
        found: list[tuple[list[Cell], dict, str]] = []
        if self.spec.report == "amazon__settlements":
            found.append((*self.record(None, by_blank[0], first=True), "control"))
        for _ in range(self.random.randint(3, 8)):
            goes_on = found and self.spec.carry and (found[0][2] == "control" or self.maybe(0.5))
            above = found[-1][1] if goes_on else None
            found.append((*self.record(above, first=not found), "data"))
        if self.spec.report != "amazon__settlements":
            for rule in filter(self._applies, self.spec.control):
                made = self.record(None, rule) if self._blank(rule) else self.total(rule)
                found.append((*made, "control"))
        return found

    # --------------------------------------------------------------------------- the file

    def made(self, store: str) -> Made:
        rows = self.rows()
        content, lines = self._book(rows) if self.way == BOOK else self._text(rows)
        kept = {column.name for column in self.spec.columns}
        expected = []
        for line, (_, row, kind) in zip(lines, rows, strict=True):
            values = landed(self.spec, row, row.get("_carried"))
            assert set(row) - {"_carried"} <= kept
            expected.append(values | {"_source_line": line, "_record_type": kind})
        name = f"{self.layout.name}.{'xlsx' if self.way == BOOK else 'csv'}"
        folder = f"{store}/{self.spec.source}/{self.spec.name}"
        path = landed_path = f"{folder}/{name}"
        packed = self.random.choice(("", "", "", "gz", "zip"))
        if packed == "gz":
            path = landed_path = f"{path}.gz"
            content = gzip.compress(content)
        elif packed == "zip":
            path, landed_path = f"{folder}/all.zip", f"{folder}/all.zip/{name}"
            content = zipped(**{name.replace(".", "__"): content})
        mark = "comma" if self.values.comma else "point"
        nulled = {}
        if any(rule.first_cell for rule in self.spec.control):
            wrong = [column for column in self.columns_of(0) if column.type != "text"]
            nulled = {f"TYPE:{column.name}": 1 for column in wrong}
        return Made(
            path=path,
            landed_path=landed_path,
            report=self.spec.report,
            layout=self.layout.name,
            way=f"{self.way} {self.delimiter!r} {self.end!r} decimal {mark} {packed}",
            content=content,
            rows=expected,
            ignored=(UNKNOWN,) if UNKNOWN in self.headers else (),
            nulled=nulled,
        )

    def _text(self, rows: list) -> tuple[bytes, list[int]]:
        """The bytes of a text, and the line on which each record begins."""
        quoting = self.maybe(0.5)
        parts = [text + self.end for text in self.above]
        if not self.layout.headerless:
            parts.append(self._line(self.headers, quoting))
        mark, lines = "\r" if self.end == "\r" else "\n", []
        for cells, _, _ in rows:
            if self.maybe(0.1):
                parts.append(self.end)
            lines.append(1 + sum(part.count(mark) for part in parts))
            fields = [self._padded(cell.text) for cell in cells]
            while self.layout.short_rows and not fields[-1] and self.maybe(0.7):
                fields.pop()
            parts.append(self._line(fields, quoting))
        return "".join(parts).encode(self.way), lines

    def _line(self, fields: list[str], all_quoted: bool) -> str:
        """A record by RFC 4180: what has a delimiter, a quote or a line break is quoted."""
        if not self.quoted:
            return self.delimiter.join(fields) + self.end
        special = re.compile(rf'["\r\n{self.delimiter}]')
        written = [
            '"' + text.replace('"', '""') + '"' if all_quoted or special.search(text) else text
            for text in fields
        ]
        return self.delimiter.join(written) + self.end

    def _padded(self, text: str) -> str:
        """A text with blanks around it, which mean nothing."""
        if self.layout.headerless or self.maybe(0.85):
            return text
        # In cp1252 a letter and a hard blank can be one letter of UTF-8.
        blanks = (" ", "  ", "\u00a0" if self.way.startswith("utf") else " ")
        return f"{self.random.choice(blanks)}{text}{self.random.choice(blanks)}"

    def _book(self, rows: list) -> tuple[bytes, list[int]]:
        """The bytes of a workbook, and the row of each record."""
        sheet: list[list] = [[text.strip('"')] for text in self.above]
        sheet.append(list(self.headers))
        lines = []
        for cells, _, _ in rows:
            if self.maybe(0.1):
                sheet.append([None])
            sheet.append([cell.text if cell.native is None else cell.native for cell in cells])
            lines.append(len(sheet))
        others = {"Notes": [["see mail"]]} if self.maybe(0.3) else {}
        return workbook_bytes(Report=sheet, **others), lines


def personal(random: Random, values: Values, header: str, columns: list[Column]) -> Cell:
    """Texts of people: of a postal code the first letters land, of an address its kind."""
    name = folded(header)
    if any(column.attributes for column in columns):
        found = {"utm_source": "Null", "gclid": "0042", "utm_term": "a: b"}
        lines = [f"{key}: {text}" for key, text in found.items()]
        return Cell(found, "\n".join(["gift", *lines]))
    if "mail" in name:
        return Cell("personal", "Ann.Null@Example.com")
    if "phone" in name:
        return Cell("a number", "+1 415 555 0100")
    if any(column.pii == "postal_prefix" for column in columns):
        code = random.choice(("01234", "94107-1234", "sw1a 1aa", "000"))
        return Cell(code[:3].upper(), code)
    return Cell(
        "a name", random.choice([text for text in ("Null", "Ößür") if values.can_write(text)])
    )


def make(random: Random, spec: ReportSpec, layout: Layout, way: str, store: str) -> Made:
    """A file of a layout in one of its `ways`, for a store of its own."""
    return Table(random, spec, layout, way).made(store)
