"""Masks for personal data and secrets in text that leaves landing as text.

Two strengths. `guard` is for landed cells: it takes only what can be nothing else, since ids, SKUs
and amounts must stay. `scrub` is for free text (quarantine, messages, headers): it also takes
whatever looks like a telephone number or a key. Neither knows a name or a street when it sees one:
columns that hold those are masked as a whole (`masked_fields`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from glue.landing.phones import CALLING

MASK = "***"
_AT = r"(?:@|%(?:25)*40|&\#0*64;|&commat;|\s?[\[({]\s?at\s?[\])}]\s?)"
_DOT = r"(?:\.|%2e|\s?[\[({]\s?dot\s?[\])}]\s?)"
_QUOTED = r'"[^"\r\n]{1,64}"'
_NUMERIC_HOST = r"\[[0-9a-f.:]+\]|\d{1,3}(?:\.\d{1,3}){3}"
# Inside a URL an address begins behind the sign that introduces it, so that utm_source stays.
_EMAIL_IN_CELL = re.compile(
    rf"(?:{_QUOTED}|[^\s@<>()\[\]{{}},;:\"|=/?&]{{1,64}}){_AT}"
    rf"(?:localhost\b|{_NUMERIC_HOST}|(?:[\w-]+{_DOT})+[^\W\d_][\w-]*)",
    re.IGNORECASE,
)
_EMAIL_IN_TEXT = re.compile(
    rf"(?:{_QUOTED}|[^\s@<>()\[\]{{}},;:\"|]{{1,64}}){_AT}"
    rf"(?:{_NUMERIC_HOST}|[\w-]+(?:{_DOT}[\w-]+)*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"shp[a-z]{2,3}_[0-9A-Za-z]{8,}"
    r"|(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|gh[pousr]_[0-9A-Za-z]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|[srp]k_(?:live|test)_[0-9A-Za-z]{8,}|whsec_[0-9A-Za-z+/=]{16,}|xox[abeprs]-[\w-]{10,}"
    r"|AIza[\w-]{30,}|ya29\.[\w-]{10,}|EAA[A-Za-z0-9]{30,}"
    r"|amzn1\.(?:oa2-cs|application-oa2-client)[\w.-]{10,}|Atz[ar]\|[\w+/=|-]{10,}"
    r"|(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|[Bb][Ee][Aa][Rr][Ee][Rr]\s+(?=[\w.~+/=-]*\d)[\w.~+/=-]{12,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"
)
_SECRET_IN_TEXT = re.compile(
    r"\b(?:authorization|pass(?:word|wd)|pwd|secret|token|(?:api|access|secret)[_ -]?key)"
    r"\s*[:=]\s*(?:basic\s+)?[^\s,;]+"
    r"|(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])"
    r"|(?<![0-9a-z+/])(?=[^\s]{0,80}\d)(?=[^\s]{0,80}[a-z])[0-9a-z+/]{40,}={0,2}",
    re.IGNORECASE,
)
# What stands between the digits of a number as people write it.
_GAP = r"[ \u00a0\u2007\u2009\u202f.()/\u2010-\u2013-]{0,3}"
_INTERNATIONAL = rf"(?<![0-9A-Za-z+])\+ ?\(?[1-9](?:{_GAP}\d){{7,14}}(?!\d)"
_BRACKETED = r"(?<!\d)\(\d{3}\) ?\d{3}[-. ]?\d{4}(?!\d)"
_PHONE_IN_CELL = re.compile(f"{_INTERNATIONAL}|{_BRACKETED}")
# Without a plus or brackets only words around it tell a number from a SKU or an id.
_PHONE_IN_PHRASE = re.compile(
    r"(?<![\d-])(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}(?![\d-])"
    rf"|(?:(?<=tel)|(?<=hone)|(?<=call)|(?<=mobile)|(?<=fax)|(?<=whatsapp))[ .:]{{1,3}}"
    r"(?!(?:19|20)\d\d[-./]?(?:0[1-9]|1[0-2])(?:[-./]?[0-3]\d)?(?!\d))"
    rf"\(?\d(?:{_GAP}\d){{8,14}}(?!\d)",
    re.IGNORECASE,
)
_START = r"(?<!\d)(?<!\d[.,:/-])"
# A run of digits inside a SKU or an ASIN is none, unless the letters say that it is a number.
_WORD_BEFORE = r"(?:(?<![0-9A-Za-z#])|(?<=tel)|(?<=hone)|(?<=mob)|(?<=fax)|(?<=call))"
_WORD_AFTER = r"(?!\d)(?![A-Za-wyz])(?![.,]\d)"
_PHONE_IN_TEXT = re.compile(
    # Times, dates, amounts and order ids come first: they look alike and stay.
    r"(?P<kept>(?<!\d)(?:"
    r"\d{3}-\d{7}-\d{7}(?![\d-])"
    r"|\d{4}[-/]\d{2}[-/]\d{2}(?!\d)(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
    r"|(?:19|20)\d{2}-(?:0[1-9]|1[0-2])(?!\d)"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}(?![./-]?\d)(?:,? \d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"
    r"|[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![.,]?\d)"
    r"|[1-9]\d{0,2}(?:[. '\u00a0\u202f]\d{3})+,\d{1,4}(?![.,]?\d)"
    r"|[1-9]\d{0,1}(?:\.\d{3}){2}(?![.,]?\d)"
    r"|\d+[.,]\d{1,4}(?![.,-]?\d)"
    r")|(?<![0-9A-Za-z])[+-]0\d{3}(?!\d))"
    rf"|{_INTERNATIONAL}|{_BRACKETED}"
    rf"|{_START}00[1-9](?:{_GAP}\d){{6,14}}(?!\d)"
    rf"|{_START}{_WORD_BEFORE}\(?0\)?[1-9](?:{_GAP}\d){{7,10}}(?!\d)"
    rf"|{_START}{_WORD_BEFORE}(?:1[-. ])?\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}}(?![\d-])"
    rf"|{_START}\d{{3}}-\d{{4}}(?![\d-])"
    rf"|(?P<groups>{_START}{_WORD_BEFORE}(?:\d{{2,5}}(?:[ ./-]\d{{2,4}}){{2,5}}"
    r"|\d{2,5}[ /-]\d{4,8})(?![\d-]))"
    rf"|(?P<bare>{_START}{_WORD_BEFORE}\d{{9,13}}){_WORD_AFTER}",
    re.IGNORECASE,
)
# What must stand in a text before the expressions above can hit; RE2, for whole Arrow columns.
SUSPECT_CELL = (
    r"[@＠﹫]|%(?:25)*40|&#0*64;|&commat;|[\[({] ?(?i:at) ?[\])}]"
    r"|shp|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|k_live_|k_test_|whsec_|xox|AIza|ya29\.|EAA"
    r"|amzn1\.|Atz|eyJ|(?i:bearer)|PRIVATE KEY|[+＋] ?\(?[0-9]|\([0-9]{3}\)"
    r"|[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}|(?i:tel|hone|call|mobile|fax|whatsapp)[ .:]{1,3}\(?[0-9]"
)
_ORDER_NUMBER = re.compile(r"#[A-Za-z]{0,4}-?\d{1,10}[A-Za-z]{0,4}|\d{3}-\d{7}-\d{7}")
_BARE_NUMBER = re.compile(r"\s*[1-9]\d{7,14}\s*")


def _folded(text: str) -> str:
    """`text` with look-alikes (full-width letters, digits and signs) as ASCII, at equal length."""
    if text.isascii():
        return text
    plain = (c if c.isascii() else unicodedata.normalize("NFKC", c) for c in text)
    return "".join(p if len(p) == 1 else c for p, c in zip(plain, text, strict=True))


def _masked(text: str, expression: re.Pattern, is_hit=lambda found: True) -> str:
    """`text` with the hits of `expression` replaced; they are sought in the folded text."""
    folded, kept, end = _folded(text), [], 0
    for found in expression.finditer(folded):
        if is_hit(found):
            kept += [text[end : found.start()], MASK]
            end = found.end()
    return "".join(kept) + text[end:] if kept else text


def _is_phone(found: re.Match) -> bool:
    if found["kept"]:
        return False
    digits = re.sub(r"\D", "", found[0])
    if found["groups"]:
        return 8 <= len(digits) <= 13
    if not found["bare"] or len(digits) <= 10:
        return True
    # Longer runs are ids, unless they begin like a number of a country that we know.
    return any(
        digits.startswith(code) and len(digits) - len(code) in lengths
        for code, _, lengths in CALLING.values()
    ) and not (digits[0] == "1" and digits[1] in "01")


def guard(text: str, free: bool = True) -> str:
    """A landed cell with e-mail addresses and access tokens masked.

    free: a person may have typed it; then numbers written as +49... or (415)... are masked too,
    and others where they stand among words.
    """
    text = _masked(_masked(text, _EMAIL_IN_CELL), _TOKEN)
    if free:
        text = _masked(text, _PHONE_IN_CELL)
        if " " in text.strip() and re.search(r"[^\W\d_]", text):
            text = _masked(text, _PHONE_IN_PHRASE)
    return text


def _scrubbed_but_phones(text: str) -> str:
    for expression in (_TOKEN, _SECRET_IN_TEXT, _EMAIL_IN_TEXT):
        text = _masked(text, expression)
    return text


def scrub(text: str) -> str:
    """Free text with e-mail addresses, telephone numbers, tokens and long keys masked."""
    return _masked(_scrubbed_but_phones(text), _PHONE_IN_TEXT, _is_phone)


def _is_phone_in_name(found: re.Match) -> bool:
    # Exports are named after the second that they were made in.
    return _is_phone(found) and not re.fullmatch(r"1[5-9]\d{8}", found[0])


def scrub_name(path: str, sha256: str) -> str:
    """The path of a raw file as ledger, tables and messages show it.

    A path that is masked gets the first digits of the file's SHA-256, so that two files stay two.
    """
    parts = [
        _masked(_scrubbed_but_phones(part), _PHONE_IN_TEXT, _is_phone_in_name)
        for part in path.split("/")
    ]
    masked = "/".join(parts)
    return path if masked == path else f"{masked}~{sha256[:8]}"


def masked_fields(
    fields: Sequence[str], masked: frozenset[int], width: int, aligned: bool
) -> list[str]:
    """The fields of a record for quarantine, personal ones replaced by ***.

    masked: the positions of the report's personal fields. width: how many fields the header has;
    what stands beyond it is masked, too. When the fields do not line up with the header (`aligned`
    false) any field may hold anything: in a report that has personal fields all are masked but an
    order number in front.
    """
    if not masked:
        named = [text if _BARE_NUMBER.fullmatch(text) else scrub(text) for text in fields[:width]]
        return named + [MASK if text else text for text in fields[width:]]
    if aligned:
        return [MASK if i in masked and text else scrub(text) for i, text in enumerate(fields)]
    kept = fields[:1] if fields and _ORDER_NUMBER.fullmatch(fields[0].strip()) else []
    return kept + [MASK if text else text for text in fields[len(kept) :]]
