"""COPY ... FORMAT AS PARQUET MANIFEST, with the strictness of the real one.

Columns go by position, their number must match, a file has the length that the manifest states, a
mandatory file must be there, and a text fits its varchar in bytes.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import boto3
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from tests.python.redshift.standin.wire import Copy

PATTERN = re.compile(
    r"""^\s*copy\s+(?P<table>[\w".]+)\s+from\s+'(?P<url>[^']+)'\s+
    iam_role\s+(?P<role>'[^']+'|default)\s+
    format\s+(as\s+)?parquet\s+manifest\s*;?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
# (name, type as format_type writes it) in the order of the table
Columns = Sequence[tuple[str, str]]


class CopyError(Exception):
    """Why a COPY loads nothing, in Redshift's words where they are known."""


def read(url: str) -> bytes | None:
    """The bytes of an object or of a local file; None when it is not there."""
    if not url.startswith("s3://"):
        path = Path(url)
        return path.read_bytes() if path.exists() else None
    bucket, key = url.removeprefix("s3://").split("/", 1)
    try:
        return boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return None
        raise CopyError(f"S3ServiceException: {error.response['Error']['Code']}") from error


def _files(manifest_url: str) -> list[tuple[str, bytes]]:
    """The files that a manifest names. Raises CopyError when it or one of them is no good."""
    text = read(manifest_url)
    if text is None:
        raise CopyError(f"The specified S3 manifest does not exist: {manifest_url}")
    found = []
    for entry in json.loads(text)["entries"]:
        length = entry.get("meta", {}).get("content_length")
        if length is None:
            raise CopyError(f"Manifest entry has no meta.content_length: {entry['url']}")
        content = read(entry["url"])
        if content is None:
            if entry.get("mandatory", False):
                raise CopyError(f"Mandatory url is not present in manifest: {entry['url']}")
            continue
        if len(content) != length:
            raise CopyError(f"File size {len(content)} differs from content_length {length}")
        found.append((entry["url"], content))
    if not found:
        raise CopyError("No files to load: the manifest names none that exists")
    return found


def _fits(kind: pa.DataType, target: str) -> bool:
    """Whether COPY loads a Parquet column of this type into a column of that type."""
    if match := re.fullmatch(r"numeric\((\d+),(\d+)\)", target):
        return pa.types.is_decimal(kind) and kind.scale == int(match[2])
    allowed = {
        "bigint": pa.types.is_int64,
        "integer": pa.types.is_int32,
        "boolean": pa.types.is_boolean,
        "date": pa.types.is_date32,
        "timestamp without time zone": pa.types.is_timestamp,
    }
    if target.startswith("character varying"):
        return pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return target in allowed and allowed[target](kind)


def _checked(url: str, content: bytes, columns: Columns) -> pa.Table:
    """The rows of a Parquet file, once they fit the columns of the table."""
    try:
        file = pq.ParquetFile(io.BytesIO(content))
    except pa.ArrowInvalid as error:
        raise CopyError(f"File '{url}' is no Parquet file") from error
    schema = file.schema_arrow
    if len(schema) != len(columns):
        raise CopyError(
            f"Spectrum Scan Error: File '{url}' has {len(schema)} columns, the table {len(columns)}"
        )
    for i, (field, (name, target)) in enumerate(zip(schema, columns, strict=True)):
        if pa.types.is_timestamp(field.type) and file.schema.column(i).physical_type != "INT64":
            raise CopyError(f"File '{url}' has an INT96 timestamp in column '{field.name}'")
        if not _fits(field.type, target):
            raise CopyError(
                f"File '{url}' has an incompatible Parquet schema for column '{name}': "
                f"{target} from {field.type}"
            )
    table = file.read()
    for (name, target), values in zip(columns, table.columns, strict=True):
        width = re.fullmatch(r"character varying\((\d+)\)", target)
        longest = pa.compute.max(pa.compute.binary_length(values)).as_py() if width else None
        if longest is not None and longest > int(width[1]):
            raise CopyError(
                f"The length of the data column {name} is longer than the length defined in the "
                f"table. Table: {width[1]}, Data: {longest}"
            )
    return table


def copy(manifest_url: str, target: str, columns: Columns) -> Copy:
    """Read what a COPY names, for the table `target` (as SQL writes it) with these columns."""
    try:
        tables = [_checked(url, content, columns) for url, content in _files(manifest_url)]
    except CopyError as error:
        return Copy(failure=str(error))
    names = [name for name, _ in columns]
    sink = io.BytesIO()
    options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
    for table in tables:
        pa_csv.write_csv(table.rename_columns(names), sink, options)
    quoted = ", ".join(f'"{name}"' for name in names)
    return Copy(f"copy {target} ({quoted}) from stdin (format csv)", sink.getvalue())
