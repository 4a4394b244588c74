"""Whether a Parquet file fits its Redshift table: COPY loads by position and checks little.

A wrong order loads amounts into other columns without an error, INT96 times lose their unit, and a
text wider than varchar(n) ends the load; so names, order, types and widths are compared first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_ARROW = {
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def arrow_type(sql_type: str) -> pa.DataType:
    """The Arrow type that a column of this SQL type is written as."""
    decimal = re.fullmatch(r"decimal\((\d+),(\d+)\)", sql_type)
    if decimal:
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    if sql_type.startswith("varchar("):
        return pa.string()
    if sql_type == "timestamp":
        return pa.timestamp("us")
    return _ARROW[sql_type]


def create_table_sql(schema: str, table: str, columns: Sequence[tuple[str, str]]) -> str:
    """The DDL of a landing table in Redshift."""
    body = ",\n    ".join(f'"{name}" {kind}' for name, kind in columns)
    return f'create table if not exists "{schema}"."{table}" (\n    {body}\n)'


def schema_faults(columns: Sequence[tuple[str, str]], file: pq.ParquetFile) -> list[str]:
    """What in a file's schema does not fit (name, SQL type) columns; [] when it fits."""
    found = file.schema_arrow
    names = [name for name, _ in columns]
    if found.names != names:
        missing = [name for name in names if name not in found.names]
        surplus = [name for name in found.names if name not in names]
        if missing:
            return [f'column "{missing[0]}" is not in the file']
        if surplus:
            return [f'column "{surplus[0]}" is not in the table']
        position = next(i for i, name in enumerate(names) if found.names[i] != name)
        return [f'column {position + 1} is "{found.names[position]}", not "{names[position]}"']
    faults = []
    for i, (name, kind) in enumerate(columns):
        have, want = found.field(i).type, arrow_type(kind)
        physical = file.schema.column(i).physical_type
        if kind == "timestamp" and physical != "INT64":
            faults.append(f'column "{name}" is {physical}, not INT64 microseconds')
        elif have != want:
            faults.append(f'column "{name}" is {have}, not {kind}')
    return faults


def width_faults(columns: Sequence[tuple[str, str]], table: pa.Table) -> list[str]:
    """Texts of more bytes than their varchar(n) holds; [] when all fit."""
    faults = []
    for name, kind in columns:
        width = re.fullmatch(r"varchar\((\d+)\)", kind)
        longest = pc.max(pc.binary_length(table[name])).as_py() if width and len(table) else None
        if longest is not None and longest > int(width[1]):
            faults.append(f'column "{name}" has a text of {longest} bytes in {kind}')
    return faults
