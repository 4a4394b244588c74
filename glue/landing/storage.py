"""Where raw files are read from and the landing state is kept.

One small interface, so that the engine does not know the difference between a folder and a bucket.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from glue.landing.errors import LandingError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

CHUNK = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_ARROW_CODE = re.compile(r"AWS Error (\w+)")
LEASE_SECONDS = 900


@dataclass(frozen=True)
class RawFile:
    """A raw file: where it opens, its path below the raw root ('/' separators), its size.

    member: the path inside a zip archive, whose members are files of their own, or ''.
    modified: when the file was last written to, in seconds since the epoch; 0 where files appear
    at once and whole.
    """

    uri: str
    relative: str
    size: int
    member: str = ""
    modified: float = 0.0


class Storage(Protocol):
    """What the engine asks of a place. Paths below the state root are '/'-separated texts."""

    def raw_files(self) -> list[RawFile]: ...
    def is_unchanged(self, raw: RawFile) -> bool: ...
    def uri(self, relative: str) -> str: ...
    def read_json(self, relative: str) -> dict | None: ...
    def write_json(self, relative: str, body: dict) -> None: ...
    def remove(self, relative: str) -> None: ...
    def children(self, relative: str) -> list[str]: ...
    def files(self, relative: str) -> list[str]: ...
    def write_rows(self, relative: str, rows: pa.Table) -> None: ...
    def dataset(self, relatives: Sequence[str]) -> ds.Dataset: ...
    def filesystem(self) -> pafs.FileSystem: ...
    def arrow_path(self, relative: str) -> str: ...
    def write_text(self, relative: str, text: str) -> None: ...
    def write_frame(self, frame: DataFrame, relative: str, by: Sequence[str] = ()) -> None: ...
    def read_frame(
        self, spark: SparkSession, schema: str, relatives: Sequence[str]
    ) -> DataFrame: ...
    def lock(self): ...
    def close(self) -> None: ...


def open_input(uri: str) -> BinaryIO:
    """The bytes of a raw file, unpacked when it is gzip (by its magic number, not by its name)."""
    if uri.startswith("s3://"):
        from glue.landing import s3

        return s3.open_object(uri)
    with open(uri, "rb") as stream:
        packed = stream.read(2) == _GZIP_MAGIC
    return gzip.open(uri, "rb") if packed else open(uri, "rb")


def read_range(uri: str, start: int, end: int) -> bytes:
    """The stored bytes of a raw file from `start` to `end` (exclusive)."""
    if uri.startswith("s3://"):
        from glue.landing import s3

        return s3.read_range(uri, start, end)
    with open(uri, "rb") as stream:
        stream.seek(start)
        return stream.read(end - start)


def sha256_of(uri: str) -> str:
    """SHA-256 (hex) of the stored bytes, read in chunks."""
    digest = hashlib.sha256()
    if uri.startswith("s3://"):
        from glue.landing import s3

        for chunk in s3.read_stored(uri):
            digest.update(chunk)
        return digest.hexdigest()
    with open(uri, "rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def arrow_errors(url: str) -> Iterator[None]:
    """Turn what Arrow meets while it reads into one sentence for the job log (LandingError)."""
    try:
        yield
    except FileNotFoundError as error:
        raise LandingError(f"{url}: a file that the manifest names is missing.") from error
    except OSError as error:
        found = _ARROW_CODE.search(str(error))
        code = found[1] if found else type(error).__name__
        reason = "access is denied; grant s3:GetObject" if code == "ACCESS_DENIED" else ""
        raise LandingError(f"{url}: {reason or f'S3 answered {code}'}.") from error


def lease_text(until: float) -> str:
    """When a lease is over (seconds since the epoch), for the person who reads the message."""
    return f"lease until {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(until))}"


def storage_for(raw: str | Path, state: str | Path) -> Storage:
    """The storage of two folders, or of two places in S3 (s3://bucket/prefix).

    Raises LandingError when only one of them is in S3.
    """
    remote = [str(place).startswith("s3://") for place in (raw, state)]
    if not any(remote):
        return LocalStorage(Path(raw), Path(state))
    if not all(remote):
        raise LandingError("Raw files and landing state must both be folders or both be in S3.")
    from glue.landing.s3 import S3Storage

    return S3Storage(str(raw), str(state))


def spark_path(uri: str) -> str:
    """A path for Spark's readers, which take brackets, braces and stars for patterns."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", uri)


class LocalStorage:
    """A raw folder and a state folder on this machine."""

    def __init__(self, raw: Path, state: Path) -> None:
        self.raw = Path(raw)
        self.state = Path(state)

    def raw_files(self) -> list[RawFile]:
        """Every file below the raw folder, by path. Raises LandingError when it is missing."""
        if not self.raw.is_dir():
            raise LandingError(f"The folder of exports {self.raw} does not exist.")
        found = []
        for path in sorted(self.raw.rglob("*")):
            if path.is_file():
                relative = path.relative_to(self.raw).as_posix()
                stat = path.stat()
                uri = str(path.absolute())
                found.append(RawFile(uri, relative, stat.st_size, modified=stat.st_mtime))
        return found

    def is_unchanged(self, raw: RawFile) -> bool:
        """Whether a raw file still has the time at which it was found to be written last."""
        try:
            return os.stat(raw.uri).st_mtime == raw.modified
        except OSError:
            return False

    def uri(self, relative: str) -> str:
        return str(self.state.absolute() / relative)

    def read_json(self, relative: str) -> dict | None:
        path = self.state / relative
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def write_json(self, relative: str, body: dict) -> None:
        self.write_text(relative, json.dumps(body, indent=1, sort_keys=True))

    def write_text(self, relative: str, text: str) -> None:
        """Write beside and rename: a reader sees the old text or the new one, never a part."""
        path = self.state / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".new")
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)

    def remove(self, relative: str) -> None:
        path = self.state / relative
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()

    def children(self, relative: str) -> list[str]:
        path = self.state / relative
        return sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []

    def files(self, relative: str) -> list[str]:
        """The Parquet files below a state path, relative to the state root, sorted."""
        found = sorted((self.state / relative).rglob("*.parquet"))
        return [path.relative_to(self.state).as_posix() for path in found]

    def write_rows(self, relative: str, rows: pa.Table) -> None:
        """Write one Parquet file and count it back. Raises LandingError when counts differ."""
        path = self.state / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, path)
        if pq.read_metadata(path).num_rows != rows.num_rows:
            raise LandingError(f"{path}: the rows read back differ from the rows written.")

    def dataset(self, relatives: Sequence[str]) -> ds.Dataset:
        """The Parquet files of the state, or of its folders, as one dataset."""
        paths = [name for item in relatives for name in (self.files(item) or [item])]
        return ds.dataset([self.uri(name) for name in paths], format="parquet")

    def filesystem(self) -> pafs.FileSystem:
        """Arrow's view of this machine."""
        return pafs.LocalFileSystem()

    def arrow_path(self, relative: str) -> str:
        return self.uri(relative)

    def write_frame(self, frame: DataFrame, relative: str, by: Sequence[str] = ()) -> None:
        """Write a frame as the Parquet files of a new folder of the state.

        by: columns that become folders (`name=value`) instead of columns of the files.
        """
        frame.write.partitionBy(*by).parquet(self.uri(relative))

    def read_frame(self, spark: SparkSession, schema: str, relatives: Sequence[str]) -> DataFrame:
        """A frame over Parquet files, or folders of them, of the state."""
        paths = [spark_path(self.uri(name)) for name in relatives]
        return spark.read.schema(schema).parquet(*paths)

    def close(self) -> None:
        """Nothing is held."""

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the state for one run. Raises LandingError when another run holds it.

        The kernel drops the lock with its process, so that a dead run never blocks the next one;
        the text inside (process, machine, lease) is for the person who reads the message.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "lock").open("a+", encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                stream.seek(0)
                raise LandingError(
                    f"The landing state {self.state} is locked by another run "
                    f"({stream.read().strip() or 'unknown process'}); wait until it has ended."
                ) from error
            lease = lease_text(time.time() + LEASE_SECONDS)
            stream.truncate(0)
            stream.write(f"process {os.getpid()} on {socket.gethostname()}, {lease}\n")
            stream.flush()
            yield
