"""Several stores in one raw folder: a file lands in the store that it belongs to, or not at all."""

from __future__ import annotations

import pytest

from glue.landing.errors import LandingError
from tests.python.glue.conftest import Landing, outcome
from tests.python.glue.exports import (
    all_orders,
    amazon_order,
    component,
    settlement_v2,
    shopify,
    shopify_order,
)

STORES = """
us: {marketplaces: [Amazon.com, Amazon.ca], currencies: [USD, CAD]}
eu: {marketplaces: [Amazon.de], currencies: [EUR]}
"""
AT = "2025-03-02T04:00:00+00:00"
FX = "Date,USD,\n2025-03-03,1.0465,\n"


@pytest.fixture(scope="module")
def stores(shared_landing: Landing) -> Landing:
    put = shared_landing.put
    put("stores.yml", STORES)
    german = component("5.00", marketplace_name="Amazon.de")
    put("us/amazon/settlements/own.txt", settlement_v2("1", "12.00", component("12.00")))
    put("us/amazon/settlements/german.txt", settlement_v2("2", "5.00", german))
    put("us/amazon/settlements/euro.txt", settlement_v2("3", "5.00", german, currency="EUR"))
    put("eu/amazon/settlements/own.txt", settlement_v2("4", "5.00", german, currency="EUR"))
    elsewhere = component("1.00", marketplace_name="Non-Amazon US")
    put("us/amazon/settlements/other_channel.txt", settlement_v2("5", "1.00", elsewhere))
    mixed = [amazon_order("111-1", AT), amazon_order("111-2", AT, sales_channel="Amazon.de")]
    put("us/amazon/all_orders/mixed.txt", all_orders(*mixed))
    put("eu/shopify/orders/dollars.csv", shopify(shopify_order("#1", Currency="USD")))
    same = settlement_v2("6", "3.00", component("3.00"))
    put("us/amazon/settlements/same.txt", same)
    put("third/amazon/settlements/same.txt", same)
    put("third/shopify/orders/anything.csv", shopify(shopify_order("#1", Currency="SEK")))
    put("us/reference/fx/rates.csv", FX)
    put("eu/reference/fx/rates.csv", FX)
    return shared_landing


@pytest.fixture(scope="module")
def result(stores):
    return stores.run()


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("us/amazon/settlements/german.txt", "names the marketplace Amazon.de, but store us has"),
        ("us/amazon/settlements/euro.txt", "names the marketplace Amazon.de, but store us has"),
        ("us/amazon/all_orders/mixed.txt", "names the marketplace Amazon.de, but store us has"),
        ("eu/shopify/orders/dollars.csv", "names the currency USD, but store eu has EUR"),
        ("us/amazon/settlements/same.txt", "store third has the same bytes"),
        ("third/amazon/settlements/same.txt", "store us has the same bytes"),
    ],
)
def test_a_file_of_another_store_is_set_aside_with_one_sentence(result, stores, path, named):
    found = outcome(result, path)
    assert (found.status, found.reason) == ("QUARANTINED_FILE", "TENANT_MISMATCH")
    assert named in found.message
    row = next(row for row in stores.quarantine() if row["source_file"] == path)
    assert (row["reason"], row["raw_record"]) == ("TENANT_MISMATCH", None)
    for table in ("amazon__settlements", "amazon__all_orders", "shopify__orders"):
        assert path not in {row["_source_file"] for row in stores.rows(table)}


@pytest.mark.parametrize(
    "path",
    [
        "us/amazon/settlements/own.txt",
        "eu/amazon/settlements/own.txt",
        "us/amazon/settlements/other_channel.txt",
        "third/shopify/orders/anything.csv",
        "us/reference/fx/rates.csv",
        "eu/reference/fx/rates.csv",
    ],
)
def test_its_own_files_undeclared_stores_and_shared_references_land(result, stores, path):
    assert outcome(result, path).status == "LANDED", outcome(result, path).message
    stores.assert_accounted()


def test_the_store_is_part_of_every_key(result, stores):
    assert {row["_store"] for row in stores.rows("amazon__settlements")} == {"us", "eu"}
    assert {row["store"] for row in stores.ledger().values()} == {"us", "eu", "third"}


def test_without_stores_yml_nothing_is_checked(landing):
    same = settlement_v2("6", "3.00", component("3.00", marketplace_name="Amazon.de"))
    landing.put("us/amazon/settlements/same.txt", same)
    landing.put("eu/amazon/settlements/same.txt", same)
    assert {file.status for file in landing.run().files} == {"LANDED"}


def test_a_second_store_cannot_claim_what_the_first_has_landed(landed):
    landed.put("stores.yml", STORES)
    content = (landed.raw / "amazon/settlements/one.txt").read_bytes()
    landed.put("us/amazon/settlements/one.txt", content)
    found = outcome(landed.run(), "us/amazon/settlements/one.txt")
    assert found.reason == "TENANT_MISMATCH"
    assert "store default has the same bytes" in found.message
    assert len(landed.rows("amazon__settlements")) == 2


def test_a_file_lands_in_a_replay_once_its_store_allows_it(landed):
    landed.put("stores.yml", STORES)
    rows = settlement_v2("2", "5.00", component("5.00"), currency="SEK")
    landed.put("us/amazon/settlements/two.txt", rows)
    assert outcome(landed.run(), "two.txt").reason == "TENANT_MISMATCH"
    landed.put("stores.yml", STORES.replace("USD", "USD, SEK"))
    assert outcome(landed.run(replay=True), "two.txt").status == "LANDED"
    landed.assert_accounted()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("us: [", "not readable as YAML"),
        ("", "must name stores"),
        ("us: USD", "store us must have lists"),
        ("us: {currency: [USD]}", "unknown list 'currency'"),
        ("us: {currencies: USD}", "must be a list of texts"),
        ("us: {currencies: [1]}", "must be a list of texts"),
    ],
)
def test_a_wrong_stores_yml_stops_the_run_with_one_sentence(landed, content, sentence):
    landed.put("stores.yml", content)
    landed.put("amazon/settlements/two.txt", settlement_v2("2", "5.00", component("5.00")))
    with pytest.raises(LandingError, match=sentence):
        landed.run()
    assert list(landed.ledger()) == ["amazon/settlements/one.txt"]
