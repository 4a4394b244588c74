"""What stands above the records of a generated table: its header, and the lines before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from glue.landing.spec import Alias, Column, Layout, ReportSpec
from tests.python.glue.generated import CURRENCIES, Values

BOOK = "workbook"
# How a header that a spec knows by a regular expression is printed.
PRINTED = {
    r"Spend ?\(.+\)": "Spend ({currency})",
    r"(?P<attribution_window_days>7|14) Day Total Orders \(#\).*": "{window} Day Total Orders (#)",
    r"(?P<attribution_window_days>7|14) Day Total Units \(#\).*": "{window} Day Total Units (#)",
    r"(?P<attribution_window_days>7|14) Day Total Sales ?(\(.+\))?": "{window} Day Total Sales ",
    r"Gesamtumsatz in (?P<attribution_window_days>7|14) Tagen ?(\(.+\))?": (
        "Gesamtumsatz in {window} Tagen ({currency})"
    ),
    r"14 Day New-to-brand Sales ?(\(.+\))?": "14 Day New-to-brand Sales",
    r"Amount spent \((?P<currency>[A-Z]{3})\)": "Amount spent ({currency})",
    r"Session (?:primary|default) channel group.*": "Session default channel group",
    r"First user (?:primary|default) channel group.*": "First user primary channel group (Default)",
}
# Encodings of one country, and its currency.
NATIVE = {"cp932": "JPY", "gbk": "CNY"}
UNKNOWN = "Brand New Column"


def ways(spec: ReportSpec, layout: Layout) -> list[str]:
    """The encodings that a layout's text comes in, and the workbook."""
    if layout.document is not None:
        return []
    own = [name for name in spec.encodings if name != "utf-8"]
    books = [BOOK] if layout.reads(BOOK) else []
    return ["utf-8", "utf-8-sig", "utf-16", *own, *books]


def folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.casefold())


def means(alias: Alias, header: str) -> bool:
    if alias.pattern:
        return re.fullmatch(alias.pattern, header.strip(), re.IGNORECASE) is not None
    return folded(alias.text) == folded(header)


def means_any(column: Column, header: str) -> bool:
    return any(means(alias, header) for alias in column.aliases)


class Head:
    """The head of one generated table of a layout, and how the table is written."""

    def __init__(self, random: Random, spec: ReportSpec, layout: Layout, way: str) -> None:
        self.random, self.spec, self.layout, self.way = random, spec, layout, way
        self.delimiter = random.choice(layout.delimiters or spec.delimiters)
        self.quoted = way == BOOK or spec.is_quoted(layout, self.delimiter)
        self.end = random.choice(("\n", "\r\n", "\n", "\r\n", "\r"))
        decimal = layout.decimal or spec.decimal
        comma = decimal == "comma" or (decimal == "auto" and random.random() < 0.5)
        encoding = "utf-8" if way == BOOK else way
        self.values = Values(random, encoding, comma and way != BOOK, spec.currency_symbols)
        self.values.forbidden = tuple(self._forbidden())
        self.currencies = [code for code in CURRENCIES if self.values.allowed(code)]
        self.window = random.choice((7, 14))
        self.currency = random.choice(self.currencies)
        self.headers = self._headers()
        self.sources = {
            column.name: [
                position
                for alias in column.aliases
                for position, header in enumerate(self.headers)
                if means(alias, header)
            ]
            for column in spec.columns
        }
        if layout.headerless:
            self.sources = {name: [at] for name, at in layout.headerless.positions.items()}
        # What a record says that leaves a column blank.
        self.constants: dict[str, object] = dict(layout.constants)
        self.above = self._above()
        self._capture_from_headers()
        amounts = [column.name for column in spec.columns if column.type in ("money", "rate")]
        # An amount of the first record proves which the decimal mark is.
        self.proved = any(self.sources.get(name) for name in amounts)
        self.seen: set[object] = set()

    # ------------------------------------------------------------------------- the header

    def _forbidden(self) -> Iterator[str]:
        """Unquoted text has no delimiter in it, and an encoding no word that hints at another."""
        if not self.quoted:
            yield from ("\t", "\n", "\r")
        if self.layout.headerless:
            # Its first line break must be the end of a line, or the other mark's.
            yield "\n" if self.end == "\r" else "\r"
        if self.way == BOOK:
            yield from ("\x0c", "=1", "\r")
        if not self.way.startswith("utf"):
            for encoding, hints in self.spec.encoding_hints.items():
                yield from () if encoding == self.way else hints

    def _wanted(self) -> list[Column]:
        """The columns of the file: what the layout needs, and some of the others."""
        position = self.spec.layouts.index(self.layout)
        enough = self.random.sample(self.layout.any_of, 1) if self.layout.any_of else ()
        needed = {*self.layout.required, *enough}
        before = self.spec.layouts[:position]
        earlier = {name for other in before for name in other.required}
        # A file that has the mark of an earlier layout is of that one.
        marks = {folded(text) for other in before for text in other.marks}
        return [
            column
            for column in self.spec.columns
            if column.aliases
            and not any(folded(alias.text) in marks for alias in column.aliases)
            and (column.name in needed or column.name not in earlier)
            and (column.name in needed or column.vocabulary or self.maybe(0.7))
        ]

    def maybe(self, chance: float) -> bool:
        return self.values.maybe(chance)

    def _headers(self) -> list[str]:
        if self.layout.headerless:
            return [""] * self.random.randint(*self.layout.headerless.width)
        expected = {folded(text) for text in self.layout.headers}
        headers = [self._varied(text) for text in self.layout.headers]
        for column in self._wanted() if len(headers) < 10 else ():
            if not any(means_any(column, header) for header in headers):
                known = [alias for alias in column.aliases if folded(alias.text) in expected]
                headers.append(self._printed(known or column.aliases))
        if self.layout.marks and {*map(folded, self.layout.marks)}.isdisjoint(map(folded, headers)):
            column = next(
                (c for c in self.spec.columns if means_any(c, self.layout.marks[0])), None
            )
            headers.append(self._printed(column.aliases) if column else self.layout.marks[0])
        for text in self.spec.masked:
            # A column has one header of a person: in one language, not in each.
            own = [column for column in self.spec.columns if means_any(column, text)]
            new = not any(means_any(column, header) for column in own for header in headers)
            new = new and all(folded(text) != folded(header) for header in headers)
            if new and self.values.can_write(text) and self.maybe(0.5):
                headers.append(text)
        if self.maybe(0.3):
            headers.append(UNKNOWN)
        if any(rule.first_cell for rule in self.spec.control):
            # The total of such a report has its word in the first field, which is a text.
            return sorted(headers, key=lambda text: not folded(text).startswith("campaign"))
        return self.random.sample(headers, len(headers)) if self.maybe(0.5) else headers

    def _printed(self, aliases: tuple[Alias, ...]) -> str:
        """A header by one of its names; by one of the encoding's own language where it has one."""
        names = []
        for alias in aliases:
            names.append(self._varied(alias.text))
            if alias.pattern:
                printed = PRINTED[alias.pattern]
                names[-1] = printed.format(window=self.window, currency=self.currency)
        names = [name for name in names if self.values.can_write(name)]
        native = [name for name in names if not name.isascii()]
        return self.random.choice(native if native and self.way in NATIVE else names)

    def _varied(self, header: str) -> str:
        """A header as another release of the vendor's page may print it."""
        if not re.fullmatch(r"[a-zA-Z0-9 -]+", header):
            return header
        others = (header, header.upper(), header.replace("-", " "), f" {header} ")
        return self.random.choice((header, *others))

    def _above(self) -> list[str]:
        """The lines above the header, and what they say."""
        values, report = self.values, self.spec.report
        if report == "amazon__date_range":
            self.constants["currency"] = self.currency
            spoken = [f"All amounts in {self.currency}, unless specified"]
            if self.currency == "EUR":
                spoken.append("Alle Beträge in Euro sofern nicht anders angegeben")
            if self.currency == "JPY":
                spoken.append("すべての金額は、特に明記していない限り単位は円です。")
            text = self.random.choice([text for text in spoken if values.can_write(text)])
            return ["Includes Amazon Marketplace transactions", "", f'"{text}"']
        if report == "google_ads__campaigns":
            formats = self.spec.column("period_start_date").formats
            pattern = (self.random.choice(formats),)
            days = [values.day(pattern, apart=False) for _ in range(self.random.choice((1, 2)))]
            self.constants["period_start_date"] = days[0].value
            self.constants["period_end_date"] = days[-1].value
            return ["Campaign report", '"' + " - ".join(cell.text for cell in days) + '"', ""]
        if self.layout.name.startswith("ga4_"):
            first, last = (values.day(("yyyyMMdd",), apart=False) for _ in range(2))
            self.constants["period_start_date"] = first.value
            self.constants["period_end_date"] = last.value
            return ["# ----", f"# Start date: {first.text}", f"# End date: {last.text}", "#"]
        return []

    def _capture_from_headers(self) -> None:
        window = re.compile(r"(7|14) Day Total |Gesamtumsatz in (7|14) Tagen")
        for column in self.spec.columns:
            if "attribution_window_days" in column.captures and any(
                map(window.match, self.headers)
            ):
                self.constants[column.name] = self.window
            spent = [text for text in self.headers if text.startswith("Amount spent (")]
            if "currency" in column.captures and spent:
                self.constants[column.name] = self.currency
