"""Load modes: which of all rows ever landed are current. A deterministic function of the history.

document, entity_replace and snapshot keep, of every key, the rows of its newest version. multiset
does the same for the n-th occurrence of a signature, so that identical rows are genuine and
overlapping files resolve to the maximum count. Where a spec has levels, the first of them that
tells a key stands, whatever the versions; but rows of the last day of their file, which may have
been told before that day was over, give way to those of a file that goes on.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from glue.landing.errors import SpecError
from glue.landing.spec import ReportSpec

# A short hash of a row's key, in rows that `contested` gives.
KEY = "_key"
CURRENT, DUPLICATE, SUPERSEDED, CONFLICT = "current", "duplicate", "superseded", "conflict"

_QUERY = """
with keyed as (
    -- Every later step groups by the entity, so that this is the only shuffle.
    select /*+ repartition(_entity) */ * from (
        select
            _file_no, _source_line, _row_hash, _batch_seq,
            {version} as _version,
            {open} as _open,
            {level} as _level,
            {place} as _place,
            sha2(concat_ws('\\u001f', {key}), 256) as _entity
        from {rows}
    )
),

inside as (
    -- What one file alone decides: its occurrence, and a copy or a conflict under a unique key.
    select *, {nth} as _nth, {inside} as _inside
    from keyed
),

versions as (
    -- Two independent 64-bit sums over the rows' SHA-256 stand for the multiset of rows.
    select
        _entity, _nth, _file_no,
        first(_batch_seq) as _batch_seq,
        max(_open) as _open,
        min(_level) as _level,
        min(_place) as _place,
        max(_version) as _version,
        concat_ws(
            ':',
            cast(count(*) as string),
            cast(sum(cast(xxhash64(_row_hash) as decimal(38, 0))) as string),
            cast(sum(cast(xxhash64('second', _row_hash) as decimal(38, 0))) as string)
        ) as _content
    from inside
    where _inside is null
    group by _entity, _nth, _file_no
),

marked as (
    -- Nothing tells two contents of equal version, batch and layout apart: neither is taken.
    select *, min(_content) over tie <> max(_content) over tie as _conflict
    from versions
    window tie as (
        partition by _entity, _nth, _open, _level, _version, _batch_seq, _place
    )
),

stepped as (
    select *, if(_content <> lag(_content) over ordered, 1, 0) as _step
    from marked
    window ordered as (
        partition by _entity, _nth, _conflict
        order by
            _open desc, _level desc, _version asc nulls first, _batch_seq, _place desc, _file_no
    )
),

runs as (
    select *, sum(_step) over ordered as _run
    from stepped
    window ordered as (
        partition by _entity, _nth, _conflict
        order by
            _open desc, _level desc, _version asc nulls first, _batch_seq, _place desc, _file_no
    )
),

newest as (
    select *, _run = max(_run) over (partition by _entity, _nth, _conflict) as _is_newest
    from runs
),

kept as (
    -- Of the newest run of equal contents the file that arrived first stays: its rows have already
    -- counted as landed.
    select *, min(if(_is_newest, _file_no, null)) over (
        partition by _entity, _nth, _conflict
    ) as _kept
    from newest
),

outcomes as (
    select
        _entity, _nth, _file_no,
        case
            when _conflict then 'conflict'
            when _file_no = _kept then 'current'
            when _is_newest then 'duplicate'
            else 'superseded'
        end as _outcome,
        if(_conflict, null, _kept) as _by_file_no
    from kept
)

select
    inside._file_no,
    inside._source_line,
    coalesce(inside._inside, outcomes._outcome) as _outcome,
    outcomes._by_file_no
from inside
left join outcomes
    on inside._entity = outcomes._entity
    and inside._nth = outcomes._nth
    and inside._file_no = outcomes._file_no
    and inside._inside is null
"""
_NTH_IN_FILE = "row_number() over (partition by _entity, _file_no order by _source_line)"
_UNIQUE_IN_FILE = """
    case
        when min(_row_hash) over (partition by _entity, _file_no)
            <> max(_row_hash) over (partition by _entity, _file_no) then 'conflict'
        when row_number() over (partition by _entity, _file_no, _row_hash order by _source_line) > 1
            then 'duplicate'
    end"""


def _key_parts(spec: ReportSpec) -> str:
    """SQL for the texts of a row's key; a NULL part is left out with its name."""
    instead = dict(spec.load.instead)

    def part(name: str) -> str:
        text = f"'{name}=' || cast(`{name}` as string)"
        return f"coalesce({part(instead[name])}, {text})" if name in instead else text

    return ", ".join(part(name) for name in ("_store", *spec.load.key))


def _by_layout(numbers: Mapping[str, int]) -> str:
    """SQL for the number of a row's layout; one that is not there has 0."""
    cases = [f"when '{name}' then {number}" for name, number in numbers.items()]
    return f"case _layout {' '.join(cases)} else 0 end" if cases else "0"


def _open(spec: ReportSpec) -> str:
    """SQL for whether a row is of its file's last day, which may not have been over: 1 or 0."""
    if not spec.load.levels:
        return "0"
    days = ", ".join(f"cast(`{name}` as date)" for name in spec.load.as_of)
    return f"case when array_max(array({days})) >= cast(_as_of as date) then 1 else 0 end"


def key_hash(spec: ReportSpec) -> Column:
    """A short hash of a row's key. Two keys may share one: they are then looked at together."""
    return F.expr(f"xxhash64(concat_ws('\\u001f', {_key_parts(spec)}))")


def contested(rows: DataFrame, spec: ReportSpec) -> DataFrame:
    """The key hashes (KEY) that more than one file has, or one file twice where keys are unique.

    All rows of any other key are current, whatever its version.
    """
    per_key = rows.groupBy(key_hash(spec).alias(KEY)).agg(
        F.min("_file_no").alias("_first"),
        F.max("_file_no").alias("_last"),
        F.count(F.lit(1)).alias("_rows"),
    )
    several = F.col("_rows") > 1 if spec.load.unique else F.col("_first") != F.col("_last")
    return per_key.where(several).select(KEY)


def resolve(rows: DataFrame, spec: ReportSpec) -> DataFrame:
    """The outcome of every row of the history, by file and line.

    rows: good rows of accepted files with the key and version columns of `spec`, _file_no,
    _source_line, _row_hash, _store, _batch_seq (order of arrival) and _as_of (the file's as-of or
    NULL). Returns _file_no, _source_line, _outcome (current, duplicate, superseded, conflict) and
    _by_file_no, the file whose row is current instead; one row for each input row.
    Raises SpecError when a column that the load mode needs is missing.
    """
    version = spec.load.version or "_as_of"
    missing = {*spec.load.key, *dict(spec.load.instead).values(), version} - set(rows.columns)
    if missing:
        raise SpecError(f"{spec.report}.yml: column {sorted(missing)[0]!r} is not in the rows.")
    levels = spec.load.levels
    level = {name: at for at, layouts in enumerate(levels) for name in layouts}
    place = {name: at for layouts in levels for at, name in enumerate(layouts)}
    view = f"history_{uuid.uuid4().hex}"
    rows.createOrReplaceTempView(view)
    try:
        return rows.sparkSession.sql(
            _QUERY.format(
                version=version,
                open=_open(spec),
                level=_by_layout(level),
                place=_by_layout(place),
                key=_key_parts(spec),
                rows=view,
                nth=_NTH_IN_FILE if spec.load.mode == "multiset" else "1",
                inside=_UNIQUE_IN_FILE if spec.load.unique else "cast(null as string)",
            )
        )
    finally:
        rows.sparkSession.catalog.dropTempView(view)
