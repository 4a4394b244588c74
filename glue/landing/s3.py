"""Raw exports and the landing state in S3, behind the same interface as folders.

Everything goes through boto3 and Arrow's own S3 reader. Spark writes and reads s3:// itself where
it can, as under AWS Glue; elsewhere its Parquet files take the way over a scratch folder.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import boto3
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs
import pyarrow.parquet as pq
from botocore.exceptions import BotoCoreError, ClientError
from py4j.protocol import Py4JJavaError

from glue.landing.errors import LandingError
from glue.landing.storage import CHUNK, LEASE_SECONDS, RawFile, arrow_errors, lease_text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEME = "s3://"
_GZIP_MAGIC = b"\x1f\x8b"
_MISSING = ("404", "NoSuchKey", "NotFound")
_TAKEN = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")


@lru_cache(maxsize=1)
def client():
    """The S3 client of this process."""
    return boto3.client("s3")


def split_url(url: str) -> tuple[str, str]:
    """Bucket and key of an s3:// URL. Raises LandingError when it has no bucket."""
    bucket, _, key = url.removeprefix(SCHEME).partition("/")
    if not url.startswith(SCHEME) or not bucket:
        raise LandingError(f"{url} is not a place in S3: write s3://bucket/prefix.")
    return bucket, key.strip("/")


def _code(error: Exception) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else ""


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what AWS answers into one sentence for the job log (LandingError)."""
    try:
        yield
    except ClientError as error:
        code = _code(error)
        sentence = {
            "NoSuchBucket": "the bucket does not exist",
            "AccessDenied": "access is denied; grant the job's role s3:GetObject, s3:PutObject, "
            "s3:DeleteObject and s3:ListBucket on it, kms:Decrypt and kms:GenerateDataKey on its "
            "key",
            "403": "access is denied; grant the job's role s3:GetObject and s3:ListBucket on it",
        }.get(code, f"S3 answered {code}")
        raise LandingError(f"{url}: {sentence}.") from error
    except BotoCoreError as error:
        raise LandingError(f"{url}: S3 cannot be reached ({type(error).__name__}).") from error


class _ObjectStream(io.RawIOBase):
    """The body of an object as a binary stream."""

    def __init__(self, body) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._body.close()
        super().close()


def open_object(url: str) -> BinaryIO:
    """The bytes of an object, unpacked when it is gzip. Raises OSError when it cannot be read."""
    bucket, key = split_url(url)
    try:
        body = client().get_object(Bucket=bucket, Key=key)["Body"]
    except (ClientError, BotoCoreError) as error:
        raise OSError(5, f"S3 answered {_code(error) or type(error).__name__}") from error
    stream = io.BufferedReader(_ObjectStream(body), CHUNK)
    return gzip.GzipFile(fileobj=stream) if stream.peek(2)[:2] == _GZIP_MAGIC else stream


def read_range(url: str, start: int, end: int) -> bytes:
    """The stored bytes of an object from `start` to `end` (exclusive). Raises OSError."""
    bucket, key = split_url(url)
    try:
        got = client().get_object(Bucket=bucket, Key=key, Range=f"bytes={start}-{end - 1}")
        return got["Body"].read()
    except (ClientError, BotoCoreError) as error:
        raise OSError(5, f"S3 answered {_code(error) or type(error).__name__}") from error


def read_stored(url: str) -> Iterator[bytes]:
    """The stored bytes of an object in chunks."""
    bucket, key = split_url(url)
    with explained(url):
        yield from client().get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(CHUNK)


class S3Storage:
    """A raw prefix and a state prefix in S3."""

    def __init__(self, raw: str, state: str) -> None:
        self.raw = raw.rstrip("/")
        self.state = state.rstrip("/")
        self._scratch = Path(tempfile.mkdtemp(prefix="landing-s3-"))

    # ------------------------------------------------------------------- raw files

    def raw_files(self) -> list[RawFile]:
        """Every object below the raw prefix, by path. Raises LandingError (bucket, access)."""
        bucket, prefix = split_url(self.raw)
        found = []
        for item in self._listed(bucket, f"{prefix}/" if prefix else ""):
            relative = item["Key"][len(prefix) :].lstrip("/")
            if relative and not relative.endswith("/"):
                url = f"{SCHEME}{bucket}/{item['Key']}"
                moment = item["LastModified"].timestamp()
                found.append(RawFile(url, relative, item["Size"], modified=moment))
        return sorted(found, key=lambda raw: raw.relative.split("/"))

    def is_unchanged(self, raw: RawFile) -> bool:
        """Whether an object is still the one that was listed. Raises LandingError (access)."""
        bucket, key = split_url(raw.uri)
        with explained(raw.uri):
            try:
                head = client().head_object(Bucket=bucket, Key=key)
            except ClientError as error:
                if _code(error) in _MISSING:
                    return False
                raise
        return head["LastModified"].timestamp() == raw.modified

    def _listed(self, bucket: str, prefix: str) -> Iterator[dict]:
        with explained(f"{SCHEME}{bucket}/{prefix}"):
            pages = client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
            for page in pages:
                yield from page.get("Contents", [])

    # ----------------------------------------------------------------------- state

    def uri(self, relative: str) -> str:
        return f"{self.state}/{relative}"

    def _key(self, relative: str) -> tuple[str, str]:
        return split_url(self.uri(relative))

    def _keys(self, relative: str) -> list[str]:
        """Paths of all objects at or below a state path, relative to the state, sorted."""
        bucket, root = split_url(self.state)
        _, prefix = self._key(relative)
        cut = len(root) + 1 if root else 0
        listed = (item["Key"] for item in self._listed(bucket, prefix))
        return sorted(key[cut:] for key in listed if key == prefix or key.startswith(f"{prefix}/"))

    def read_json(self, relative: str) -> dict | None:
        bucket, key = self._key(relative)
        with explained(self.uri(relative)):
            try:
                body = client().get_object(Bucket=bucket, Key=key)["Body"].read()
            except ClientError as error:
                if _code(error) in _MISSING:
                    return None
                raise
        return json.loads(body)

    def write_json(self, relative: str, body: dict) -> None:
        """One put: a reader sees the old object or the new one, never a part."""
        self.write_text(relative, json.dumps(body, indent=1, sort_keys=True))

    def write_text(self, relative: str, text: str) -> None:
        bucket, key = self._key(relative)
        with explained(self.uri(relative)):
            client().put_object(Bucket=bucket, Key=key, Body=text.encode())

    def remove(self, relative: str) -> None:
        bucket, _ = self._key(relative)
        for path in self._keys(relative):
            with explained(self.uri(path)):
                client().delete_object(Bucket=bucket, Key=self._key(path)[1])

    def children(self, relative: str) -> list[str]:
        return sorted({path[len(relative) + 1 :].split("/")[0] for path in self._keys(relative)})

    def files(self, relative: str) -> list[str]:
        """The Parquet files below a state path, relative to the state root, sorted."""
        return [path for path in self._keys(relative) if path.endswith(".parquet")]

    def write_rows(self, relative: str, rows: pa.Table) -> None:
        """Write one Parquet file and count it back. Raises LandingError when counts differ."""
        buffer = io.BytesIO()
        pq.write_table(rows, buffer)
        bucket, key = self._key(relative)
        with explained(self.uri(relative)):
            client().put_object(Bucket=bucket, Key=key, Body=buffer.getvalue())
        if self.dataset([relative]).count_rows() != rows.num_rows:
            raise LandingError(
                f"{self.uri(relative)}: the rows read back differ from the rows written."
            )

    def filesystem(self) -> pafs.FileSystem:
        """Arrow's view of S3, at the endpoint that boto3 uses."""
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        region = boto3.session.Session().region_name or "us-east-1"
        if not endpoint:
            return pafs.S3FileSystem(region=region)
        scheme, _, host = endpoint.rstrip("/").partition("://")
        return pafs.S3FileSystem(region=region, scheme=scheme, endpoint_override=host)

    def arrow_path(self, relative: str) -> str:
        return self.uri(relative).removeprefix(SCHEME)

    def dataset(self, relatives: Sequence[str]) -> ds.Dataset:
        """The Parquet files of the state, or of its folders, as one dataset."""
        paths = [name for item in relatives for name in (self.files(item) or [item])]
        with arrow_errors(self.state):
            return ds.dataset(
                [self.arrow_path(name) for name in paths],
                format="parquet",
                filesystem=self.filesystem(),
            )

    # ----------------------------------------------------------------------- Spark

    def write_frame(self, frame: DataFrame, relative: str, by: Sequence[str] = ()) -> None:
        """Write a frame as the Parquet files of a new folder of the state.

        by: columns that become folders (`name=value`) instead of columns of the files.
        """
        writer = frame.write.partitionBy(*by)
        if _spark_reads_s3(frame.sparkSession):
            writer.parquet(self.uri(relative))
            return
        folder = self._scratch / relative
        writer.parquet(str(folder))
        bucket, _ = self._key(relative)
        for path in sorted(folder.rglob("*.parquet")):
            name = f"{relative}/{path.relative_to(folder).as_posix()}"
            with explained(self.uri(relative)):
                client().upload_file(str(path), bucket, self._key(name)[1])

    def read_frame(self, spark: SparkSession, schema: str, relatives: Sequence[str]) -> DataFrame:
        """A frame over Parquet files, or folders of them, of the state."""
        if _spark_reads_s3(spark):
            return spark.read.schema(schema).parquet(*[self.uri(name) for name in relatives])
        return spark.read.schema(schema).parquet(*[str(self._local(name)) for name in relatives])

    def _local(self, relative: str) -> Path:
        """A copy of a file or folder of the state in the scratch folder."""
        bucket, _ = self._key(relative)
        for name in self.files(relative):
            path = self._scratch / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                with explained(self.uri(name)):
                    client().download_file(bucket, self._key(name)[1], str(path))
        return self._scratch / relative

    def close(self) -> None:
        """Remove the scratch folder."""
        shutil.rmtree(self._scratch, ignore_errors=True)

    # ------------------------------------------------------------------------ lock

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the state for one run. Raises LandingError when another run holds it.

        The lock is an object that only one run can create. Its lease is renewed while the run
        lives; one whose lease is over belongs to a dead run, and exactly one other run can take it.
        """
        bucket, key = self._key("lock")
        etag = self._take(bucket, key)
        stop = threading.Event()
        holder = {"etag": etag}
        renewing = threading.Thread(
            target=self._renew, args=(bucket, key, holder, stop), daemon=True
        )
        renewing.start()
        try:
            yield
        finally:
            stop.set()
            renewing.join()
            self._release(bucket, key, holder["etag"])

    def _release(self, bucket: str, key: str, etag: str) -> None:
        """Remove the lock unless another run has taken it over, or even ended since."""
        try:
            held = client().get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if _code(error) not in _MISSING:
                raise
            return
        if held["ETag"] == etag:
            client().delete_object(Bucket=bucket, Key=key)

    def _take(self, bucket: str, key: str) -> str:
        body = _lease()
        with explained(self.uri("lock")):
            try:
                return client().put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")[
                    "ETag"
                ]
            except ClientError as error:
                if _code(error) not in _TAKEN:
                    raise
            held = client().get_object(Bucket=bucket, Key=key)
            text = held["Body"].read()
            lease = json.loads(text)
            if lease["until"] < time.time():
                try:
                    return client().put_object(
                        Bucket=bucket, Key=key, Body=body, IfMatch=held["ETag"]
                    )["ETag"]
                except ClientError as error:
                    if _code(error) not in _TAKEN:
                        raise
        raise LandingError(
            f"The landing state {self.state} is locked by another run ({lease['holder']}); wait "
            "until it has ended."
        )

    def _renew(self, bucket: str, key: str, holder: dict, stop: threading.Event) -> None:
        while not stop.wait(LEASE_SECONDS / 3):
            answer = client().put_object(
                Bucket=bucket, Key=key, Body=_lease(), IfMatch=holder["etag"]
            )
            holder["etag"] = answer["ETag"]


def _spark_reads_s3(spark: SparkSession) -> bool:
    """Whether Spark has an S3 connector, as under AWS Glue; the pyspark wheel has none."""
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs.FileSystem
    try:
        hadoop.getFileSystemClass("s3", spark.sparkContext._jsc.hadoopConfiguration())
    except Py4JJavaError:
        return False
    return True


def _lease() -> bytes:
    until = time.time() + LEASE_SECONDS
    holder = f"process {os.getpid()} on {socket.gethostname()}, {lease_text(until)}"
    return json.dumps({"holder": holder, "until": until}).encode()
