"""The same landing over S3: equal tables, one lock, exact publication, and what AWS refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import boto3
import pyarrow.parquet as pq
import pytest

from glue.landing import s3
from glue.landing.data_catalog import register
from glue.landing.engine import land
from glue.landing.erase import Erasure, erase, identity_hashes
from glue.landing.errors import LandingError
from glue.landing.holders import holders
from glue.landing.pii import load_key
from glue.landing.publish import publish, published
from glue.landing.redshift_ddl import width_faults
from glue.landing.s3 import S3Storage
from glue.landing.secret import key_from_secret
from glue.landing.state import MANIFEST, landed_tables
from glue.landing.storage import LocalStorage, storage_for
from tests.python.glue.conftest import KEY, Landing
from tests.python.glue.exports import cogs, component, settlement_v2, shopify, shopify_order

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
ONE = settlement_v2("1", "12.00", component("12.00"))
CORRECTED = settlement_v2("1", "13.00", component("13.00"))
FILES = {
    "amazon/settlements/one.txt": ONE,
    "shopify/orders/orders.csv": shopify(shopify_order("#1001"), shopify_order("#1002")),
    "eu/costs/cogs/costs.csv": cogs(("A", "1.00", "2025-01-01"), ("B", "a74.44", "2025-01-01")),
    "costs/cogs/empty.csv": "",
    "notes.txt": "not an export",
}


def put(bucket: str, relative: str, content: str) -> None:
    boto3.client("s3").put_object(Bucket=bucket, Key=f"raw/{relative}", Body=content.encode())


def places(bucket: str) -> tuple[str, str]:
    return f"s3://{bucket}/raw", f"s3://{bucket}/state"


LAND = """
import json, sys
from glue.landing.engine import land
from glue.landing.errors import LandingError
try:
    result = land(sys.argv[1], sys.argv[2], pii_key=sys.argv[3].encode())
except LandingError as error:
    sys.exit(str(error))
files = [{name: value for name, value in vars(file).items()} for file in result.files]
said = {"batch": result.batch_id, "files": files, "messages": result.messages}
print(json.dumps(said, default=str))
"""


def land_there(bucket: str, barrier: str = "") -> subprocess.CompletedProcess:
    """Land in a process of its own: Spark's workers take over the environment that it starts in."""
    return subprocess.run(
        [sys.executable, "-c", LAND, *places(bucket), KEY.decode()],
        cwd=ROOT,
        env=os.environ | {"COMMERCE_LANDING_KILL_AT": barrier},
        capture_output=True,
        text=True,
        check=False,
    )


def landed_there(bucket: str) -> dict:
    done = land_there(bucket)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def rows_of(storage, table: str) -> list[dict]:
    """The rows of a published table, without what differs between two runs."""
    (found,) = [t for t in published(storage).tables if t.name == table]
    rows = []
    for file in found.files:
        path = file.url.removeprefix("s3://")
        with storage.filesystem().open_input_file(path) as stream:
            rows += pq.read_table(stream).to_pylist()
    run = {"_batch_id", "batch_id", "_loaded_at", "loaded_at", "event_at"}
    rows = [{k: v for k, v in row.items() if k not in run} for row in rows]
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def test_a_bucket_lands_exactly_as_a_folder_does(spark, bucket, tmp_path):
    folder = Landing(tmp_path)
    for relative, content in FILES.items():
        folder.put(relative, content)
        put(bucket, relative, content)
    local = folder.run()
    remote = landed_there(bucket)
    assert remote["files"] == json.loads(
        json.dumps([vars(file) for file in local.files], default=str)
    )
    assert remote["messages"] == local.messages
    there, here = S3Storage(*places(bucket)), LocalStorage(folder.raw, folder.state)
    for table in landed_tables():
        assert rows_of(there, table) == rows_of(here, table), table
    assert len(rows_of(there, "shopify__orders")) == 2
    assert landed_there(bucket)["batch"] == ""
    put(bucket, "amazon/settlements/two.txt", CORRECTED)
    folder.put("amazon/settlements/two.txt", CORRECTED)
    folder.run()
    landed_there(bucket)
    for table in ("amazon__settlements", "row_ledger", "restatements"):
        assert rows_of(there, table) == rows_of(here, table), table


@pytest.mark.parametrize("barrier", ["before_manifest", "after_manifest"])
def test_killed_over_s3_the_next_run_publishes_exactly_once(bucket, barrier):
    put(bucket, "amazon/settlements/one.txt", ONE)
    died = land_there(bucket, barrier)
    assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
    assert f"killed at {barrier}" in died.stderr
    storage = S3Storage(*places(bucket))
    before = storage.read_json(MANIFEST)
    assert (before is not None) == (barrier == "after_manifest")
    if barrier != "after_manifest":
        assert "locked by another run" in land_there(bucket).stderr
    # The dead run's lease is over.
    body = json.loads(boto3.client("s3").get_object(Bucket=bucket, Key="state/lock")["Body"].read())
    expired = json.dumps(body | {"until": time.time() - 1}).encode()
    boto3.client("s3").put_object(Bucket=bucket, Key="state/lock", Body=expired)
    landed_there(bucket)
    assert len(rows_of(storage, "amazon__settlements")) == 2
    assert len(rows_of(storage, "row_ledger")) == 1


def test_of_two_runs_that_find_a_dead_lock_one_takes_it(bucket):
    dead = json.dumps({"holder": "process 1", "until": time.time() - 1}).encode()
    boto3.client("s3").put_object(Bucket=bucket, Key="state/lock", Body=dead)
    with (
        S3Storage(*places(bucket)).lock(),
        pytest.raises(LandingError, match=f"locked by another run .process {os.getpid()}"),
        S3Storage(*places(bucket)).lock(),
    ):
        pass
    with S3Storage(*places(bucket)).lock():
        pass


def test_a_dead_lock_that_another_run_has_just_taken_is_not_taken_again(bucket, monkeypatch):
    dead = json.dumps({"holder": "process 1", "until": time.time() - 1}).encode()
    boto3.client("s3").put_object(Bucket=bucket, Key="state/lock", Body=dead)
    honest, other = s3.client, S3Storage(*places(bucket)).lock()

    def read_then_outrun(**lock):
        monkeypatch.setattr(s3, "client", honest)
        found = honest().get_object(**lock)
        other.__enter__()
        return found

    late = SimpleNamespace(put_object=honest().put_object, get_object=read_then_outrun)
    monkeypatch.setattr(s3, "client", lambda: late)
    with (
        pytest.raises(LandingError, match="locked by another run"),
        S3Storage(*places(bucket)).lock(),
    ):
        pass
    other.__exit__(None, None, None)


def test_a_lease_is_renewed_while_its_run_lives(bucket, monkeypatch):
    monkeypatch.setattr(s3, "LEASE_SECONDS", 0.6)
    with S3Storage(*places(bucket)).lock():
        time.sleep(1.0)
        with (
            pytest.raises(LandingError, match="locked by another run"),
            S3Storage(*places(bucket)).lock(),
        ):
            pass
    assert S3Storage(*places(bucket)).read_json("lock") is None


# ------------------------------------------------------------------- publication


def test_a_person_is_erased_from_a_bucket_and_the_published_files_follow(bucket):
    put(bucket, "shopify/orders/orders.csv", FILES["shopify/orders/orders.csv"])
    landed_there(bucket)
    raw, state = places(bucket)
    publish(storage_for(raw, state))
    person = identity_hashes(KEY, ["ann@example.com"], [])
    assert erase(state, pii_key=KEY, person=person).rows_current == 2
    storage = storage_for(raw, state)
    (hashed,) = person
    paths = storage.files("")
    assert any(path.startswith("history/") for path in paths)
    for path in paths:
        assert hashed not in str(storage.dataset([path]).to_table().to_pydict()), path
    (orders,) = [t for t in published(storage).tables if t.name == "shopify__orders"]
    _, key = s3.split_url(orders.manifest_url)
    manifest = json.loads(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
    assert [entry["url"] for entry in manifest["entries"]] == [file.url for file in orders.files]
    found = holders(raw, pii_key=KEY, person=person, progress=lambda text: None)
    assert found.found == ["shopify/orders/orders.csv"]
    assert erase(state, pii_key=KEY, person=person) == Erasure()


@pytest.fixture
def landed_storage(landed):
    return LocalStorage(landed.raw, landed.state)


def test_manifests_name_every_published_file_with_its_length(landed, landed_storage):
    found = publish(landed_storage)
    (table,) = [t for t in found.tables if t.name == "amazon__settlements"]
    manifest = json.loads(Path(table.manifest_url).read_text())
    assert table.rows == 2 and len(manifest["entries"]) == len(table.files) > 0
    for entry in manifest["entries"]:
        size = Path(entry["url"]).stat().st_size
        assert entry == {"url": entry["url"], "mandatory": True, "meta": {"content_length": size}}
    empty = [t for t in found.tables if t.name == "walmart__reconciliation"]
    assert json.loads(Path(empty[0].manifest_url).read_text()) == {"entries": []}
    assert publish(landed_storage) == found == published(landed_storage)


def test_publishing_twice_changes_nothing_and_a_newer_batch_replaces_the_manifests(
    landed, landed_storage
):
    first = publish(landed_storage)
    landed.put("amazon/settlements/two.txt", CORRECTED)
    landed.run()
    second = publish(landed_storage)
    assert landed_storage.children("publish") == [second.batch_id] != [first.batch_id]


def settlement_file(storage) -> Path:
    (table,) = [t for t in published(storage).tables if t.name == "amazon__settlements"]
    return Path(table.files[0].url)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("renamed", 'column "sku" is not in the file'),
        ("surplus", 'column "extra" is not in the table'),
        ("reordered", 'column 1 is "settlement_start_at", not "settlement_id"'),
        ("retyped", 'column "amount" is decimal128(18, 2), not decimal(18,4)'),
        ("int96", 'column "settlement_start_at" is INT96, not INT64 microseconds'),
        ("missing", "which is missing: restore the state"),
    ],
)
def test_a_file_that_does_not_fit_its_redshift_table_is_not_published(landed_storage, fault, said):
    path = settlement_file(landed_storage)
    table = pq.read_table(path)
    if fault == "renamed":
        table = table.rename_columns(["SKU" if n == "sku" else n for n in table.column_names])
    elif fault == "surplus":
        table = table.append_column("extra", table["sku"])
    elif fault == "reordered":
        names = table.column_names
        table = table.select([names[1], names[0], *names[2:]])
    elif fault == "retyped":
        import pyarrow as pa

        position = table.column_names.index("amount")
        cents = table["amount"].cast(pa.decimal128(18, 2))
        table = table.set_column(position, "amount", cents)
    pq.write_table(table, path, use_deprecated_int96_timestamps=fault == "int96")
    if fault == "missing":
        path.unlink()
    with pytest.raises(LandingError) as caught:
        publish(landed_storage)
    assert said in str(caught.value)


def test_every_landed_text_fits_its_column_in_bytes(landed_storage):
    for table in published(landed_storage).tables:
        for file in table.files:
            assert width_faults(table.columns, pq.read_table(file.url)) == []
    wide = pq.read_table(settlement_file(landed_storage))
    columns = [("sku", "varchar(2)")]
    row = wide.set_column(wide.column_names.index("sku"), "sku", [["☃"] * wide.num_rows])
    assert width_faults(columns, row) == ['column "sku" has a text of 3 bytes in varchar(2)']


# ------------------------------------------------------------------ Glue and secrets


def test_tables_are_registered_in_the_data_catalog_and_again_only_when_they_change(
    aws, landed, landed_storage
):
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "landing"})
    first = publish(landed_storage)
    assert sorted(register(first, "landing")) == sorted(landed_tables())
    assert register(first, "landing") == []
    found = glue.get_table(DatabaseName="landing", Name="amazon__settlements")["Table"]
    types = {c["Name"]: c["Type"] for c in found["StorageDescriptor"]["Columns"]}
    assert (types["amount"], types["posted_at"], types["sku"], types["_source_line"]) == (
        "decimal(18,4)", "timestamp", "string", "int",
    )  # fmt: skip
    links = Path(found["StorageDescriptor"]["Location"]) / "symlink.txt"
    assert [Path(line).exists() for line in links.read_text().split()] == [True]
    landed.put("amazon/settlements/two.txt", CORRECTED)
    landed.run()
    assert "amazon__settlements" in register(publish(landed_storage), "landing")


def test_what_is_missing_in_aws_is_one_sentence(aws, landed_storage):
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name="short", SecretString="abc")
    secrets.create_secret(Name="good", SecretString=json.dumps({"pii_key": "k" * 32}))
    assert key_from_secret("good") == b"k" * 32
    with pytest.raises(LandingError, match="secret short must have at least 16 bytes"):
        key_from_secret("short")
    with pytest.raises(LandingError, match="The secret gone cannot be read: it does not exist"):
        key_from_secret("gone")
    with pytest.raises(LandingError, match="s3://nowhere/raw/?: the bucket does not exist"):
        land("s3://nowhere/raw", "s3://nowhere/state", pii_key=KEY)
    with pytest.raises(LandingError, match="Data Catalog gone: the database does not exist"):
        register(publish(landed_storage), "gone")
    with pytest.raises(LandingError, match="both be folders or both be in S3"):
        storage_for("s3://a/raw", "/state")
    with pytest.raises(LandingError, match="needs its pseudonym key from a secret"):
        load_key("s3://a/state")


def test_the_job_takes_its_arguments_from_glue_and_its_key_from_the_secret(bucket):
    for relative, content in FILES.items():
        put(bucket, relative, content)
    boto3.client("secretsmanager").create_secret(Name="job/key", SecretString="x" * 32)
    boto3.client("glue").create_database(DatabaseInput={"Name": "job"})
    raw, state = places(bucket)
    argv = [
        sys.executable,
        "-m",
        "glue.jobs.land_raw_exports",
        "--JOB_NAME",
        "landing",
        "--raw",
        raw,
        "--state",
        state,
    ]
    argv += ["--measures", "commerce/job", "--pii_secret", "job/key", "--database", "job"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Published batch" in done.stdout and "costs/cogs/empty.csv" in done.stdout
    metrics = boto3.client("cloudwatch").list_metrics(Namespace="commerce/job")["Metrics"]
    assert {metric["MetricName"] for metric in metrics} >= {"RowsRead", "RowsQuarantined"}
    argv[-3] = "no/such/secret"
    denied = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert denied.returncode == 1
    assert denied.stderr.strip() == "The secret no/such/secret cannot be read: it does not exist."
    storage = S3Storage(raw, state)
    assert len(rows_of(storage, "amazon__settlements")) == 2
    tables = boto3.client("glue").get_tables(DatabaseName="job")["TableList"]
    assert {t["Name"] for t in tables} == set(landed_tables())
