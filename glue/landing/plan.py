"""How to read one file: all that a worker needs. Plain data, since it travels to the workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glue.landing.slices import Slice
    from glue.landing.survey import Rejected, Settled


@dataclass(frozen=True)
class FilePlan:
    """All that a worker needs to read one file.

    member: the path inside a zip archive, or ''. container: delimited, workbook or json.
    sheet: of a workbook. encodings: candidates in order; the first that decodes the whole file is
    used. header_line: physical line (or row of the sheet) of the header, 1-based, 0 for none.
    width: number of header fields. min_width: a record with fewer fields does not parse.
    sources: per column read from the file, the field positions in order of preference.
    constants: per column, the text for records that give none: from the header, the preamble or
    the layout. ignored: headers that no column takes. absent: optional headers of the layout that
    the file lacks. notes: sentences.
    tenant: what the store may name, by kind; see tenants.py. path: below the raw root as it is;
    source_file is how it is shown. parts: the paths of all files of the file's set. size: stored
    bytes. slice: the part of the file that is read, None for all of it. settled: how it is read,
    None when that is still to be found out. also: whether it is read for another report than that
    of its folder.
    """

    uri: str
    source_file: str
    store: str
    sha256: str
    number: int
    layout: str
    width: int
    sources: dict[str, tuple[int, ...]]
    member: str = ""
    container: str = "delimited"
    sheet: str = ""
    encodings: tuple[str, ...] = ("utf-8",)
    newline: str = "\n"
    delimiter: str = ","
    quoting: bool = True
    header_line: int = 1
    min_width: int = 0
    countries: tuple[int, ...] = ()
    masked: frozenset[int] = frozenset()
    constants: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tenant: dict[str, tuple[str, ...]] = field(default_factory=dict)
    path: str = ""
    parts: tuple[str, ...] = ()
    size: int = 0
    also: bool = False
    slice: Slice | None = None
    settled: Settled | Rejected | None = None
