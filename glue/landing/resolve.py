"""Load modes: which of all rows ever landed are current. A deterministic function of the history.

document, entity_replace and snapshot keep, of every key, the rows of its newest version. multiset
does the same for the n-th occurrence of a signature, so that identical rows are genuine and
overlapping files resolve to the maximum count.
"""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from glue.landing.cast import all_of
from glue.landing.errors import SpecError
from glue.landing.spec import ReportSpec

CURRENT, DUPLICATE, SUPERSEDED, CONFLICT = "current", "duplicate", "superseded", "conflict"


def entity_of(spec: ReportSpec, names: tuple[str, ...]) -> SparkColumn:
    """One text per key and store; a NULL part differs from every value."""
    parts = [F.concat(F.lit(f"{n}="), F.col(n).cast("string")) for n in ("_store", *names)]
    return F.sha2(F.concat_ws("\u001f", *parts), 256)


def _inside_files(rows: DataFrame, spec: ReportSpec) -> DataFrame:
    """Add _entity, _nth (occurrence in its file) and _inside: what one file alone decides.

    _inside is 'duplicate' or 'conflict' where the spec has a unique key, else NULL.
    """
    # Every later step groups by the entity, so that this is the only shuffle.
    keyed = rows.withColumn("_entity", entity_of(spec, spec.load.key)).repartition("_entity")
    nothing, first = F.lit(None).cast("string"), F.lit(1)
    if spec.load.unique:
        same_key = Window.partitionBy("_entity", "_file_no")
        copies = Window.partitionBy("_entity", "_file_no", "_row_hash").orderBy("_source_line")
        differs = F.min("_row_hash").over(same_key) != F.max("_row_hash").over(same_key)
        surplus = F.row_number().over(copies) > 1
        inside = F.when(differs, F.lit(CONFLICT)).when(surplus, F.lit(DUPLICATE))
        return keyed.withColumns({"_nth": first, "_inside": inside})
    if spec.load.mode == "multiset":
        lines = Window.partitionBy("_entity", "_file_no").orderBy("_source_line")
        return keyed.withColumns({"_nth": F.row_number().over(lines), "_inside": nothing})
    return keyed.withColumns({"_nth": first, "_inside": nothing})


def _versions(rows: DataFrame, spec: ReportSpec) -> DataFrame:
    """One row per key and file: its version and a content fingerprint that ignores row order."""
    version = F.max(spec.load.version) if spec.load.version else F.first("_as_of")
    # Two independent 64-bit sums over the rows' SHA-256 stand for the multiset of rows.
    total = F.sum(F.xxhash64("_row_hash").cast("decimal(38,0)"))
    other = F.sum(F.xxhash64(F.lit("second"), "_row_hash").cast("decimal(38,0)"))
    content = [F.count(F.lit(1)), total, other]
    return (
        rows.where(F.col("_inside").isNull())
        .groupBy("_entity", "_nth", "_file_no")
        .agg(
            F.first("_batch_seq").alias("_batch_seq"),
            version.alias("_version"),
            F.concat_ws(":", *[part.cast("string") for part in content]).alias("_content"),
        )
    )


def _outcomes(versions: DataFrame) -> DataFrame:
    """Per key and file: current, duplicate, superseded or conflict, and which file is current."""
    tie = Window.partitionBy("_entity", "_nth", "_version", "_batch_seq")
    conflict = F.min("_content").over(tie) != F.max("_content").over(tie)
    marked = versions.withColumn("_conflict", conflict)
    key = Window.partitionBy("_entity", "_nth", "_conflict")
    order = key.orderBy(F.col("_version").asc_nulls_first(), "_batch_seq", "_file_no")
    changed = F.col("_content") != F.lag("_content").over(order)
    runs = marked.withColumn("_changed", F.when(changed, 1).otherwise(0)).withColumn(
        "_run", F.sum("_changed").over(order)
    )
    # Of the newest run of equal versions the one that arrived first stays: its row in the ledger
    # has already counted as landed.
    newest = runs.withColumn("_is_newest", F.col("_run") == F.max("_run").over(key))
    kept = F.min(F.when(F.col("_is_newest"), F.col("_file_no"))).over(key)
    outcome = (
        F.when(F.col("_conflict"), F.lit(CONFLICT))
        .when(F.col("_file_no") == kept, F.lit(CURRENT))
        .when(F.col("_is_newest"), F.lit(DUPLICATE))
        .otherwise(F.lit(SUPERSEDED))
    )
    return newest.select(
        F.col("_entity").alias("_o_entity"),
        F.col("_nth").alias("_o_nth"),
        F.col("_file_no").alias("_o_file_no"),
        outcome.alias("_o_outcome"),
        F.when(~F.col("_conflict"), kept).alias("_by_file_no"),
    )


def resolve(rows: DataFrame, spec: ReportSpec) -> DataFrame:
    """Every row of the history with its `_outcome` and, where one replaced it, `_by_file_no`.

    rows: good rows of accepted files with the data columns, _file_no, _source_line, _row_hash,
    _store, _layout, _batch_seq (order of arrival) and _as_of (the file's as-of or NULL).
    Outcomes: current, duplicate, superseded, conflict. Every input row comes out once.
    Raises SpecError when a key column of the spec is missing.
    """
    missing = set(spec.load.key) - set(rows.columns)
    if missing:
        raise SpecError(f"{spec.report}.yml: key column {sorted(missing)[0]!r} is not in the rows.")
    inside = _inside_files(rows, spec)
    outcomes = _outcomes(_versions(inside, spec))
    same = [
        F.col("_entity") == F.col("_o_entity"),
        F.col("_nth") == F.col("_o_nth"),
        F.col("_file_no") == F.col("_o_file_no"),
        F.col("_inside").isNull(),
    ]
    joined = inside.join(outcomes, on=all_of(same), how="left")
    return joined.withColumn("_outcome", F.coalesce("_inside", "_o_outcome")).drop(
        "_entity", "_nth", "_inside", "_o_entity", "_o_nth", "_o_file_no", "_o_outcome"
    )
