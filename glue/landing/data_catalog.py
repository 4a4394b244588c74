"""Landed tables in the Glue Data Catalog, so that Athena and Spectrum see what is published.

A table is read through its symlink list, which names exactly the published files: leftovers of a
run that died, or files of an older batch, are never seen.
"""

from __future__ import annotations

import re

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from glue.landing.errors import LandingError
from glue.landing.publish import Published, PublishedTable

_INPUT = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def hive_type(sql_type: str) -> str:
    """The Hive type of a landed column's SQL type."""
    if sql_type.startswith("varchar("):
        return "string"
    return {"integer": "int"}.get(sql_type, sql_type)


def table_input(table: PublishedTable, batch_id: str) -> dict:
    """What Glue's create_table and update_table take."""
    folder = re.sub(r"\.manifest$", "", table.manifest_url)
    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {
            "EXTERNAL": "TRUE",
            "classification": "parquet",
            "landing_batch_id": batch_id,
            "recordCount": str(table.rows),
        },
        "StorageDescriptor": {
            "Columns": [{"Name": name, "Type": hive_type(kind)} for name, kind in table.columns],
            "Location": folder,
            "InputFormat": _INPUT,
            "OutputFormat": _OUTPUT,
            "SerdeInfo": {"SerializationLibrary": _SERDE, "Parameters": {}},
        },
    }


def register(published: Published, database: str) -> list[str]:
    """Create or update every published table in a catalog database; the names of those changed.

    Raises LandingError in one sentence when the database is missing or access is denied.
    """
    glue = boto3.client("glue")
    changed = []
    try:
        for table in published.tables:
            wanted = table_input(table, published.batch_id)
            try:
                have = glue.get_table(DatabaseName=database, Name=table.name)["Table"]
            except glue.exceptions.EntityNotFoundException:
                glue.create_table(DatabaseName=database, TableInput=wanted)
                changed.append(table.name)
                continue
            if any(have.get(key) != value for key, value in wanted.items()):
                glue.update_table(DatabaseName=database, TableInput=wanted)
                changed.append(table.name)
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        reason = {
            "EntityNotFoundException": "the database does not exist; create it first",
            "AccessDeniedException": "access is denied; grant glue:GetTable, glue:CreateTable and "
            "glue:UpdateTable",
        }.get(code, f"Glue answered {code or type(error).__name__}")
        raise LandingError(f"Data Catalog {database}: {reason}.") from error
    return changed
