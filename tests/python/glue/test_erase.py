"""Erasing a person: the hashes go everywhere and for good, the books stay as they are."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from commerce.__main__ import main
from glue.landing import pii
from glue.landing.erase import Erasure, erase, identity_hashes
from glue.landing.errors import LandingError
from glue.landing.holders import holders
from glue.landing.publish import publish, published
from glue.landing.storage import LocalStorage
from tests.python.glue.conftest import KEY, Landing
from tests.python.glue.exports import shopify, shopify_order

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
EMAIL, PHONE = "ann.canary@example.com", "+1 415 555 0177"
HASHES = ("email_hash", "phone_hash", "household_hash")
ADDRESS = {
    "Shipping_Name": "Ann Canary",
    "Shipping_Address1": "7 Canary Street",
    "Shipping_Zip": "94105",
    "Shipping_Country": "US",
}
ANN = shopify_order("#1", Email=EMAIL, Phone=PHONE, **ADDRESS)
ANN_BY_PHONE = shopify_order("#2", Email="", Phone=PHONE, Id="5002")
BOB = shopify_order("#3", Email="bob@example.com", Phone="+1 415 555 0188", Id="5003")
BAD = shopify_order("#4", Email=EMAIL, Id="5004", Lineitem_price="ten", Lineitem_name="Ann's mug")
ORDERS = "shopify/orders/a.csv"


def everything(state: Path) -> str:
    """All bytes below the state, and all values of its Parquet files, as one text."""
    texts = []
    for path in sorted(state.rglob("*")):
        if path.is_file():
            texts.append(path.read_bytes().decode("latin-1"))
            if path.suffix == ".parquet":
                texts.append(str(pq.read_table(path).to_pydict()))
    return "\n".join(texts)


def hashes() -> list[str]:
    return [
        pii.email_hash(KEY, EMAIL),
        pii.phone_hash(KEY, [PHONE], "US"),
        pii.household_hash(KEY, ["Ann Canary", "7 Canary Street", "94105"]),
    ]


def erase_ann(landing: Landing, **given) -> Erasure:
    person = identity_hashes(KEY, [EMAIL], [])
    return erase(landing.state, pii_key=KEY, person=person, **given)


def without_hashes(landing: Landing, table: str = "shopify__orders") -> list[dict]:
    left_out = (*HASHES, "email_kind", "_row_hash")
    return [{k: v for k, v in row.items() if k not in left_out} for row in landing.rows(table)]


@pytest.fixture(scope="module")
def template(spark, tmp_path_factory) -> Landing:
    landing = Landing(tmp_path_factory.mktemp("erase"))
    landing.put(ORDERS, shopify(ANN, ANN_BY_PHONE, BOB, BAD))
    landing.put("shopify/orders/b.csv", shopify(shopify_order("#5", Email="", Id="5005")))
    landing.run()
    return landing


@pytest.fixture
def ann(template, tmp_path) -> Landing:
    shutil.copytree(template.raw.parent, tmp_path, dirs_exist_ok=True)
    return Landing(tmp_path)


def test_no_byte_of_the_state_has_the_hash_or_the_text(ann):
    assert all(value in everything(ann.state) for value in hashes())
    done = erase_ann(ann)
    assert (done.rows_history, done.rows_current, done.rows_quarantine) == (3, 2, 1)
    left = everything(ann.state)
    for value in (*hashes(), EMAIL, "Ann Canary", "Canary Street"):
        assert value not in left


def test_books_ledger_and_other_people_stay(ann):
    before = without_hashes(ann), ann.rows("row_ledger", "source_file")
    erase_ann(ann)
    assert (without_hashes(ann), ann.rows("row_ledger", "source_file")) == before
    ann.assert_accounted()
    rows = {row["name"]: row for row in ann.rows("shopify__orders")}
    assert rows["#3"]["email_hash"] == pii.email_hash(KEY, "bob@example.com")
    assert rows["#3"]["phone_hash"] is not None
    assert [rows["#1"][name] for name in (*HASHES, "email_kind")] == [None] * 4
    assert rows["#2"]["phone_hash"] is None
    (log,) = ann.rows("erasures", "erased_at")
    assert (log["rows_history"], log["rows_current"], log["rows_quarantine"]) == (3, 2, 1)
    (quarantined,) = [row for row in ann.quarantine() if row["source_line"]]
    assert (quarantined["reason"], quarantined["raw_record"]) == ("TYPE:lineitem_price", "***")


def test_what_was_published_for_loaders_names_the_files_without_the_person(ann):
    storage = LocalStorage(ann.raw, ann.state)
    publish(storage)
    erase_ann(ann)
    for table in published(storage).tables:
        entries = json.loads(Path(table.manifest_url).read_text())["entries"]
        assert [entry["url"] for entry in entries] == [file.url for file in table.files]
        assert all(Path(file.url).exists() for file in table.files)


def test_erasing_twice_writes_nothing(ann):
    erase_ann(ann)
    before = {path: path.read_bytes() for path in ann.state.rglob("*") if path.is_file()}
    assert erase_ann(ann) == Erasure()
    after = {path: path.read_bytes() for path in ann.state.rglob("*") if path.is_file()}
    assert {**before, ann.state / "lock": b""} == {**after, ann.state / "lock": b""}


def test_neither_the_same_file_nor_a_copy_nor_a_corrected_one_brings_them_back(ann):
    erase_ann(ann)
    ann.put("shopify/orders/copy.csv", (ann.raw / ORDERS).read_bytes())
    ann.run()
    corrected = ANN | {"Total": "26.00"}
    ann.put("shopify/orders/corrected.csv", shopify(corrected, ANN_BY_PHONE, BOB))
    new_number = shopify_order("#6", Email=EMAIL, Phone="+1 415 555 0199", Id="5006", **ADDRESS)
    ann.put("shopify/orders/new.csv", shopify(new_number))
    ann.run()
    left = everything(ann.state)
    for value in (*hashes(), pii.phone_hash(KEY, ["+1 415 555 0199"], None)):
        assert value not in left
    rows = {row["name"]: row for row in ann.rows("shopify__orders")}
    assert str(rows["#1"]["total"]) == "26.0000"
    assert rows["#6"]["email_hash"] is rows["#6"]["phone_hash"] is None
    assert rows["#3"]["email_hash"] == pii.email_hash(KEY, "bob@example.com")
    ann.assert_accounted()


@pytest.mark.parametrize(
    "change",
    [{"Email": "", "Phone": "", "Shipping Name": ""}, {"Phone": "+1 415 555 0166"}],
    ids=["anonymous", "another number"],
)
def test_versions_that_differed_by_hashes_alone_resolve_as_before(landing, change):
    """Were they equal now, the next run would take the first for current and the books apart."""
    landing.put("shopify/orders/a.csv", shopify(ANN))
    landing.run()
    landing.put("shopify/orders/b.csv", shopify(ANN | change))
    landing.run()
    before = [row["_source_file"] for row in landing.rows("shopify__orders")]
    erase_ann(landing)
    landing.put("shopify/orders/c.csv", shopify(BOB))
    landing.run()
    assert [row["_source_file"] for row in landing.rows("shopify__orders")] == [
        *before, "shopify/orders/c.csv",
    ]  # fmt: skip
    landing.assert_accounted()


def test_a_person_who_never_landed_does_not_land_later(landing):
    landing.put("shopify/orders/b.csv", shopify(BOB))
    landing.run()
    assert erase_ann(landing).rows_history == 0
    landing.put(ORDERS, shopify(ANN))
    landing.run()
    assert not any(value in everything(landing.state) for value in hashes())


@pytest.mark.parametrize("point", ["before_manifest", "after_manifest"])
def test_a_killed_erasure_changed_nothing_or_all_and_the_next_one_ends_it(ann, point):
    before = ann.rows("shopify__orders")
    command = (
        "import sys; from pathlib import Path; from glue.landing.erase import *; "
        "key = sys.argv[2].encode(); "
        "erase(Path(sys.argv[1]), pii_key=key, person=identity_hashes(key, [sys.argv[3]], []))"
    )
    died = subprocess.run(
        [sys.executable, "-c", command, ann.state, KEY.decode(), EMAIL],
        cwd=ROOT,
        env=os.environ | {"COMMERCE_LANDING_KILL_AT": point},
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
    if point == "before_manifest":
        assert ann.rows("shopify__orders") == before
        assert ann.rows("erasures", "erased_at") == []
    else:
        assert [row["email_hash"] for row in ann.rows("shopify__orders")][:2] == [None, None]
    erase_ann(ann)
    assert not any(value in everything(ann.state) for value in hashes())
    assert len(ann.rows("erasures", "erased_at")) == 1
    ann.assert_accounted()


def test_raw_files_that_hold_the_person_are_named_and_left_alone(ann):
    ann.put("shopify/orders/shifted.csv", shopify(BOB) + f"#9,{EMAIL},one,field,too,few\n")
    ann.put("shopify/orders/broken.csv", "no header at all\n")
    content = (ann.raw / ORDERS).read_bytes()
    found = holders(
        ann.raw,
        pii_key=KEY,
        person=identity_hashes(KEY, [], [PHONE]) | identity_hashes(KEY, [EMAIL], []),
        progress=lambda text: None,
    )
    assert found.found == [ORDERS, "shopify/orders/shifted.csv"]
    assert [path for path, _ in found.unsearched] == ["shopify/orders/broken.csv"]
    assert (ann.raw / ORDERS).read_bytes() == content


def test_the_command_erases_names_the_raw_files_and_removes_what_was_built(
    ann, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("COMMERCE_PII_KEY", KEY.decode())
    warehouse = tmp_path / "w.duckdb"
    ann.state.rename(tmp_path / "w.landing")
    ann.state = tmp_path / "w.landing"
    duckdb.connect(str(warehouse)).close()
    arguments = ["erase", "--raw", str(ann.raw), "--warehouse", str(warehouse)]
    assert main([*arguments, "--email", EMAIL]) == 3
    said = capsys.readouterr().out
    assert f"{ORDERS}: holds this person; raw files are yours" in said
    assert "Erased: 3 landed rows (2 of them current)" in said
    assert EMAIL not in said
    assert not warehouse.exists()
    assert not any(value in everything(ann.state) for value in hashes())
    (ann.raw / ORDERS).unlink()
    assert main([*arguments, "--email", EMAIL]) == 0
    assert "already without this person" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("emails", "phones", "sentence"),
    [
        (["nobody"], [], "not a valid address"),
        ([], ["4155550100"], "country code"),
        ([], [], "Name the person"),
    ],
)
def test_what_names_nobody_is_refused(emails, phones, sentence):
    with pytest.raises(LandingError, match=sentence):
        identity_hashes(KEY, emails, phones)


def test_another_key_or_no_state_is_refused(ann, tmp_path):
    other = b"another key of enough bytes"
    with pytest.raises(LandingError, match="pseudonym key"):
        erase(ann.state, pii_key=other, person=identity_hashes(other, [EMAIL], []))
    with pytest.raises(LandingError, match="no landing state"):
        erase(tmp_path / "none", pii_key=KEY, person=identity_hashes(KEY, [EMAIL], []))
