"""Large text files in slices, which several tasks read at once.

Only text whose lines can be told without reading what stands before them is sliced: unquoted, not
packed, in an encoding in which no byte of another character looks like a line break. What must be
decided over the whole file (see survey.py) is found out for each slice and added up first.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from glue.landing.containers import DELIMITED, open_content, reading
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.spec import ReportSpec
from glue.landing.storage import CHUNK, read_range
from glue.landing.survey import Findings, Rejected
from glue.landing.worker import Reader

if TYPE_CHECKING:
    from glue.landing.history import Batch

SLICE_BYTES = 16 << 20
# In these a byte 0x0A is a line break and nothing else.
_LINE_SAFE = {"ascii", "utf-8", "utf-8-sig", "cp1252", "latin-1", "cp932", "gbk"}
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Slice:
    """Bytes `start` to `end` (exclusive) of a file; `line` physical lines stand before them."""

    start: int
    end: int
    line: int


def cut(plan: FilePlan) -> list[Slice]:
    """The slices of a file, each beginning with a line; none for a file that is read as a whole."""
    if not _can_be_cut(plan):
        return []
    slices, start, line, lines, position = [], 0, 0, 0, 0
    with reading(), open_content(plan.uri) as stream:
        while chunk := stream.read(CHUNK):
            last = chunk.rfind(b"\n")
            if position + last + 1 - start >= SLICE_BYTES and last >= 0:
                end = position + last + 1
                before = lines + chunk.count(b"\n", 0, last + 1)
                slices.append(Slice(start, end, line))
                start, line = end, before
            lines += chunk.count(b"\n")
            position += len(chunk)
    if start < position:
        slices.append(Slice(start, position, line))
    return slices if len(slices) > 1 else []


def _can_be_cut(plan: FilePlan) -> bool:
    return (
        plan.size >= 2 * SLICE_BYTES
        and plan.container == DELIMITED
        and not plan.member
        and not plan.quoting
        and plan.newline == "\n"
        and {codecs.lookup(name).name for name in plan.encodings}
        <= {codecs.lookup(name).name for name in _LINE_SAFE}
        and read_range(plan.uri, 0, 2) != _GZIP
    )


def sliced(batch: Batch, spec: ReportSpec, plans: Sequence[FilePlan]) -> list[FilePlan]:
    """The plans with large files in slices, all that their slices need decided.

    A file of which two slices would be read in different encodings is read as a whole.
    """
    cuts = {plan.number: cut(plan) for plan in plans}
    parts = [replace(plan, slice=part) for plan in plans for part in cuts[plan.number]]
    if not parts:
        return list(plans)
    positions = batch.spark.range(0, len(parts), 1, len(parts))
    rows = positions.mapInArrow(_make_survey(spec, parts), "position long, said string").collect()
    said = [json.loads(row["said"]) for row in sorted(rows, key=lambda row: row["position"])]
    units: list[FilePlan] = []
    for plan in plans:
        mine = [
            (part, found)
            for part, found in zip(parts, said, strict=True)
            if part.number == plan.number
        ]
        settled = _settled(spec, plan, [found for _, found in mine]) if mine else None
        if settled is None:
            units.append(plan)
        elif isinstance(settled, Rejected):
            units.append(replace(plan, settled=settled))
        else:
            units += [replace(part, settled=settled) for part, _ in mine]
    return units


def _settled(spec: ReportSpec, plan: FilePlan, said: Sequence[dict]):
    """How a file is read by what its slices say; None when they do not agree on an encoding."""
    encodings = {found["encoding"] for found in said}
    fits = [name for name in plan.encodings if all(name in found["fits"] for found in said)]
    if len(encodings) > 1 or not fits or encodings != {fits[0]}:
        return None
    total = Findings.nothing(spec, plan)
    for found in said:
        total.add(Findings.from_json(found["findings"]))
    try:
        return total.settled(spec, plan, fits[0], Reader(spec, plan, b"", {}).decimal)
    except FileRejected as error:
        return Rejected(error.reason, error.sentence)


def _make_survey(
    spec: ReportSpec, parts: Sequence[FilePlan]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A mapInArrow function that surveys slices: positions in, one JSON text for each out."""

    def survey(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for position in batch.column("id").to_pylist():
                said = json.dumps(_look(spec, parts[position]))
                yield pa.RecordBatch.from_pydict({"position": [position], "said": [said]})

    return survey


def _look(spec: ReportSpec, plan: FilePlan) -> dict:
    """The encodings that a slice can be in, the one it was read in, and what it says."""
    with reading():
        content = read_range(plan.uri, plan.slice.start, plan.slice.end)
    fits = [name for name in plan.encodings if _decodes(content, name)]
    if not fits:
        return {"encoding": "", "fits": [], "findings": Findings.nothing(spec, plan).to_json()}
    # Nothing personal is looked at here: no key is needed.
    reader = Reader(spec, plan, b"", {})
    found = reader.look(reader.batches(fits[0], reader.surveyed))
    return {"encoding": fits[0], "fits": fits, "findings": found.to_json()}


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
