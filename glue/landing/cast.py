"""Typing with Spark SQL expressions: text in, typed columns out, a reason for what is not typed.

A value is typed exactly or not at all. Numbers come as plain decimal text from the workers, see
glue/landing/numbers.py. The expressions are built as SQL
text: a wide report has hundreds of them, and one call to Spark is cheaper than a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyspark.sql import DataFrame

from glue.landing.catalog import load_zones
from glue.landing.cells import tells_apart
from glue.landing.dates import choices, date_columns, date_sql
from glue.landing.numbers import PLACES
from glue.landing.spec import SPARK_TYPES, Column, ReportSpec

_INTEGER = r"^[+-]?\d{1,18}$"
_E_NOTATION = r"^[+-]?\d+([.,]\d+)?[eE]\+\d+$"
_WITH_OFFSET = r"^(.*)(?:Z|[+-]\d\d:\d\d)$"
_TRUE = ("true", "yes", "y", "1")
_FALSE = ("false", "no", "n", "0")
META = ("_file_no", "_kind", "_source_line", "_record_type", "_records")


def literal(text: str) -> str:
    """`text` as a SQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _name(column: str) -> str:
    return f"`{column}`"


def timestamp_sql(text: str, formats: Sequence[str], zone: str | None) -> str:
    """SQL for the instant (UTC) by the first format that fits; naive text is read in `zone`."""
    tries = ", ".join(f"to_timestamp({text}, {literal(pattern)})" for pattern in formats)
    instant = f"coalesce({tries})"
    return f"to_utc_timestamp({instant}, {literal(zone)})" if zone else instant


def zone_sql(columns: Sequence[str]) -> str:
    """SQL for the time zone by marketplace or currency code (zones.yml), the first known one."""
    pairs = ", ".join(literal(text) for item in sorted(load_zones().items()) for text in item)
    tries = ", ".join(f"map({pairs})[lower(trim({_name(column)}))]" for column in columns)
    return f"coalesce({tries}, 'UTC')"


def _local_date_sql(spec: ReportSpec, column: Column) -> str:
    """SQL for the local date that the export means: as printed, or in the marketplace's zone."""
    text, instant = _name(column.local_date_of), f"`_t_{column.local_date_of}`"
    if not column.zone_by:
        of = spec.column(column.local_date_of)
        wall = _by_choice(spec, of, lambda formats: timestamp_sql(text, formats, None))
        printed = f"to_date(substring({text}, 1, 10), 'yyyy-MM-dd')"
        return f"if({instant} is null, null, coalesce({printed}, to_date({wall})))"
    local = f"from_utc_timestamp(cast({instant} as timestamp), {zone_sql(column.zone_by)})"
    # A date without a time is already local.
    return f"to_date(if(length({text}) <= 10, cast({instant} as timestamp), {local}))"


def _by_choice(spec: ReportSpec, column: Column, sql: Callable[[Sequence[str]], str]) -> str:
    """SQL for a date column by the patterns that the worker chose for the file."""
    known = choices(spec, column)
    position = [c.name for c in date_columns(spec)].index(column.name)
    return date_sql(known, position, {formats: sql(formats) for formats in known})


def _date_sql(text: str, formats: Sequence[str]) -> str:
    """SQL for the day by the first format that fits: of a time with an offset the printed one."""
    printed = f"regexp_extract({text}, {literal(_WITH_OFFSET)}, 1)"
    tries = ", ".join(
        f"to_date({printed}, {literal(pattern.removesuffix('XXX'))})"
        if pattern.endswith("XXX")
        else f"to_date({text}, {literal(pattern)})"
        for pattern in formats
    )
    return f"coalesce({tries})"


def _typed_sql(spec: ReportSpec, column: Column) -> str:
    """SQL for the typed value of a column; the workers leave numbers as plain decimal text."""
    text = _name(column.name)
    if column.type in PLACES:
        return f"cast({text} as {SPARK_TYPES[column.type]})"
    if column.type == "int":
        plain = rf"regexp_replace({text}, '\\.0+$', '')"
        checked = f"if({plain} rlike {literal(_INTEGER)}, cast({plain} as bigint), null)"
        # Most are short and have no point: a cast tells them, and patterns are slow.
        odd = f"contains({text}, '.') or length({text}) > 18"
        return f"if({odd}, {checked}, cast({text} as bigint))"
    if column.type == "bool":
        yes, no = (", ".join(map(literal, words)) for words in (_TRUE, _FALSE))
        folded = f"lower({text})"
        return f"case when {folded} in ({yes}) then true when {folded} in ({no}) then false end"
    if column.type == "date":
        return _by_choice(spec, column, lambda formats: _date_sql(text, formats))
    if column.type == "timestamp":
        instant = _by_choice(spec, column, lambda f: timestamp_sql(text, f, column.zone))
        return f"cast({instant} as timestamp_ntz)"
    if column.type == "id":
        return f"if(contains({text}, '+') and {text} rlike {literal(_E_NOTATION)}, null, {text})"
    return text


def _failure_sql(column: Column) -> str | None:
    """SQL for TYPE:column or SCALE:column where text is there and its value is not, else NULL."""
    if column.local_date_of or column.type == "text":
        return None
    # A plain number that has no value is too large for its type.
    kind = "SCALE" if column.type in PLACES else "TYPE"
    text, value, wrong = _name(column.name), f"`_t_{column.name}`", f"{kind}:{column.name}"
    return f"if({text} is not null and {value} is null, {literal(wrong)}, null)"


def row_hash_sql(spec: ReportSpec) -> str:
    """SQL for a SHA-256 over the typed data: '0' equals '0.00', NULL columns do not count."""
    hashed = [column for column in spec.columns if column.hashed]
    parts = [f"'{c.name}=' || cast({_name(c.name)} as string)" for c in hashed]
    return f"sha2(concat_ws('\\u001f', {', '.join(parts)}), 256)"


def type_rows(parsed: DataFrame, spec: ReportSpec) -> DataFrame:
    """Typed rows of a report from its worker rows (worker_schema).

    Returns META of the worker; the data columns in table order; `_row_hash`; `_reason` (NULL for a
    good row: bad key, bad amount or a record that does not parse); `_nulled`, the reasons of
    optional cells that became NULL.
    """
    read = [c for c in spec.columns if c.from_file]
    derived = [c for c in spec.columns if not c.from_file]
    staged = parsed.selectExpr(
        "*", *[f"{_typed_sql(spec, c)} as `_t_{c.name}`" for c in read]
    ).selectExpr("*", *[f"{_local_date_sql(spec, c)} as `_t_{c.name}`" for c in derived])
    strict, optional = ["_problem"], []
    for column in spec.columns:
        failure = _failure_sql(column)
        if failure is not None:
            # A key that became NULL would be another key.
            keyed = column.strict or tells_apart(spec, column.name)
            (strict if keyed else optional).append(failure)
        if column.required:
            # A signature may have blanks, so that totals without a date land too.
            is_key = column.name in spec.load.key and spec.load.mode != "multiset"
            always = "true" if is_key else "_record_type = 'data'"
            reason = literal(f"REQUIRED:{column.name}")
            strict.append(f"if(`_t_{column.name}` is null and {always}, {reason}, null)")
    values = [
        f"cast(`_t_{c.name}` as {SPARK_TYPES[c.type]}) as {_name(c.name)}" for c in spec.columns
    ]
    reason = f"if(_kind = 'row', coalesce({', '.join(strict)}), _problem) as _reason"
    failures = f"cast(array({', '.join(optional)}) as array<string>)"
    lost = f"concat(array_compact({failures}), coalesce(_lost, cast(array() as array<string>)))"
    nulled = f"if(_kind = 'row', {lost}, null)"
    checked = staged.selectExpr(*META, *values, reason, f"{nulled} as _nulled")
    data = [_name(column.name) for column in spec.columns]
    return checked.selectExpr(
        *META, *data, f"{row_hash_sql(spec)} as _row_hash", "_reason", "_nulled"
    )
