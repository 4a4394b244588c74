"""Property: what was written as a file of a format lands again, value for value.

Typed rows are drawn, spelled as the vendor spells them and written as files of every layout: in
each encoding, as a workbook, as JSON. The workers read all of them; a whole landing takes two files
of each layout, each in a store of its own, in one run. With ROUND_TRIPS=20 in the environment there
are so many examples. A failure names format, layout, row and seed.
"""

from __future__ import annotations

import os
import tempfile
from decimal import Decimal
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from glue.landing.catalog import load_specs
from glue.landing.containers import inspect, members
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.sniff import sniff
from glue.landing.spec import Column
from glue.landing.worker import make_parser
from tests.python.glue import generated_documents, generated_headers, generated_tables
from tests.python.glue.conftest import KEY, Landing
from tests.python.glue.generated import Made

pytestmark = pytest.mark.dear

SPECS = load_specs()
LAYOUTS = {(spec.report, layout.name) for spec in SPECS.values() for layout in spec.layouts}
EXAMPLES = int(os.environ.get("ROUND_TRIPS", "2"))
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 2**32 - 1)
# Hashes: their values are another test's.
HASHES = ("email_hash", "phone_hash", "household_hash", "customer_hash")


def files_of(seed: int, most: int | None = None) -> list[Made]:
    """A file of each layout in each of its ways, or in at most so many, which the seed draws."""
    made = []
    for spec in SPECS.values():
        for layout in spec.layouts:
            tables = [(generated_tables, way) for way in generated_headers.ways(spec, layout)]
            documents = [(generated_documents, way) for way in generated_documents.ways(layout)]
            ways = tables + documents
            drawn = Random(f"{seed} {spec.report} {layout.name}").sample(ways, len(ways))
            for writer, way in drawn[:most]:
                store = f"{layout.name}-{way}"
                random = Random(f"{seed} {spec.report} {store}")
                made.append(writer.make(random, spec, layout, way, store))
    return made


def compared(spec) -> list[str]:
    return [column.name for column in spec.columns if column.pii not in HASHES]


def differences(made: Made, found: list[dict], columns: list[str]) -> list[str]:
    """What landed otherwise than drawn, one sentence per value."""
    if len(found) != len(made.rows):
        return [f"{made}: {len(found)} rows landed of {len(made.rows)}"]
    names = [*columns, "_source_line", "_record_type"]
    expected = sorted(made.rows, key=lambda row: row["_source_line"])
    return [
        f"{made}, line {row['_source_line']}: {name} is {got[name]!r} and not {row[name]!r}"
        for row, got in zip(expected, found, strict=True)
        for name in names
        if got[name] != row[name]
    ]


def parsed(made: Made, path: Path) -> list[dict]:
    """The text rows that a worker makes of a file. Raises what refuses it."""
    spec = SPECS[made.report]
    path.write_bytes(made.content)
    (member,) = [info.filename for info in members(str(path)) or ()] or [""]
    found = sniff(spec, inspect(str(path), member))
    plan = FilePlan(uri=str(path), source_file="a", store="s", sha256="0", number=1, **found)
    answered = make_parser(spec, [plan], KEY)(iter([pa.RecordBatch.from_pydict({"id": [0]})]))
    *rows, end = [row for batch in answered for row in batch.to_pylist()]
    assert (plan.layout, end["_problem"]) == (made.layout, None), str(made)
    return sorted(rows, key=lambda row: row["_source_line"])


def as_value(column: Column, text: str | None) -> object:
    """A worker's text as the value that it stands for. Numbers come as plain decimals."""
    if text is None or column.type in ("text", "id"):
        return text
    return Decimal(text)


@SETTINGS
@given(seed=SEEDS)
def test_the_workers_read_every_layout_as_it_was_drawn(tmp_path_factory, seed):
    """Without Spark: texts and numbers; the dates are typed by Spark alone."""
    path = tmp_path_factory.mktemp("files") / "file"
    wrong = []
    for made in files_of(seed):
        spec = SPECS[made.report]
        try:
            found = parsed(made, path)
        except FileRejected as error:
            wrong.append(f"{made}: {error.reason} {error.sentence}")
            continue
        wrong += [f"{made}: {row['_problem']}, {row['_lost']}" for row in found if row["_problem"]]
        kinds = ("text", "id", "money", "rate", "int")
        columns = [spec.column(name) for name in compared(spec)]
        for column in [each for each in columns if each.type in kinds]:
            for row in found:
                row[column.name] = as_value(column, row[column.name])
        names = [column.name for column in columns if column.type in kinds]
        wrong += differences(made, found, names)
    assert not wrong, f"seed {seed}\n" + "\n".join(wrong)


@settings(SETTINGS, max_examples=max(1, EXAMPLES // 2))
@given(seed=SEEDS)
def test_every_layout_lands_as_it_was_drawn(spark, seed):
    with tempfile.TemporaryDirectory() as folder:
        landing = Landing(Path(folder))
        files = files_of(seed, most=2)
        for made in files:
            landing.put(made.path, made.content)
        result = landing.run()
        outcomes = {file.source_file: file for file in result.files}
        ledger = landing.ledger()
        tables = {report: landing.rows(report) for report in SPECS}
        wrong = []
        for made in files:
            file = outcomes[made.landed_path]
            if file.status != "LANDED" or file.rows_quarantined:
                reasons = {
                    (row["source_line"], row["reason"], row["raw_record"])
                    for row in landing.quarantine()
                    if row["source_file"] == made.landed_path
                }
                wrong.append(f"{made}: {file.status} {file.reason} {file.message} {reasons}")
                continue
            row = ledger[made.landed_path]
            counts = [row[f"rows_{name}"] for name in ("read", "landed", "quarantined")]
            if counts != [len(made.rows), len(made.rows), 0]:
                wrong.append(f"{made}: read, landed and quarantined are {counts}")
            if (file.ignored, dict(file.nulled)) != (made.ignored, made.nulled):
                wrong.append(f"{made}: ignored {file.ignored}, nulled {file.nulled}")
            rows = [r for r in tables[made.report] if r["_source_file"] == made.landed_path]
            wrong += differences(made, rows, compared(SPECS[made.report]))
            wrong += [
                f"{made}: read as {r['_layout']}" for r in rows if r["_layout"] != made.layout
            ]
        assert not wrong, f"seed {seed}\n" + "\n".join(wrong)
        landing.assert_accounted()
        assert {
            (report, row["_layout"]) for report, rows in tables.items() for row in rows
        } == LAYOUTS
