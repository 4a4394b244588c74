"""One person and one secret, planted wherever a raw tree can hide them, appear in no output.

Searched is every byte that a run leaves: landed Parquet, ledger, quarantine, manifest, warehouse,
dbt's target and logs, the documentation, Spark's event log, and what the command line says. A name
or a street in a landed cell cannot be told from a product: columns that hold them are masked whole.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glue.landing import pii
from tests.python.glue.exports import (
    SHOPIFY_HEADER,
    all_orders,
    amazon_order,
    cogs,
    component,
    settlement_v2,
    shopify,
    shopify_order,
)

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
EMAIL, NAME, STREET = "canary.bird@nest.example", "Carina Canarini", "77 Canaryfeather Lane"
PHONE, SECRET = "+1 415 555 0177", "shpat_c0ffee00c0ffee00c0ffee00c0ffee00"
NATIONAL = ("4155550177", "(415) 555-0177", "415-555-0177", "415.555.0177", "415 555 0177")
EVERYTHING = f"{NAME}, {STREET}, {EMAIL}, {PHONE}, {SECRET}"
NEEDLES = (
    "canary.bird", "nest.example", "canarini", "carina", "canaryfeather", "5550177", "555-0177",
    "555.0177", "555 0177", "c0ffee00",
)  # fmt: skip
PERSON = {
    "Email": EMAIL,
    "Phone": PHONE,
    "Notes": EVERYTHING,
    "Note Attributes": f"contact: {EVERYTHING}\nutm_content: {EMAIL}\ngclid: {SECRET}",
    "Tags": f"vip, {EMAIL}, {PHONE}, Bearer {SECRET}",
    "Lineitem_name": "Mug, ask canary.bird＠nest.example or canary.bird%40nest.example",
    **{f"{kind} Name": NAME for kind in ("Billing", "Shipping")},
    **{f"{kind} Address1": STREET for kind in ("Billing", "Shipping")},
    **{f"{kind} Street": STREET for kind in ("Billing", "Shipping")},
    **{f"{kind} Phone": PHONE for kind in ("Billing", "Shipping")},
    "Shipping Zip": "94105",
    "Shipping Country": "US",
}


def plant(raw: Path) -> None:
    """A raw tree of good files and faults, each with the person and the secret in it."""

    def put(path: str, content: str | bytes) -> None:
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        (raw / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    header, row = shopify(shopify_order("#1", **PERSON)).split("\n", 1)
    put("shopify/orders/good.csv", f"{header},Ask {EVERYTHING.replace(',', ' ')}\n" + row.rstrip())
    width = len(SHOPIFY_HEADER)
    faults = shopify(
        shopify_order("#2", **PERSON, Lineitem_price="ten"),
        shopify_order(
            "#3", Id="5003", Lineitem_price=f"10 {NATIONAL[1]}", Vendor=f"call {NATIONAL[0]}"
        ),
        shopify_order(EMAIL, Id="5004"),
        shopify_order("#5", Id="5005"),
        shopify_order("#6", Id="5006"),
        shopify_order("#7", Id="5007"),
        shopify_order("#8", Id="5008"),
    )
    faults += f"{NAME},{STREET},{EMAIL},{','.join(NATIONAL)}\n"
    faults += f'{PHONE},"{NAME} "quoted" badly,{STREET},{EMAIL},{SECRET}\n'
    faults += f"#9,{'x,' * width}{EVERYTHING}\n"
    put(f"shopify/orders/export for {EMAIL} {NATIONAL[0]} {SECRET}.csv", faults)
    put("shopify/orders/no_header.csv", f"{EMAIL},{NAME},{PHONE},{SECRET}\n{STREET},1,2,3\n")
    put("shopify/orders/cut.json", '[{"id": 1, "note": "' + EVERYTHING)
    put(
        "shopify/orders/cut.csv",
        gzip.compress(shopify(shopify_order("#1", **PERSON)).encode())[:-9],
    )
    put(f"shopify/notes of {EMAIL}/x.csv", EVERYTHING)
    put(f"{EMAIL}/x.csv", EVERYTHING)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{EMAIL}.csv", shopify(shopify_order("#10", **PERSON, Id="5010")))
    put("shopify/orders/packed.zip", packed.getvalue())
    at = "2025-03-02T04:00:00+00:00"
    orders = all_orders(
        amazon_order("111-1", at, ship_city=NAME, url=f"https://x/?e={EMAIL}", product_name=EMAIL),
        amazon_order("111-2", at, ship_city=STREET, item_price="x", product_name=f"to {PHONE}"),
        amazon_order("111-3", at, sku=f"SKU {SECRET}"),
    )
    put(
        "amazon/all_orders/orders.txt",
        orders + "\t".join(EVERYTHING.split(", ")) + "\t" * 60 + "x\n",
    )
    put(
        "amazon/settlements/one.txt",
        settlement_v2(
            "1",
            "12.00",
            component("12.00", f"Refund to {EMAIL} {SECRET}"),
            component("x", f"call {NATIONAL[3]} {EMAIL}"),
            component("y", f"Bearer {SECRET}"),
        ),
    )
    put(
        "costs/cogs/costs.csv",
        cogs(
            ("MUG", "4.50", "2025-01-01"),
            (EMAIL, "4.50", "2025-01-01"),
            ("CUP", f"4.50 {NATIONAL[4]}", "2025-01-01"),
            ("A", "4.50", "2025-01-01"),
            ("B", "4.50", "2025-01-01"),
        )
        + f"C,1.00,,,,USD,2025-01-01,Shopify,{NAME},{STREET}\n",
    )


def texts(folder: Path) -> dict[str, str]:
    """Every output as text: the bytes of each file, and what Parquet and DuckDB hold inside."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        wide = (content[odd:].decode("utf-16-le", "ignore") for odd in (0, 1))
        found[str(path)] = "\n".join((content.decode("latin-1"), *wide))
        if path.suffix == ".parquet":
            found[f"{path} decoded"] = str(pq.read_table(path).to_pydict())
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                tables = connection.execute(
                    "select table_schema, table_name from information_schema.tables"
                ).fetchall()
                for schema, name in tables:
                    rows = connection.execute(f'select * from "{schema}"."{name}"').fetchall()
                    found[f"{schema}.{name}"] = str(rows)
    return found


def hits(outputs: dict[str, str]) -> list[tuple[str, str, str]]:
    """(output, needle, surroundings) wherever a needle stands, in any case."""
    found = []
    for name, text in outputs.items():
        folded = text.casefold()
        for needle in NEEDLES:
            at = folded.find(needle)
            if at >= 0:
                found.append((name, needle, text[max(0, at - 60) : at + 60]))
    return found


@dataclass(frozen=True)
class Run:
    """A folder with all outputs of a run, and the command line that writes into it."""

    folder: Path
    raw: Path

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run `python -m commerce` on the tree; gives its exit code and all that it said."""
        environment = os.environ | {
            "COMMERCE_PII_KEY": SECRET,
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "TMPDIR": str(self.folder / "temporary"),
            "COLUMNS": "200",
        }
        places = ("--raw", self.raw, "--warehouse", self.folder / "w.duckdb")
        done = subprocess.run(
            [sys.executable, "-m", "commerce", *arguments, *places],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Run:
    run = Run(tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("planted"))
    plant(run.raw)
    for name in ("events", "temporary", "conf"):
        (run.folder / name).mkdir()
    (run.folder / "conf" / "spark-defaults.conf").write_text(
        f"spark.eventLog.enabled true\nspark.eventLog.dir {(run.folder / 'events').as_uri()}\n"
        "spark.eventLog.compress false\n"
    )
    return run


@pytest.fixture(scope="module")
def outputs(planted) -> dict[str, str]:
    said = {}
    for command in ("run", "docs"):
        code, said[command] = planted.command(command)
        assert code in (0, 3), said[command][-4000:]
    return texts(planted.folder) | said


def test_what_was_planted_is_in_no_output(outputs):
    found = hits(outputs)
    assert found == [], found


def test_the_run_did_read_what_was_planted_and_left_every_kind_of_output(planted, outputs):
    """Without this an empty run would pass."""
    quarantine = outputs["landing.quarantine"]
    for reason in ("RAGGED", "BAD_QUOTES", "TYPE:lineitem_price", "PERSONAL:name", "PERSONAL:sku"):
        assert reason in quarantine
    assert "'LANDED'" in outputs["landing.row_ledger"]
    assert "***" in outputs["landing.shopify__orders"]
    kinds = ("events/", "manifest.json", "run_results.json", "dbt.log", "static_index.html")
    for kind in (*kinds, "target/compiled"):
        assert any(kind in name for name in outputs), kind
    events = next(text for name, text in outputs.items() if "/events/" in name)
    page = (ROOT / "build" / "docs" / "index.html").read_text("utf-8")
    assert "dim_date" in page and "dim_date__candidate" not in page
    assert str(ROOT) not in page and str(planted.folder) not in page
    first = json.loads(events.split("\n", 1)[0])
    assert first["Event"].startswith("SparkListener")


def test_an_erased_person_is_in_no_byte_and_the_warehouse_builds_without_them(planted, outputs):
    key = SECRET.encode()
    hashes = [
        pii.email_hash(key, EMAIL),
        pii.phone_hash(key, [PHONE], None),
        pii.household_hash(key, [NAME, STREET, "94105"]),
    ]
    assert all(any(value in text for text in outputs.values()) for value in hashes)
    code, said = planted.command("erase", "--email", EMAIL)
    assert (code, "Erased:" in said, "shopify/orders/good.csv" in said) == (3, True, True), said
    code, said = planted.command("run")
    assert code == 3, said[-4000:]
    after = texts(planted.folder)
    assert "marts.dim_customer" in after
    found = [(name, value) for name, text in after.items() for value in hashes if value in text]
    assert found == []


def test_the_search_finds_what_is_there(tmp_path):
    (tmp_path / "leak.bin").write_bytes(b"\x00" + EMAIL.encode("utf-16-le"))
    pq.write_table(pa.table({"note": [f"to {NAME}"] * 3}), tmp_path / "a.parquet")
    with duckdb.connect(str(tmp_path / "b.duckdb")) as connection:
        connection.execute(f"create table leak as select '{STREET}' as street")
    found = {name for name, *_ in hits(texts(tmp_path))}
    assert {str(tmp_path / "leak.bin"), f"{tmp_path / 'a.parquet'} decoded", "main.leak"} <= found
