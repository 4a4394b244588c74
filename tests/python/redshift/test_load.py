"""Into Redshift: run tables, counts, one transaction; what fails or dies changes nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import boto3
import pyarrow.parquet as pq
import pytest
import redshift_connector
from moto import mock_aws

from commerce import load as loading
from commerce.errors import UserError
from commerce.load import load
from commerce.redshift import Place, connect, place_of
from glue.landing.publish import Published, PublishedTable, publish
from glue.landing.storage import LocalStorage, storage_for
from tests.python.glue.exports import component, settlement_v2

ROOT = Path(__file__).resolve().parents[3]
ROLE = "arn:aws:iam::123456789012:role/reads-the-bucket"
TABLE = "amazon__settlements"
CORRECTED = settlement_v2("1", "13.00", component("13.00"))


@pytest.fixture
def storage(landed) -> LocalStorage:
    return LocalStorage(landed.raw, landed.state)


@pytest.fixture
def published(storage) -> Published:
    return publish(storage)


def named(published: Published, name: str) -> PublishedTable:
    (table,) = [table for table in published.tables if table.name == name]
    return table


def changed(published: Published, table: PublishedTable) -> Published:
    """The publication with one of its tables given anew."""
    tables = [table if old.name == table.name else old for old in published.tables]
    return replace(published, tables=tuple(tables))


def with_manifest(table: PublishedTable, body: object, folder: Path) -> PublishedTable:
    """The table with another COPY manifest."""
    path = folder / "other.manifest"
    path.write_text(json.dumps(body))
    return replace(table, manifest_url=str(path))


def entries(table: PublishedTable) -> list[dict]:
    return json.loads(Path(table.manifest_url).read_text())["entries"]


def content(database) -> dict[str, list]:
    """Every row of schema landing but the moment of loading."""
    names = database.rows(
        "select table_name from information_schema.tables where table_schema = 'landing'"
    )
    found = {}
    for (name,) in names:
        rows = database.rows(f"select to_jsonb(t) - 'loaded_at' from landing.\"{name}\" as t")
        found[name] = sorted(json.dumps(row, sort_keys=True) for (row,) in rows)
    return found


def loader(database, landed, barrier: str = "") -> subprocess.CompletedProcess[str]:
    """`python -m commerce load` in a process of its own."""
    command = [sys.executable, "-m", "commerce", "load", "--state", landed.state]
    return subprocess.run(
        [*map(str, command), "--iam_role", ROLE],
        cwd=ROOT,
        env=os.environ | database.environment() | {"COMMERCE_LANDING_KILL_AT": barrier},
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_that_is_published_is_loaded_with_its_types(database, published):
    loaded = load(published, database.place, ROLE)
    assert loaded.tables == {table.name: table.rows for table in published.tables}
    assert loaded.tables[TABLE] == 2 and loaded.tables["row_ledger"] == 1
    for table in published.tables:
        names = [name for name, _ in table.columns]
        listed = ", ".join(f'"{name}"' for name in names)
        found = database.rows(f'select {listed} from landing."{table.name}" order by {listed}')
        landed = [row for file in table.files for row in pq.read_table(file.url).to_pylist()]
        wanted = [tuple(row[name] for name in names) for row in landed]
        assert sorted(map(str, found)) == sorted(map(str, wanted)), table.name
        types = database.rows(
            "select format_type(atttypid, atttypmod) from pg_attribute "
            f"where attrelid = 'landing.\"{table.name}\"'::regclass and attnum > 0 order by attnum"
        )
        spelled = {"character varying": "varchar", "numeric": "decimal"}
        spelled["timestamp without time zone"] = "timestamp"
        have = [kind for (kind,) in types]
        for long, short in spelled.items():
            have = [kind.replace(long, short) for kind in have]
        assert have == [kind for _, kind in table.columns], table.name
    history = database.rows("select table_name, batch_id, row_count from landing.load_history")
    batch = published.batch_id
    assert sorted(history) == sorted((t.name, batch, t.rows) for t in published.tables)


def test_the_same_manifest_twice_changes_nothing(database, published):
    load(published, database.place, ROLE)
    before = database.rows("select * from landing.load_history order by table_name")
    sent = len(database.statements)
    assert load(published, database.place, ROLE).tables == {}
    again = database.statements[sent:]
    writing = ("copy", "insert", "delete", "alter", "drop", "truncate", "update", "lock")
    assert [s.sql for s in again if s.sql.lstrip().lower().startswith(writing)] == []
    assert before == database.rows("select * from landing.load_history order by table_name")


def test_a_correction_replaces_what_it_restates_and_leaves_the_other_tables(
    database, landed, storage, published
):
    load(published, database.place, ROLE)
    landed.put("amazon/settlements/two.txt", CORRECTED)
    landed.run()
    loaded = load(publish(storage), database.place, ROLE)
    assert set(loaded.tables) == {TABLE, "row_ledger", "restatements", "file_events"}
    found = database.rows(f"select amount from landing.{TABLE} where _record_type = 'data'")
    assert [str(amount) for (amount,) in found] == ["13.0000"]
    statuses = database.rows("select status, rows_landed from landing.row_ledger order by 1")
    assert len(statuses) == 2


def test_all_tables_appear_in_one_transaction(database, published):
    load(published, database.place, ROLE)
    sent = [statement.sql.strip().lower() for statement in database.statements]
    start = max(i for i, sql in enumerate(sent) if sql.startswith("lock landing.load_history"))
    writes = [i for i, sql in enumerate(sent) if sql.startswith(("delete from", "insert into"))]
    writes = [i for i in writes if i > start]
    ends = [i for i, sql in enumerate(sent) if sql in ("commit", "rollback") and i > start]
    assert len(writes) == 4 * len(published.tables) and max(writes) < ends[0]
    assert not any("truncate" in sql for sql in sent), "TRUNCATE commits"


def faulty(table: PublishedTable, fault: str, folder: Path) -> tuple[PublishedTable, Path]:
    """The table with a manifest of one other file in which something is wrong, and that file."""
    path = folder / "other.parquet"
    rows = pq.read_table(entries(table)[0]["url"])
    names = rows.column_names
    if fault == "columns":
        other = {"amount": "sku", "sku": "amount"}
        rows = rows.select([other.get(name, name) for name in names]).rename_columns(names)
    elif fault == "a column more":
        rows = rows.append_column("extra", rows["sku"])
    elif fault == "too long":
        rows = rows.set_column(0, names[0], [["☃" * 100] * rows.num_rows])
    pq.write_table(rows, path)
    if fault == "no parquet":
        path.write_bytes(b"settlement-id\tamount\n")
    length = path.stat().st_size + (fault == "length")
    entry: dict = {"url": str(path), "mandatory": True}
    if fault != "no length":
        entry["meta"] = {"content_length": length}
    if fault == "missing":
        path.unlink()
    table = with_manifest(table, {"entries": [entry]}, folder)
    if fault == "no manifest":
        Path(table.manifest_url).unlink()
    return table, path


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("length", "differs from content_length"),
        ("no length", "has no meta.content_length"),
        ("missing", "Mandatory url is not present"),
        ("no manifest", "The specified S3 manifest does not exist"),
        ("no parquet", "is no Parquet file"),
        ("columns", "has an incompatible Parquet schema for column 'sku'"),
        ("a column more", "columns, the table"),
        ("too long", "The length of the data column settlement_id is longer"),
    ],
)
def test_a_failing_copy_leaves_every_table_as_it_was(
    database, landed, published, tmp_path, fault, said
):
    load(published, database.place, ROLE)
    before = content(database)
    table, path = faulty(named(published, TABLE), fault, tmp_path)
    # The files are new ones, or the load would see that it has them already.
    files = (replace(table.files[0], url=str(path)), *table.files[1:])
    broken = changed(published, replace(table, files=files))
    with pytest.raises(UserError) as caught:
        load(broken, database.place, ROLE)
    text = str(caught.value)
    assert text.startswith(f"landing.{TABLE} was not loaded, nothing has changed: ")
    assert said in text and text.count("\n") == 0
    assert content(database) == before


def test_an_optional_file_that_is_gone_shows_in_the_count(database, published, tmp_path):
    table = named(published, TABLE)
    gone = {"url": str(tmp_path / "gone"), "meta": {"content_length": 4}, "mandatory": False}
    kept = entries(table)
    short = with_manifest(table, {"entries": [*kept, gone]}, tmp_path)
    with pytest.raises(UserError, match="2 rows arrived of 3 that its manifest names"):
        load(changed(published, replace(short, rows=3)), database.place, ROLE)
    assert content(database)[TABLE] == [] and content(database)["load_history"] == []


def test_killed_before_the_commit_nothing_is_loaded_and_the_next_load_does_it_once(
    database, landed
):
    died = loader(database, landed, "before_load_commit")
    assert died.returncode == -signal.SIGKILL, died.stdout + died.stderr
    assert "killed at before_load_commit" in died.stderr
    assert not any(content(database).values())
    done = loader(database, landed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(content(database)[TABLE]) == 2 and len(content(database)["row_ledger"]) == 1


def test_killed_after_the_commit_everything_is_loaded_and_the_next_load_finds_it(database, landed):
    died = loader(database, landed, "after_load_commit")
    assert died.returncode == -signal.SIGKILL, died.stdout + died.stderr
    assert "killed at after_load_commit" in died.stderr
    before = content(database)
    assert len(before[TABLE]) == 2 and len(before["row_ledger"]) == 1
    done = loader(database, landed)
    assert done.returncode == 0 and "was there already" in done.stdout, done.stdout
    assert content(database) == before


def test_of_two_loads_at_once_one_loads_and_the_other_says_so(database, published, monkeypatch):
    def meanwhile(name: str) -> None:
        monkeypatch.setattr(loading, "barrier", lambda name: None)
        assert load(published, database.place, ROLE).tables[TABLE] == 2

    monkeypatch.setattr(loading, "barrier", meanwhile)
    with pytest.raises(UserError, match="Another load has ended in the meantime"):
        load(published, database.place, ROLE)
    assert len(content(database)[TABLE]) == 2


def test_an_older_batch_never_replaces_a_newer_one(database, published):
    load(replace(published, batch_id="99990101T000000Z-000009"), database.place, ROLE)
    before = content(database)
    with pytest.raises(UserError, match="holds batch 9999.*, which is newer than"):
        load(published, database.place, ROLE)
    assert content(database) == before


def test_a_column_that_a_format_gains_is_added_and_a_wider_text_is_widened(database, published):
    columns = named(published, TABLE).columns
    with database.standin.postgres(database.name) as cursor:
        cursor.execute("create schema landing")
    narrow = [("sku", "varchar(3)"), *[c for c in columns if c[0] not in ("sku", "amount")]]
    body = ", ".join(f'"{name}" {kind}' for name, kind in narrow)
    connection = connect(database.place)
    connection.cursor().execute(f"create table landing.{TABLE} ({body})")
    connection.commit()
    connection.close()
    load(published, database.place, ROLE)
    found = database.rows(f"select sku, amount from landing.{TABLE} where _record_type = 'data'")
    assert [(sku, str(amount)) for sku, amount in found] == [("MUG", "12.0000")]
    (width,) = database.rows(
        "select character_maximum_length from information_schema.columns "
        f"where table_name = '{TABLE}' and column_name = 'sku'"
    )
    assert f"varchar({width[0]})" == dict(columns)["sku"]
    texts = [s.sql for s in database.statements if s.sql.startswith("alter table")]
    assert len(texts) == 2, texts


def test_a_column_of_another_type_is_refused_before_anything_changes(database, published):
    load(published, database.place, ROLE)
    with database.standin.postgres(database.name) as cursor:
        cursor.execute(f"alter table landing.{TABLE} alter amount type numeric(18, 2)")
    with pytest.raises(UserError, match=r'"amount" of landing.* is decimal\(18,2\) in Redshift'):
        load(published, database.place, ROLE)


def test_a_state_without_a_batch_is_said(database, tmp_path):
    storage = LocalStorage(tmp_path, tmp_path)
    with pytest.raises(UserError, match="Nothing has landed in this state yet"):
        load(publish(storage), database.place, ROLE)


def test_a_bucket_is_loaded_as_a_folder_is(database, landed, bucket):
    s3 = boto3.client("s3")
    for path in landed.state.rglob("*"):
        if path.is_file():
            key = f"state/{path.relative_to(landed.state)}"
            s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
    state = f"s3://{bucket}/state"
    loaded = load(publish(storage_for(state, state)), database.place, ROLE)
    assert loaded.tables[TABLE] == 2 and len(content(database)[TABLE]) == 2
    copies = [s.sql for s in database.statements if f"from '{state}/" in s.sql]
    assert copies and all(f"iam_role '{ROLE}' format as parquet manifest" in sql for sql in copies)


# --------------------------------------------------------------------- who may come in


@mock_aws
def test_the_password_comes_from_secrets_manager(database, published, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    secrets = boto3.client("secretsmanager")
    place = database.place
    body = {"username": place.user, "password": place.password, "host": place.host}
    body |= {"port": place.port, "dbname": place.database, "engine": "redshift"}
    secrets.create_secret(Name="warehouse", SecretString=json.dumps(body))
    found = place_of({"REDSHIFT_SECRET": "warehouse", "REDSHIFT_SSLMODE": "disable"})
    assert found == place
    assert load(published, found, ROLE).tables[TABLE] == 2
    with pytest.raises(UserError, match="The secret gone cannot be read: it does not exist."):
        place_of({"REDSHIFT_SECRET": "gone"})
    for text in ("not json", '{"username": "x"}', "[]"):
        secrets.create_secret(Name=f"bad {len(text)}", SecretString=text)
        with pytest.raises(UserError, match="is not JSON with username and password"):
            place_of({"REDSHIFT_SECRET": f"bad {len(text)}"})


def test_a_wrong_password_is_one_sentence_without_the_password(database, published):
    wrong = replace(database.place, password="a wrong one")
    with pytest.raises(UserError) as caught:
        load(published, wrong, ROLE)
    assert 'password authentication failed for user "loader"' in str(caught.value)
    assert "a wrong one" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "set REDSHIFT_HOST"),
        ({"REDSHIFT_HOST": "h"}, "set REDSHIFT_DATABASE"),
        ({"REDSHIFT_PORT": "5439x"}, "REDSHIFT_PORT must be a number"),
        ({"REDSHIFT_SSLMODE": "prefer"}, "verify-full, verify-ca or disable, not 'prefer'"),
        ({"REDSHIFT_SSLMODE": "disable"}, "would send data to h in clear text"),
    ],
)
def test_what_is_missing_or_unsafe_in_the_environment_is_one_sentence(environment, said):
    if len(environment) and "REDSHIFT_HOST" not in environment:
        environment = {"REDSHIFT_HOST": "h", "REDSHIFT_DATABASE": "d"} | environment
    with pytest.raises(UserError, match=said):
        place_of(environment)


def test_without_being_told_otherwise_the_server_must_prove_who_it_is(database, published):
    place = place_of({"REDSHIFT_HOST": database.place.host, "REDSHIFT_DATABASE": "d"})
    assert place.sslmode == "verify-full"
    with pytest.raises(UserError, match="cannot be reached.*SSL"):
        load(published, replace(database.place, sslmode="verify-full"), ROLE)


def test_the_password_is_in_no_statement_and_no_output(database, landed):
    done = loader(database, landed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Loaded: batch" in done.stdout
    sent = [statement.sql for statement in database.statements]
    assert not any(database.place.password in text for text in [done.stdout, done.stderr, *sent])


def test_a_statement_that_redshift_refuses_is_one_sentence(database, published, monkeypatch):
    monkeypatch.setattr(loading, "HISTORY_COLUMNS", (("table_name", "no_such_type"),))
    with pytest.raises(UserError, match="Redshift refused the load, nothing has changed"):
        load(published, database.place, ROLE)
    with pytest.raises(redshift_connector.Error):
        connect(database.place).cursor().execute("select no_such_column from landing.row_ledger")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, {"iam": True, "db_user": None}),
        (
            {"cluster_id": "c"},
            {"iam": True, "db_user": None, "cluster_identifier": "c", "group_federation": True},
        ),
        (
            {"cluster_id": "c", "user": "u"},
            {"iam": True, "db_user": "u", "cluster_identifier": "c", "group_federation": False},
        ),
    ],
)
def test_without_a_password_the_role_of_the_caller_logs_in(monkeypatch, given, wanted):
    """A cluster makes a user of an IAM role only on request; a workgroup always does."""
    seen = {}
    monkeypatch.setattr(
        "commerce.redshift.redshift_connector.connect", lambda **options: seen.update(options)
    )
    connect(Place(host="h", port=5439, database="d", **given))
    asked = ("iam", "db_user", "cluster_identifier", "group_federation")
    assert {name: seen[name] for name in asked if name in seen} == wanted
    assert (seen["ssl"], seen["sslmode"]) == (True, "verify-full")
