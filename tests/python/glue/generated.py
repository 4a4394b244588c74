"""Files of every format, generated together with the typed rows that must land of them.

A value is drawn first, as Python knows it, and then spelled as vendors spell it. Of the project
only the declarations of the specs are read: no text is parsed here. `generated_tables.py` writes
the values as text and as workbooks, `generated_documents.py` as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from glue.landing.catalog import load_zones
from glue.landing.spec import Column, ReportSpec

# What surrounds a value and carries no meaning.
BLANKS = " \t\r\n\u00a0\u202f\ufeff"
CURRENCIES = {"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0, "CNY": 2, "KWD": 3}
WIDEST = {"money": (13, 4), "rate": (10, 8)}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
MARKETPLACES = (
    "Amazon.com", "amazon.de", "Amazon.co.uk", "Amazon.co.jp", "Amazon.com.au", "Amazon.eg",
    "Amazon.com.br", "Amazon.in", "Non-Amazon", "Elsewhere",
)  # fmt: skip
FRAGMENTS = (
    "Null", "null", "None", "NaN", "Mug 12oz", "Käse", "naïve café", "表ソ マグー", "日本、",
    "杯子", "😀 mug", "👩\u200d👩\u200d👧", '5" mug', 'say "hi"', '"', "a,b;c", "tab\tbed",
    "two\nlines", "cr\rhere", "dos\r\nend", "\\", "it's", "100%", "=1+2", "-", "--", "N/A",
    "(none)", "true", "0", "007", "0042", "1.50", "1,5", "#1001", "a|b", "x\u2028y", "\x85",
    "a\x0cb", "Amazon.de", "{", "[1]", "e\u0301", "ß", "İ", "<b>", "&amp;",
)  # fmt: skip
# Clock changes (UTC) of zones that marketplaces lie in, ends of months and years, a leap day.
_TURNS = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2025-03-09T10:00:00", "2025-11-02T09:00:00", "2025-03-30T01:00:00", "2025-10-26T01:00:00",
        "2025-04-05T16:00:00", "2025-10-04T16:00:00", "2018-11-04T03:00:00", "2024-04-25T22:00:00",
        "2024-02-29T00:00:00", "2024-03-01T00:00:00", "2024-12-31T00:00:00", "2025-01-01T00:00:00",
        "2025-06-30T15:00:00", "1999-12-31T23:00:00", "2038-01-19T03:14:08",
    )
)  # fmt: skip
_OFFSETS = (0, -480, -300, 330, 540, 600, -180, 765)
_TOKEN = re.compile(r"'[^']*'|([A-Za-z])\1*|.", re.DOTALL)


@dataclass(frozen=True)
class Moment:
    """A time as printed: its instant (naive, UTC), the day on the paper, whether it has a time."""

    instant: datetime
    day: date
    timed: bool


@dataclass(frozen=True)
class Cell:
    """What must land, the text that says so, and what a workbook may hold in its place."""

    value: object
    text: str
    native: object = None


NOTHING = Cell(None, "")


@dataclass
class Made:
    """A file below the raw folder, and the rows that must land of it, in the order of their lines.

    rows: by column, with `_source_line` and `_record_type`. nulled: cells that become NULL.
    """

    path: str
    report: str
    layout: str
    way: str
    content: bytes
    rows: list[dict[str, object]]
    ignored: tuple[str, ...] = ()
    nulled: dict[str, int] = field(default_factory=dict)
    landed_path: str = ""

    def __str__(self) -> str:
        return f"{self.report}, layout {self.layout}, {self.way}"


def render(pattern: str, wall: datetime, offset: int) -> str:
    """`wall` by a Java date pattern; offset: minutes east of UTC."""
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    hours, minutes = divmod(minutes, 60)
    spelled = {
        "yyyy": f"{wall.year:04d}", "MMMM": MONTHS[wall.month - 1],
        "MMM": MONTHS[wall.month - 1][:3], "MM": f"{wall.month:02d}", "M": str(wall.month),
        "dd": f"{wall.day:02d}", "d": str(wall.day), "HH": f"{wall.hour:02d}", "H": str(wall.hour),
        "h": str(wall.hour % 12 or 12), "mm": f"{wall.minute:02d}", "ss": f"{wall.second:02d}",
        "SSS": f"{wall.microsecond // 1000:03d}", "a": "AM" if wall.hour < 12 else "PM",
        "Z": f"{sign}{hours:02d}{minutes:02d}",
        "XXX": f"{sign}{hours:02d}:{minutes:02d}" if offset else "Z",
    }  # fmt: skip
    found = (match.group() for match in _TOKEN.finditer(pattern))
    return "".join(
        token[1:-1] if token[0] == "'" else spelled[token] if token[0].isalpha() else token
        for token in found
    )


class Values:
    """Draws typed values and their spelling for one file."""

    def __init__(
        self, random: Random, encoding: str, comma: bool = False, symbols: tuple[str, ...] = ()
    ) -> None:
        self.random = random
        self.encoding = encoding
        self.comma = comma
        self.symbols = [text for text in symbols if self.can_write(text)]
        self.forbidden: tuple[str, ...] = ()
        # Of two patterns that read one text as two days a file has one.
        self.day_first = random.random() < 0.5

    def can_write(self, text: str) -> bool:
        try:
            return text.encode(self.encoding).decode(self.encoding) == text
        except UnicodeError:
            return False

    def allowed(self, text: str) -> bool:
        """Whether the file can hold `text` in a field."""
        return self.can_write(text) and not any(part in text.lower() for part in self.forbidden)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def text(self, nulls: frozenset[str]) -> Cell:
        """A text of one or two fragments, among them some that look like numbers and null words."""
        possible = [part for part in FRAGMENTS if self.allowed(part)]
        while True:
            parts = self.random.sample(possible, self.random.choice((1, 1, 2)))
            found = " ".join(parts).strip(BLANKS)
            if found and found not in nulls:
                return Cell(found, found)

    def id(self) -> Cell:
        digits = "".join(self.random.choices("0123456789", k=self.random.choice((1, 5, 9, 20))))
        order = f"{self.random.randrange(1000):03d}-{self.random.randrange(10**7):07d}-0000042"
        kinds = (digits, digits, f"000{digits}", order, f"#{digits}", "Null", f"A/{digits}-x")
        found = self.random.choice([kind for kind in kinds if self.allowed(kind)])
        return Cell(found, found)

    def number(self, kind: str, places: int, proof: bool = False) -> Cell:
        """A decimal with at most `places` decimals. proof: printed so that it proves its mark."""
        whole = self.random.choice((0, 0, 1, 2, 3, 4, 7, WIDEST[kind][0]))
        kept = min(places, 2) if proof else self.random.randint(0, places)
        digits = "".join(self.random.choices("0123456789", k=whole + kept))
        value = Decimal(int(digits or "0")).scaleb(-kept) * self.random.choice((1, 1, -1))
        body = f"{abs(value):.{kept}f}"
        if kept < 2 and (proof or self.maybe(0.4)):
            body = f"{abs(value):.2f}"
        text = self.marked(body, grouped=self.maybe(0.4))
        symbols = [symbol for symbol in self.symbols if not proof]
        symbol = self.random.choice([""] + symbols)
        before, after = ("", f" {symbol}") if symbol and self.maybe(0.3) else (symbol, "")
        text = f"{before}{' ' if before and self.maybe(0.2) else ''}{text}{after}"
        if value < 0:
            minus = "\u2212" if self.can_write("\u2212") and self.maybe(0.2) else "-"
            text = f"({text})" if self.maybe(0.2) else f"{minus}{text.strip()}"
        native = float(value) if len(digits.lstrip("0")) <= 15 and self.maybe(0.8) else None
        return Cell(value, text.strip(), native)

    def marked(self, body: str, grouped: bool) -> str:
        """A plain number with the file's decimal mark, its thousands in groups or not."""
        whole, _, decimals = body.partition(".")
        if grouped and self.comma:
            groups = [mark for mark in ". '\u00a0" if self.can_write(mark)]
            whole = f"{int(whole):,}".replace(",", self.random.choice(groups))
        elif grouped:
            whole = f"{int(whole):,}"
        return whole + (("," if self.comma else ".") + decimals if decimals else "")

    def whole_number(self, proved: bool) -> Cell:
        """proved: an amount of the file says which its decimal mark is."""
        value = self.random.choice((0, 1, -1, 7, 999, 1000, 12345, 1234567, -1234567, 10**12))
        grouped = self.maybe(0.4) and (proved or not self.comma)
        text = f"{'-' if value < 0 else ''}{self.marked(str(abs(value)), grouped)}"
        return Cell(value, text, value)

    def one_of(self, texts: Sequence[str]) -> Cell:
        found = self.random.choice(texts)
        return Cell(found, found)

    def truth(self) -> Cell:
        value = self.maybe(0.5)
        word = self.random.choice(("true", "yes", "Y", "1") if value else ("false", "No", "n", "0"))
        return Cell(value, self.random.choice((word, word.upper())), value)

    def wall(self) -> datetime:
        """A time of day that has been trouble somewhere."""
        turn = self.random.choice(_TURNS)
        shift = self.random.choice(
            (0, -1, 1, 3599, -3600, 3600, self.random.randint(-90000, 90000))
        )
        return turn + timedelta(seconds=shift, milliseconds=self.random.choice((0, 0, 7, 999)))

    def moment(self, formats: tuple[str, ...], spelled: bool = False) -> Cell:
        """A time; a workbook has it as text or as a time of its own."""
        pattern, zone = self.random.choice(formats), ""
        offset = self.random.choice(_OFFSETS)
        if spelled and self.maybe(0.7):
            pattern, zone, offset = self.random.choice(
                [given for given in _SPELLED if self.can_write("".join(given[:2]))]
            )
        wall = _cut(self.wall(), pattern)
        if not zone and not any(token in pattern for token in ("X", "Z")):
            offset = 0
        found = Moment(wall - timedelta(minutes=offset), wall.date(), "m" in pattern)
        text = render(pattern, wall, offset) + zone
        native = None if offset or wall.microsecond else wall
        return Cell(found, text, native)

    def day(self, formats: tuple[str, ...], apart: bool) -> Cell:
        """A date. apart: one whose day cannot be a month."""
        rivals = [pair for pair in _RIVALS if set(pair) <= set(formats)]
        if rivals:
            formats = tuple(pair[0 if self.day_first else 1] for pair in rivals)
        pattern = self.random.choice(formats)
        found = self.wall()
        found = _cut(found.replace(day=25) if apart else found, pattern)
        text = render(pattern, found, 0)
        # A whole day of a workbook; a column of months has them as text.
        native = datetime(found.year, found.month, found.day) if "d" in pattern else None
        return Cell(found.date(), text, None if rivals and apart else native)


# Day first and month first.
_RIVALS = (("dd/MM/yyyy", "MM/dd/yyyy"), ("d/M/yyyy", "M/d/yyyy"))
# Of columns that are `spelled`: a pattern, the zone behind it, minutes east of UTC.
_SPELLED = (
    ("MMM d, yyyy h:mm:ss a", " PDT", -420), ("MMM d, yyyy h:mm:ss a", " PST", -480),
    ("d MMM yyyy HH:mm:ss", " UTC", 0), ("d MMM yyyy HH:mm:ss", " GMT+2", 120),
    ("dd.MM.yyyy HH:mm:ss", " UTC", 0), ("yyyy/MM/dd HH:mm:ss", "JST", 540),
    ("d MMM yyyy HH:mm:ss", " GMT-03:00", -180), ("MMMM d, yyyy, HH:mm", " CEST", 120),
)  # fmt: skip


def _cut(wall: datetime, pattern: str) -> datetime:
    """What of a time a pattern prints."""
    wall = wall if "SSS" in pattern else wall.replace(microsecond=0)
    wall = wall if "ss" in pattern else wall.replace(second=0)
    wall = wall if "mm" in pattern else wall.replace(hour=0, minute=0)
    return wall if "d" in pattern else wall.replace(day=1)


def local_day(column: Column, found: Moment, row: dict, carried: str | None) -> date:
    """The day that an export means: as printed, or where the row's marketplace lies."""
    if not column.zone_by or not found.timed:
        return found.day
    given = [carried if name == "_carry" else row.get(name) for name in column.zone_by]
    zones = [load_zones().get(str(text).strip().lower()) for text in given if text]
    zone = next((zone for zone in zones if zone), "UTC")
    return found.instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def landed(spec: ReportSpec, row: dict[str, object], carried: str | None) -> dict[str, object]:
    """The values of a landed row, with the days that its times mean."""
    found = {column.name: row.get(column.name) for column in spec.columns}
    for column in spec.columns:
        moment = row.get(column.local_date_of) if column.local_date_of else None
        if isinstance(moment, Moment):
            found[column.name] = local_day(column, moment, row, carried)
    return {
        name: value.instant if isinstance(value, Moment) else value for name, value in found.items()
    }
