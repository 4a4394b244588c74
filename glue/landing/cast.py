"""Typing with Spark expressions: text in, typed columns out, and a reason for what is not typed.

A value is typed exactly or not at all: `39.38.0`, `a74.44` and `284.36a` are not numbers, and more
decimals than the type holds are an error, never rounded away.
"""

from __future__ import annotations

import re
from functools import reduce

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from glue.landing.catalog import load_zones
from glue.landing.spec import SPARK_TYPES, Column, ReportSpec

_PLAIN = r"^-?\d+(\.\d+)?$"
_POINT = r"^[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3})?(\.\d+)?$"
_COMMA = r"^[+-]?(\d+|\d{1,3}([. ']\d{3})+)?(,\d+)?$"
_INTEGER = r"^[+-]?\d{1,18}$"
_E_NOTATION = r"^[+-]?\d+([.,]\d+)?[eE]\+\d+$"
_TRUE = ("true", "yes", "y", "1")
_FALSE = ("false", "no", "n", "0")
_NUMERIC = ("money", "rate", "int")


def number_text(text: SparkColumn, comma: SparkColumn, symbols: tuple[str, ...]) -> SparkColumn:
    """Plain decimal text ('-1234.5') of an amount as printed, NULL when it is not a number.

    comma: true where the decimal mark is a comma. Understands grouping (also the Indian one),
    accounting brackets and the currency symbols of the spec before or after the number.
    """
    body = F.regexp_replace(text, "[\\u00a0\\u202f]", " ")
    body = F.regexp_replace(body, "\\u2212", "-")
    body = F.regexp_replace(body, r"^\(([^()-]+)\)$", "-$1")
    if symbols:
        any_symbol = "|".join(re.escape(symbol) for symbol in symbols)
        body = F.regexp_replace(body, rf"^([+-]?) ?(?:{any_symbol}) ?", "$1")
        body = F.regexp_replace(body, rf" ?(?:{any_symbol})$", "")
    point = F.when(body.rlike(_POINT) & body.rlike(r"\d"), F.regexp_replace(body, ",", ""))
    comma_text = F.when(
        body.rlike(_COMMA) & body.rlike(r"\d"),
        F.translate(F.translate(body, ". '", ""), ",", "."),
    )
    # Most amounts are plain: one test spares them the rest.
    plain = ~comma & text.rlike(_PLAIN)
    return F.when(plain, text).when(comma, comma_text).otherwise(point)


def timestamp_utc(text: SparkColumn, formats: tuple[str, ...], zone: str | None) -> SparkColumn:
    """The instant (session zone UTC) by the first format that fits; naive text is in `zone`."""
    instant = F.coalesce(*[F.to_timestamp(text, pattern) for pattern in formats])
    return F.to_utc_timestamp(instant, zone) if zone else instant


def zone_of(columns: list[SparkColumn]) -> SparkColumn:
    """The time zone by marketplace name or currency code (zones.yml): the first that is known."""
    pairs = [F.lit(text) for item in sorted(load_zones().items()) for text in item]
    zones = F.create_map(*pairs)
    return F.coalesce(*[zones[F.lower(F.trim(column))] for column in columns], F.lit("UTC"))


def local_date(column: Column, spec: ReportSpec) -> SparkColumn:
    """The local date that the export means: as printed, or in the zone of the marketplace."""
    text = F.col(column.local_date_of)
    base = spec.column(column.local_date_of)
    instant = timestamp_utc(text, base.formats, base.zone)
    if not column.zone_by:
        return F.when(instant.isNotNull(), F.to_date(F.substring(text, 1, 10), "yyyy-MM-dd"))
    zone = zone_of([F.col(name) for name in column.zone_by])
    # A date without a time is already local.
    return F.when(F.length(text) <= 10, F.to_date(instant)).otherwise(
        F.to_date(F.from_utc_timestamp(instant, zone))
    )


def _typed(column: Column, spec: ReportSpec) -> SparkColumn:
    text = F.col(column.name)
    if column.local_date_of:
        return local_date(column, spec)
    if column.type in ("money", "rate"):
        return F.col(f"_n_{column.name}").cast(SPARK_TYPES[column.type])
    if column.type == "int":
        plain = F.regexp_replace(F.col(f"_n_{column.name}"), r"\.0+$", "")
        return F.when(plain.rlike(_INTEGER), plain.cast("bigint"))
    if column.type == "bool":
        folded = F.lower(text)
        return F.when(folded.isin(*_TRUE), F.lit(True)).when(folded.isin(*_FALSE), F.lit(False))
    if column.type == "date":
        return F.coalesce(*[F.to_date(text, pattern) for pattern in column.formats])
    if column.type == "timestamp":
        return timestamp_utc(text, column.formats, column.zone).cast("timestamp_ntz")
    if column.type == "id":
        return F.when(~text.rlike(_E_NOTATION), text)
    return text


def _failure(column: Column) -> SparkColumn | None:
    """TYPE:column or SCALE:column where text is there and its value is not, else NULL."""
    if column.local_date_of or column.type == "text":
        return None
    text, value = F.col(column.name), F.col(f"_t_{column.name}")
    wrong = F.lit(f"TYPE:{column.name}")
    if column.type not in ("money", "rate"):
        return F.when(text.isNotNull() & value.isNull(), wrong)
    number = F.col(f"_n_{column.name}")
    places = 4 if column.type == "money" else 8
    surplus = number.rlike(rf"\.\d{{{places}}}\d*[1-9]")
    return F.when(text.isNotNull() & number.isNull(), wrong).when(
        number.isNotNull() & (value.isNull() | surplus), F.lit(f"SCALE:{column.name}")
    )


def _first(reasons: list[SparkColumn]) -> SparkColumn:
    return F.coalesce(*reasons) if reasons else F.lit(None).cast("string")


def row_hash(spec: ReportSpec) -> SparkColumn:
    """SHA-256 over the typed data columns: '0' equals '0.00', NULL columns do not count."""
    parts = [
        F.concat(F.lit(f"{column.name}="), F.col(column.name).cast("string"))
        for column in spec.columns
    ]
    return F.sha2(F.concat_ws("\u001f", *parts), 256)


def type_rows(parsed: DataFrame, spec: ReportSpec) -> DataFrame:
    """Typed rows of a report from its worker rows (worker_schema).

    Returns the worker's `_file_no`, `_kind`, `_source_line`, `_record_type`, `_records`; the data
    columns in table order; `_row_hash`; `_reason` (NULL for a good row: bad key, bad amount or a
    record that does not parse); `_nulled`, the reasons of optional cells that became NULL.
    """
    meta = ["_file_no", "_kind", "_source_line", "_record_type", "_records"]
    comma = F.col("_decimal") == F.lit(",")
    numbers = [
        number_text(F.col(c.name), comma, spec.currency_symbols).alias(f"_n_{c.name}")
        for c in spec.columns
        if c.type in _NUMERIC and c.from_file
    ]
    values = [_typed(column, spec).alias(f"_t_{column.name}") for column in spec.columns]
    staged = parsed.select("*", *numbers).select("*", *values)

    is_data = F.col("_record_type") == F.lit("data")
    strict, optional = [F.col("_problem")], []
    for column in spec.columns:
        failure = _failure(column)
        if failure is not None:
            (strict if column.strict else optional).append(failure)
        if column.required:
            absent = F.col(f"_t_{column.name}").isNull()
            if column.name not in spec.load.key:
                absent = absent & is_data
            strict.append(F.when(absent, F.lit(f"REQUIRED:{column.name}")))
    nulled = F.array_compact(F.array(*optional)) if optional else F.array().cast("array<string>")
    is_row = F.col("_kind") == F.lit("row")
    checked = staged.select(
        *meta,
        *[F.col(f"_t_{c.name}").cast(SPARK_TYPES[c.type]).alias(c.name) for c in spec.columns],
        F.when(is_row, _first(strict)).otherwise(F.col("_problem")).alias("_reason"),
        F.when(is_row, nulled).alias("_nulled"),
    )
    names = [column.name for column in spec.columns]
    return checked.select(*meta, *names, row_hash(spec).alias("_row_hash"), "_reason", "_nulled")


def all_of(conditions: list[SparkColumn]) -> SparkColumn:
    """The conjunction of the conditions, true for none."""
    return reduce(lambda left, right: left & right, conditions, F.lit(True))
