"""The job as AWS Glue runs it: by spark-submit, with measures, and one sentence when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from glue.jobs import land_raw_exports
from glue.landing import measures
from glue.landing.engine import LandingResult
from glue.landing.errors import LandingError
from glue.landing.publish import published
from glue.landing.s3 import S3Storage
from glue.landing.session import java_home
from tests.python.glue.exports import cogs

ROOT = Path(__file__).resolve().parents[3]
WHOSE_SESSION = """
from pathlib import Path
from glue.landing.session import get_session
session, made_here = get_session(Path("{scratch}"))
print(session.sparkContext.master, session.conf.get("spark.app.name"), made_here,
      session.conf.get("spark.sql.session.timeZone"))
"""


def test_under_spark_submit_the_given_cluster_is_used(tmp_path: Path) -> None:
    """A session of our own would run on one machine while the workers of the job stand idle."""
    script = tmp_path / "job.py"
    script.write_text(WHOSE_SESSION.format(scratch=tmp_path / "scratch"))
    command = [Path(sys.executable).parent / "spark-submit", "--master", "local[1]"]
    command += ["--name", "given", "--conf", "spark.ui.enabled=false", script]
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env=os.environ
        | {"JAVA_HOME": str(java_home()), "PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": "127.0.0.1"}
        | {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["local[1]", "given", "False", "UTC"], done.stderr[-2000:]


def sums(namespace: str) -> dict[str, float]:
    """What a namespace of CloudWatch holds: metric -> sum."""
    client = boto3.client("cloudwatch")
    found = {}
    for metric in client.list_metrics(Namespace=namespace)["Metrics"]:
        points = client.get_metric_statistics(
            Namespace=namespace,
            MetricName=metric["MetricName"],
            StartTime="2000-01-01T00:00:00Z",
            EndTime="2100-01-01T00:00:00Z",
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        found[metric["MetricName"]] = sum(point["Sum"] for point in points)
    return found


def test_the_measures_are_the_counts_of_what_is_new(aws, landing) -> None:
    landing.put("costs/cogs/costs.csv", cogs(("A", "1.00", "2025-01-01"), ("B", "x", "2025-01-01")))
    landing.put("costs/cogs/empty.csv", "")
    first = landing.run()
    measures.send(first, "commerce/one")
    wanted = {"FilesRefused": 1, "RowsRead": 2, "RowsLanded": 1, "RowsQuarantined": 1}
    assert sums("commerce/one") == wanted
    # A later run tells of its own file only, and one without news of nothing.
    landing.put("costs/cogs/more.csv", cogs(("C", "2.00", "2025-01-01")))
    measures.send(landing.run(), "commerce/two")
    assert sums("commerce/two") == {
        "FilesRefused": 0, "RowsRead": 1, "RowsLanded": 1, "RowsQuarantined": 0,
    }  # fmt: skip
    measures.send(landing.run(), "commerce/three")
    assert sums("commerce/three") == {}


def test_measures_that_are_denied_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Denied:
        def put_metric_data(self, **_given):
            answer = {"Error": {"Code": "AccessDenied", "Message": "no"}}
            raise ClientError(answer, "PutMetricData")

    monkeypatch.setattr(measures.boto3, "client", lambda name: Denied())
    with pytest.raises(LandingError, match="All has landed, but .* grant cloudwatch:PutMetricData"):
        measures.send(LandingResult(batch_id="b"), "commerce/prod")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            "When reading information for key 'x' in bucket 'b': AWS Error ACCESS_DENIED during "
            "HeadObject operation: No response body.",
            "access is denied; grant s3:GetObject.",
        ),
        ("When reading: AWS Error SLOW_DOWN during GetObject operation", "S3 answered SLOW_DOWN."),
    ],
)
def test_a_landed_file_that_arrow_may_not_read_is_one_sentence(
    aws, bucket, monkeypatch: pytest.MonkeyPatch, answer: str, sentence: str
) -> None:
    class Refusing:
        def get_file_info(self, _paths):
            raise OSError(answer)

    storage = S3Storage(f"s3://{bucket}/raw", f"s3://{bucket}/landing")
    monkeypatch.setattr("glue.landing.publish.table_files", lambda *_given: ["current/a.parquet"])
    monkeypatch.setattr(storage, "filesystem", Refusing)
    with pytest.raises(LandingError) as caught:
        published(storage)
    assert str(caught.value).endswith(sentence) and "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [[], ["--as_arrived", "yes"]])
def test_a_run_of_the_job_may_restore_and_its_definition_does_not(
    monkeypatch: pytest.MonkeyPatch, given: list[str]
) -> None:
    asked = {}

    def landing(raw: str, state: str, **options) -> None:
        asked.update(options)
        raise LandingError("enough")

    monkeypatch.setattr(land_raw_exports, "land", landing)
    monkeypatch.setattr(land_raw_exports, "_key", lambda _arguments: b"k" * 32)
    argv = ["job", "--JOB_NAME", "land", "--raw", "s3://a/raw", "--state", "s3://b/landing"]
    argv += ["--pii_secret", "s", "--database", "d", "--measures", "m", *given]
    assert land_raw_exports.main(argv) == "enough"
    assert asked["as_arrived"] is bool(given)
