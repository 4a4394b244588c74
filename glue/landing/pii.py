"""Pseudonyms for personal data, made where the text is read, before it reaches any table.

Every hash is HMAC-SHA-256 (hex) of a normalized text under a key that stays outside the warehouse:
without the key a list of known e-mail addresses cannot be matched against it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from glue.landing.errors import LandingError
from glue.landing.phones import normalize_phone

MIN_KEY_BYTES = 16
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_GOOGLE = frozenset({"gmail.com", "googlemail.com"})
_RELAY = re.compile(r"@marketplace\.amazon\.[a-z.]+$")
_ROLES = frozenset(
    {
        "admin", "accounts", "accounting", "billing", "contact", "enquiries", "finance", "hello",
        "help", "hr", "info", "inquiries", "invoices", "jobs", "mail", "marketing", "no-reply",
        "noreply", "office", "orders", "postmaster", "purchasing", "sales", "service", "shop",
        "support", "team", "webmaster",
    }
)  # fmt: skip


def load_key(state: str | Path) -> bytes:
    """The pseudonym key: COMMERCE_PII_KEY, else `<state>/pii.key`, made once with mode 0600.

    Raises LandingError when the key from the environment is shorter than 16 bytes, or missing for
    a state in S3.
    """
    given = os.environ.get("COMMERCE_PII_KEY", "")
    if given:
        if len(given.encode()) < MIN_KEY_BYTES:
            raise LandingError(f"COMMERCE_PII_KEY must have at least {MIN_KEY_BYTES} bytes.")
        return given.encode()
    if str(state).startswith("s3://"):
        raise LandingError(
            "A landing state in S3 needs its pseudonym key from a secret (--pii_secret) or from "
            "COMMERCE_PII_KEY."
        )
    path = Path(state) / "pii.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"pii.key.{os.getpid()}")
        with open(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
            stream.write(secrets.token_hex(32))
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip().encode()


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA-256 of `text` (UTF-8) as 64 hex digits."""
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def normalize_email(text: str | None) -> str | None:
    """Lower case without surrounding blanks; None when it is blank."""
    value = unicodedata.normalize("NFKC", text or "").strip().strip("'\"").lower()
    return value or None


def email_kind(text: str | None) -> str | None:
    """personal, role (info@ and the like), amazon_relay or invalid; None when it is blank."""
    value = normalize_email(text)
    if value is None:
        return None
    if not _EMAIL.fullmatch(value):
        return "invalid"
    if _RELAY.search(value):
        return "amazon_relay"
    return "role" if value.split("@", 1)[0] in _ROLES else "personal"


def mailbox(address: str) -> str:
    """The one spelling of the mailbox behind a normalized address.

    Google delivers `a.nn+shop@googlemail.com` to `ann@gmail.com`; other hosts tell both apart.
    """
    local, _, domain = address.partition("@")
    if domain not in _GOOGLE:
        return address
    return f"{local.partition('+')[0].replace('.', '') or local}@gmail.com"


def email_hash(key: bytes, text: str | None) -> str | None:
    """The hash of a valid address; None for a blank or invalid one, which identifies nobody."""
    if email_kind(text) in (None, "invalid"):
        return None
    return keyed_hash(key, mailbox(normalize_email(text) or ""))


def customer_hash(key: bytes, text: str | None) -> str | None:
    """The hash of a customer number, bare or as `gid://shopify/Customer/1`; None if blank."""
    number = (text or "").strip().rsplit("/", 1)[-1]
    return keyed_hash(key, f"customer {number}") if number else None


def phone_hash(key: bytes, numbers: Sequence[str], country: str | None) -> str | None:
    """The hash of the first of `numbers` that is a full number; None when there is none."""
    for text in numbers:
        value = normalize_phone(text, country)
        if value:
            return keyed_hash(key, value)
    return None


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.strip().strip("'").casefold())
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def household_hash(key: bytes, parts: Sequence[str]) -> str | None:
    """The hash of name, street and postal code without case, accents and punctuation.

    None unless all of them are there: half an address would join strangers.
    """
    folded = [_folded(part) for part in parts]
    return keyed_hash(key, "|".join(folded)) if all(folded) else None


def postal_prefix(text: str | None) -> str | None:
    """The first three characters of a postal code, without the spreadsheet's leading quote."""
    value = (text or "").strip().lstrip("'").strip()
    return value[:3].upper() or None


def attributes(text: str | None) -> dict[str, str]:
    """The `key: value` lines of Shopify's Note Attributes by folded key (see fold_attribute)."""
    found: dict[str, str] = {}
    for line in (text or "").splitlines():
        name, colon, value = line.partition(":")
        if colon and value.strip():
            found.setdefault(fold_attribute(name), value.strip())
    return found


def fold_attribute(name: str) -> str:
    """An attribute key without case, blanks, hyphens, underscores: 'UTM source' is utm_source."""
    return re.sub(r"[\s_\-]+", "", name.casefold())
