"""Telephone numbers: calling codes and E.164."""

from __future__ import annotations

import re
import unicodedata

# Country -> (calling code, trunk prefix that is dropped, digits of a national number).
CALLING = {
    "US": ("1", "", (10,)), "CA": ("1", "", (10,)), "GB": ("44", "0", (9, 10)),
    "IE": ("353", "0", (7, 8, 9)), "DE": ("49", "0", range(6, 12)), "AT": ("43", "0", range(7, 14)),
    "CH": ("41", "0", (9,)), "FR": ("33", "0", (9,)), "BE": ("32", "0", (8, 9)),
    "NL": ("31", "0", (9,)), "LU": ("352", "", range(6, 10)), "IT": ("39", "", range(6, 12)),
    "ES": ("34", "", (9,)), "PT": ("351", "", (9,)), "DK": ("45", "", (8,)),
    "SE": ("46", "0", range(7, 11)), "NO": ("47", "", (8,)), "FI": ("358", "0", range(6, 12)),
    "PL": ("48", "", (9,)), "CZ": ("420", "", (9,)), "AU": ("61", "0", (9,)),
    "NZ": ("64", "0", range(8, 11)), "JP": ("81", "0", (9, 10)), "MX": ("52", "", (10,)),
    "BR": ("55", "0", (10, 11)), "IN": ("91", "0", (10,)), "ZA": ("27", "0", (9,)),
    "SG": ("65", "", (8,)), "AE": ("971", "0", (8, 9)),
}  # fmt: skip
_COUNTRY_NAMES = {
    "UNITED STATES": "US", "USA": "US", "CANADA": "CA", "UNITED KINGDOM": "GB", "UK": "GB",
    "IRELAND": "IE", "GERMANY": "DE", "AUSTRIA": "AT", "SWITZERLAND": "CH", "FRANCE": "FR",
    "BELGIUM": "BE", "NETHERLANDS": "NL", "LUXEMBOURG": "LU", "ITALY": "IT", "SPAIN": "ES",
    "PORTUGAL": "PT", "DENMARK": "DK", "SWEDEN": "SE", "NORWAY": "NO", "FINLAND": "FI",
    "POLAND": "PL", "CZECHIA": "CZ", "AUSTRALIA": "AU", "NEW ZEALAND": "NZ", "JAPAN": "JP",
    "MEXICO": "MX", "BRAZIL": "BR", "INDIA": "IN", "SOUTH AFRICA": "ZA", "SINGAPORE": "SG",
}  # fmt: skip


def normalize_phone(text: str | None, country: str | None) -> str | None:
    """E.164 ('+14155550100') by the country of the address; None when it is not a full number."""
    raw = unicodedata.normalize("NFKC", text or "").strip().strip("'\"").strip()
    raw = re.split(r"(?i)\s*(?:ext\.?|x|#)\s*\d+$", raw)[0]
    digits = re.sub(r"\D", "", raw)
    if not digits or re.search(r"[A-Za-z]", raw):
        return None
    if raw.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    if digits.startswith("00"):
        return f"+{digits[2:]}" if 8 <= len(digits) - 2 <= 15 else None
    name = (country or "").strip().upper()
    calling = CALLING.get(_COUNTRY_NAMES.get(name, name))
    if calling is None:
        return None
    code, trunk, lengths = calling
    rest = len(digits) - len(code)
    if digits.startswith(code) and rest in lengths and len(digits) not in lengths:
        return f"+{digits}"
    national = digits.removeprefix(trunk) if trunk else digits
    return f"+{code}{national}" if len(national) in lengths else None
