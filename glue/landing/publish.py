"""What is published, for the loader and the Data Catalog: files, lengths, rows, COPY manifests.

    <state>/publish/<batch>/<table>.manifest          for COPY ... FORMAT PARQUET MANIFEST
    <state>/publish/<batch>/<table>/symlink.txt       for engines that read a table through a list

Both are derived from the state's manifest; writing them again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from glue.landing.errors import LandingError
from glue.landing.redshift_ddl import schema_faults
from glue.landing.state import landed_tables, read_manifest, table_files, table_schema
from glue.landing.storage import Storage, arrow_errors


@dataclass(frozen=True)
class PublishedFile:
    """A Parquet file of a table. url: s3://... in a bucket, an absolute path in a folder."""

    url: str
    content_length: int
    rows: int


@dataclass(frozen=True)
class PublishedTable:
    """A landed table. columns: (name, SQL type) in table order. rows: over all its files."""

    name: str
    columns: tuple[tuple[str, str], ...]
    files: tuple[PublishedFile, ...]
    rows: int
    manifest_url: str


@dataclass(frozen=True)
class Published:
    """All landed tables as of a batch; a table that nothing landed for has no files."""

    batch_id: str
    tables: tuple[PublishedTable, ...]


def _described(
    storage: Storage, table: str, columns: Sequence[tuple[str, str]], paths: Sequence[str]
) -> list[PublishedFile]:
    """Size and rows of Parquet files. Raises LandingError when one is missing or no fit."""
    filesystem = storage.filesystem()
    found = []
    for path in paths:
        with arrow_errors(storage.uri(path)):
            info = filesystem.get_file_info(storage.arrow_path(path))
            if not info.is_file:
                raise LandingError(
                    f"The manifest names {storage.uri(path)}, which is missing: restore the state."
                )
            with filesystem.open_input_file(storage.arrow_path(path)) as stream:
                parquet = pq.ParquetFile(stream)
                faults = schema_faults(columns, parquet)
                rows = parquet.metadata.num_rows
        if faults:
            raise LandingError(f"{storage.uri(path)} does not fit landing.{table}: {faults[0]}.")
        found.append(PublishedFile(storage.uri(path), info.size, rows))
    return found


def published(storage: Storage) -> Published:
    """What the state's manifest publishes. Raises LandingError (missing file, wrong schema)."""
    manifest = read_manifest(storage)
    tables = []
    for name in landed_tables():
        columns = table_schema(name)
        files = _described(storage, name, columns, table_files(manifest, name))
        url = storage.uri(f"publish/{manifest.batch_id}/{name}.manifest")
        rows = sum(file.rows for file in files)
        tables.append(PublishedTable(name, tuple(columns), tuple(files), rows, url))
    return Published(manifest.batch_id, tuple(tables))


def copy_manifest(table: PublishedTable) -> dict:
    """The manifest of a COPY: every file mandatory, each with its length, as Parquet needs it."""
    return {
        "entries": [
            {
                "url": file.url,
                "mandatory": True,
                "meta": {"content_length": file.content_length},
            }
            for file in table.files
        ]
    }


def publish(storage: Storage) -> Published:
    """Write the COPY manifests and symlink lists of the newest batch; return what is published."""
    found = published(storage)
    if not found.batch_id:
        return found
    folder = f"publish/{found.batch_id}"
    for table in found.tables:
        storage.write_text(f"{folder}/{table.name}.manifest", json.dumps(copy_manifest(table)))
        links = "".join(f"{file.url}\n" for file in table.files)
        storage.write_text(f"{folder}/{table.name}/symlink.txt", links)
    for batch in storage.children("publish"):
        if batch < found.batch_id:
            storage.remove(f"publish/{batch}")
    return found
