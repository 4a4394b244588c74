"""One Spark session for the whole suite, and a small workbench around `land`."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import boto3
import duckdb
import pytest
from moto.server import ThreadedMotoServer

from glue.landing import s3
from glue.landing.engine import LandingResult, land
from glue.landing.ledger import FileOutcome
from glue.landing.session import get_session
from glue.landing.state import current_files, table_schema
from tests.python.glue.exports import component, settlement_v2

KEY = b"a key for tests, never for people"
SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "samples"


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    session, _ = get_session(tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()


class Landing:
    """A raw folder, a state folder, and questions to what landed."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.state = folder / "state"
        self.raw.mkdir(parents=True, exist_ok=True)

    def put(self, relative: str, content: str | bytes) -> Path:
        path = self.raw / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def run(self, key: bytes = KEY, **given) -> LandingResult:
        return land(self.raw, self.state, pii_key=key, **given)

    def rows(self, table: str, order: str = "_source_file, _source_line") -> list[dict]:
        files = [str(path) for path in current_files(self.state, table)]
        if not files:
            return []
        names = ", ".join(f'"{name}"' for name, _ in table_schema(table))
        query = f"select {names} from read_parquet({files}) order by {order}"
        cursor = duckdb.connect().execute(query)
        header = [column[0] for column in cursor.description]
        return [dict(zip(header, row, strict=True)) for row in cursor.fetchall()]

    def total(self, table: str, column: str) -> Decimal:
        values = [row[column] for row in self.rows(table) if row["_record_type"] == "data"]
        return sum((value for value in values if value is not None), Decimal(0))

    def ledger(self) -> dict[str, dict]:
        return {row["source_file"]: row for row in self.rows("row_ledger", "source_file")}

    def quarantine(self) -> list[dict]:
        return self.rows("quarantine", "source_file, source_line, reason")

    def assert_accounted(self) -> None:
        """What the ledger promises, for everything that ever landed here."""
        landed: Counter = Counter()
        for row in self.rows("row_ledger", "source_file"):
            parts = [row[f"rows_{n}"] for n in ("landed", "quarantined", "duplicate", "superseded")]
            assert row["rows_read"] == sum(parts), row
            landed[f"{row['source']}__{row['report']}"] += row["rows_landed"]
        for row in self.rows("restatements", "restated_file_sha256"):
            landed[f"{row['source']}__{row['report']}"] -= row["rows"]
        for report, rows in landed.items():
            assert len(self.rows(report)) == rows, report


def outcome(result: LandingResult, name: str) -> FileOutcome:
    """The outcome of the file whose path ends with `name`."""
    (found,) = [file for file in result.files if file.source_file.endswith(name)]
    return found


@pytest.fixture
def landing(spark, tmp_path) -> Landing:
    return Landing(tmp_path)


@pytest.fixture(scope="session")
def landed_once(spark, tmp_path_factory) -> Landing:
    """One settlement of 12.00, landed: a template that tests copy, see `landed`."""
    landing = Landing(tmp_path_factory.mktemp("template"))
    rows = settlement_v2("1", "12.00", component("12.00"))
    landing.put("amazon/settlements/one.txt", rows)
    landing.run()
    return landing


@pytest.fixture
def landed(landed_once, tmp_path) -> Landing:
    """A copy of `landed_once` of the test's own: a state may be moved as a whole."""
    shutil.copytree(landed_once.raw.parent, tmp_path, dirs_exist_ok=True)
    return Landing(tmp_path)


@pytest.fixture(scope="module")
def shared_landing(spark, tmp_path_factory) -> Landing:
    return Landing(tmp_path_factory.mktemp("landing"))


@pytest.fixture(scope="module")
def aws():
    """An AWS of this process alone, reached over HTTP as the real one is."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    patch = pytest.MonkeyPatch()
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3.client.cache_clear()
    yield
    patch.undo()
    s3.client.cache_clear()
    server.stop()


@pytest.fixture
def bucket(aws, request) -> str:
    name = f"landing-{abs(hash(request.node.name)) % 10**9}"
    boto3.client("s3").create_bucket(Bucket=name)
    return name
