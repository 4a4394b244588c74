"""Times as people print them: month names, a.m. and p.m., zone abbreviations, to ISO text.

`Jun 8, 2025 10:23:05 PM PDT` becomes `2025-06-08 22:23:05 -0700`. What is not understood is left as
it is, for the typing to refuse. Day and month as bare numbers between slashes are never touched:
glue/landing/dates.py decides those over the whole column.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from babel.dates import get_month_names

LANGUAGES = ("en", "de", "fr", "it", "es", "nl", "sv", "pl", "pt", "tr")
# Hours from UTC of the abbreviations that Amazon prints, by marketplace.
_OFFSETS = {
    "UTC": "+0000", "GMT": "+0000", "Z": "+0000", "BST": "+0100", "WET": "+0000", "WEST": "+0100",
    "CET": "+0100", "CEST": "+0200", "MEZ": "+0100", "MESZ": "+0200", "EET": "+0200",
    "EEST": "+0300", "PST": "-0800", "PDT": "-0700", "EST": "-0500", "EDT": "-0400",
    "JST": "+0900", "AEST": "+1000", "AEDT": "+1100", "IST": "+0530", "SGT": "+0800",
    "GST": "+0400", "BRT": "-0300",
}  # fmt: skip
_TIME = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?(?:\s*(?P<zone>[a-z]{1,4}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_SHIFTED = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_DATES = (
    re.compile(r"(?P<name>[^\W\d_]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.?(?: de)? (?P<name>[^\W\d_]+)\.?,?(?: de)? (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})"),
)


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """The number of a month by its folded name, long or short, in any of LANGUAGES.

    Raises ValueError when one name means two months.
    """
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    folded = name.rstrip(".").casefold()
                    if found.setdefault(folded, number) != number:
                        raise ValueError(f"{name} means two months")
    return found | {"sept": 9}


def _offset(zone: str) -> str | None:
    """+0530 for a zone as printed, None for one that is not known."""
    if zone.upper() in _OFFSETS:
        return _OFFSETS[zone.upper()]
    shifted = _SHIFTED.fullmatch(zone)
    if shifted is None:
        return None
    sign, hours, minutes = shifted.groups()
    return f"{sign}{int(hours):02d}{minutes or '00'}"


def _date(text: str) -> tuple[int, int, int] | None:
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        name = parts.get("name")
        month = month_numbers().get(name.casefold()) if name else int(parts["month"])
        return (int(parts["year"]), month, int(parts["day"])) if month else None
    return None


def iso_text(text: str) -> str:
    """The ISO text of a printed time, with its offset when it has one; else the text itself."""
    plain = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
    time = _TIME.search(plain)
    date = _date(plain[: time.start()].rstrip(" ,") if time else plain)
    if date is None or (time and time.end() != len(plain)):
        return text
    try:
        if time is None:
            return f"{datetime(*date):%Y-%m-%d}"
        parts = time.groupdict()
        hour = int(parts["hour"])
        if parts["half"]:
            if not 1 <= hour <= 12:
                return text
            hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
        moment = datetime(*date, hour, int(parts["minute"]), int(parts["second"] or 0))
    except ValueError:
        return text
    offset = _offset(parts["zone"]) if parts["zone"] else ""
    return text if offset is None else f"{moment:%Y-%m-%d %H:%M:%S} {offset}".rstrip()
