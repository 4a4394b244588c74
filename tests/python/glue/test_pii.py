"""Personal data becomes a keyed hash of a normalized text, or nothing."""

from __future__ import annotations

import hashlib
import hmac
import stat

import pytest

from glue.landing import pii
from glue.landing.errors import LandingError

KEY = b"0123456789abcdef"


def test_hash_is_hmac_sha256_of_the_normalized_address():
    expected = hmac.new(KEY, b"ann@example.com", hashlib.sha256).hexdigest()
    assert pii.email_hash(KEY, "  Ann@Example.COM ") == expected
    assert pii.email_hash(b"another key 4567", "ann@example.com") != expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ann@example.com", "personal"),
        ("Info@example.com", "role"),
        ("x1y2z3@marketplace.amazon.de", "amazon_relay"),
        ("ann@localhost", "invalid"),
        ("n/a", "invalid"),
        ("", None),
        (None, None),
    ],
)
def test_kind_of_an_address(text, kind):
    assert pii.email_kind(text) == kind


def test_an_invalid_address_has_no_hash_so_that_it_joins_nobody():
    assert pii.email_hash(KEY, "n/a") is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("ann@gmail.com", "A.nn@googlemail.com", True),
        ("ann@gmail.com", "ann+shop@gmail.com", True),
        ("ann@gmail.com", "bob@gmail.com", False),
        ("ann@example.com", "a.nn@example.com", False),
        ("ann@example.com", "ann+shop@example.com", False),
        ("ann@gmail.com", "ann@example.com", False),
        ("+a@gmail.com", "+b@gmail.com", False),
    ],
)
def test_one_mailbox_at_google_has_one_hash_and_elsewhere_spelling_counts(one, other, is_same):
    assert (pii.email_hash(KEY, one) == pii.email_hash(KEY, other)) is is_same


def test_a_customer_number_is_one_in_both_apis_of_the_shop():
    one = pii.customer_hash(KEY, "207119551")
    assert one == pii.customer_hash(KEY, "gid://shopify/Customer/207119551")
    assert one != pii.customer_hash(KEY, "207119552")
    assert pii.customer_hash(KEY, "") is None


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("(415) 555-0100", "US", "+14155550100"),
        ("1 415 555 0100", "United States", "+14155550100"),
        ("'+1 415-555-0100", None, "+14155550100"),
        ("415.555.0100 ext. 12", "CA", "+14155550100"),
        ("030 901820", "DE", "+4930901820"),
        ("0049 30 901820", "DE", "+4930901820"),
        ("07700 900123", "GB", "+447700900123"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("555-0100", "US", None),
        ("4155550100", None, None),
        ("4155550100", "Atlantis", None),
        ("call me", "US", None),
        ("", "US", None),
    ],
)
def test_phone_numbers_become_e164_by_the_country_of_the_address(number, country, expected):
    assert pii.normalize_phone(number, country) == expected


def test_a_household_is_name_street_and_postal_code_without_case_accents_and_punctuation():
    one = pii.household_hash(KEY, ["José Núñez", "1 Main St.", "'75008"])
    assert one == pii.household_hash(KEY, ["jose nunez", "1  main st", "75008"])
    assert one != pii.household_hash(KEY, ["jose nunez", "2 main st", "75008"])
    assert pii.household_hash(KEY, ["jose nunez", "", "75008"]) is None


@pytest.mark.parametrize(
    ("code", "prefix"), [("'75008", "750"), ("sw1a 1aa", "SW1"), ("", None), (None, None)]
)
def test_postal_prefix_drops_the_spreadsheet_quote(code, prefix):
    assert pii.postal_prefix(code) == prefix


def test_note_attributes_are_found_however_the_key_is_spelled():
    note = "UTM source: google\nutm_medium:cpc\nAmazon Order ID: 111-1\nsecret: ann@example.com"
    found = pii.attributes(note)
    assert found[pii.fold_attribute("utm_source")] == "google"
    assert found[pii.fold_attribute("utm_medium")] == "cpc"
    assert found[pii.fold_attribute("amazon_order_id")] == "111-1"


def test_key_is_made_once_and_only_its_owner_can_read_it(tmp_path, monkeypatch):
    monkeypatch.delenv("COMMERCE_PII_KEY", raising=False)
    first = pii.load_key(tmp_path / "state")
    assert len(first) == 64
    assert pii.load_key(tmp_path / "state") == first
    mode = (tmp_path / "state" / "pii.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_key_from_the_environment_wins_and_must_not_be_short(tmp_path, monkeypatch):
    monkeypatch.setenv("COMMERCE_PII_KEY", "0123456789abcdef")
    assert pii.load_key(tmp_path) == b"0123456789abcdef"
    assert not (tmp_path / "pii.key").exists()
    monkeypatch.setenv("COMMERCE_PII_KEY", "short")
    with pytest.raises(LandingError, match="16 bytes"):
        pii.load_key(tmp_path)
