"""Report specs as data types: what a file of a report looks like, how its rows become a table.

A spec is a YAML file in glue/specs; glue/landing/catalog.py reads and validates it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from glue.landing.errors import SpecError

SPARK_TYPES = {
    "text": "string",
    "id": "string",
    "money": "decimal(18,4)",
    "rate": "decimal(18,8)",
    "int": "bigint",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp_ntz",
}
_SQL_TYPES = {
    "money": "decimal(18,4)",
    "rate": "decimal(18,8)",
    "int": "bigint",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
SYSTEM_COLUMNS = (
    ("_store", "string", "varchar(256)"),
    ("_file_no", "int", "integer"),
    ("_source_file", "string", "varchar(1000)"),
    ("_source_line", "int", "integer"),
    ("_file_sha256", "string", "varchar(64)"),
    ("_batch_id", "string", "varchar(64)"),
    ("_loaded_at", "timestamp_ntz", "timestamp"),
    ("_row_hash", "string", "varchar(64)"),
    ("_record_type", "string", "varchar(16)"),
    ("_layout", "string", "varchar(64)"),
    ("_problems", "string", "varchar(8000)"),
)
# What a table of versions has besides: the version of the row, by which the newest one is chosen.
VERSION_COLUMN = ("_as_of", "timestamp_ntz", "timestamp")
VERSIONS = "__versions"
# Bytes of UTF-8 that a text may have; its column in Redshift is as wide.
DEFAULT_BYTES = {"text": 1000, "id": 256}
PII_BYTES = 64
MAX_BYTES = 65535
MODES = ("document", "entity_replace", "multiset", "snapshot")
PII_KINDS = (
    "email_hash", "email_kind", "phone_hash", "household_hash", "customer_hash", "postal_prefix",
)  # fmt: skip


@lru_cache(maxsize=8192)
def normalize_header(text: str) -> str:
    """Fold case, blanks, hyphens and underscores: 'Lineitem SKU ' and 'lineitem-sku' are one."""
    return re.sub(r"[\s\-_\u00a0\ufeff]+", "", text.casefold())


@dataclass(frozen=True)
class Alias:
    """One way a header may be written: a literal (folded) or a regular expression."""

    text: str
    pattern: str | None = None

    def match(self, header: str) -> dict[str, str] | None:
        """The named groups when `header` is this alias, None when it is not."""
        if self.pattern is None:
            return {} if normalize_header(header) == normalize_header(self.text) else None
        found = re.fullmatch(self.pattern, header.strip(), re.IGNORECASE)
        return found.groupdict() if found else None


@dataclass(frozen=True)
class Column:
    """One output column: its type, where its text comes from, and what a bad value does.

    hashed: whether rows with another value are other rows; not so of when a vendor touched a row.
    """

    name: str
    type: str
    aliases: tuple[Alias, ...] = ()
    captures: tuple[str, ...] = ()
    required: bool = False
    strict: bool = False
    nulls: frozenset[str] | None = None
    formats: tuple[str, ...] = ()
    zone: str | None = None
    pii: str | None = None
    country: tuple[Alias, ...] = ()
    attributes: tuple[str, ...] = ()
    local_date_of: str | None = None
    zone_by: tuple[str, ...] = ()
    one_of: frozenset[str] = frozenset()
    vocabulary: str | None = None
    max_bytes: int = 0
    amount_in: str | None = None
    spelled: bool = False
    words: dict[str, str] = field(default_factory=dict)
    hashed: bool = True

    @property
    def sql_type(self) -> str:
        """The type in the warehouse; a text is as wide as landing lets it be, in bytes."""
        return _SQL_TYPES.get(self.type) or f"varchar({self.max_bytes or PII_BYTES})"

    @property
    def label(self) -> str:
        """The header as the vendor prints it, for messages."""
        return self.aliases[0].text if self.aliases else self.name

    @property
    def from_file(self) -> bool:
        """True when the worker reads text for it; False when Spark derives it."""
        return self.local_date_of is None


@dataclass(frozen=True)
class Field:
    """One text of a JSON record: a JMESPath expression, and how a list becomes one text.

    fold: '' for a plain value; sum, join (', ') or attributes ('name: value' lines) for a list.
    """

    header: str
    path: str
    fold: str = ""


@dataclass(frozen=True)
class Document:
    """Where the records of a JSON layout are, and which texts they have.

    records: JMESPath from the document to the list of records. keys: what the first record must
    have. explode: a list inside a record that gives a row for each of its items; the record's own
    fields stand on the first of these rows, those of `repeat` on all. children: the key of the
    record under which lines of a GraphQL bulk export are collected, by the type in their id.
    within: (key of a list, name): the records are the items of that list in what `records` finds,
    each with what it stands in under that name; `keys` are then those of the outer one.
    """

    keys: tuple[str, ...]
    fields: tuple[Field, ...]
    item_fields: tuple[Field, ...] = ()
    records: str = "@"
    explode: str = ""
    repeat: tuple[str, ...] = ()
    children: dict[str, str] = field(default_factory=dict)
    within: tuple[str, str] | None = None


@dataclass(frozen=True)
class Headerless:
    """A layout without a header row: the field position of each column.

    recognize: a regular expression for the field at a position of the first record.
    width: least and most fields of a record.
    """

    positions: dict[str, int]
    width: tuple[int, int]
    recognize: dict[int, str]


@dataclass(frozen=True)
class Layout:
    """One header set of a report. `required` names output columns; `headers` the full header.

    any_of: output columns of which a file has at least one, besides the required ones. marks:
    headers of which it has at least one, or it is of another layout; of JSON, keys of its first
    record.

    delimiters, quoting, decimal and formats (by type) take the place of the spec's own; constants
    give a column one text for the whole file.
    """

    name: str
    label: str
    required: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    short_rows: bool = False
    help: str = ""
    container: str | None = None
    delimiters: tuple[str, ...] = ()
    quoting: bool | str | None = None
    decimal: str | None = None
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    document: Document | None = None
    headerless: Headerless | None = None

    @property
    def wanted(self) -> tuple[tuple[str, ...], ...]:
        """What a header must have: of each of these columns at least one."""
        return (*((name,) for name in self.required), *([self.any_of] if self.any_of else ()))

    def reads(self, container: str) -> bool:
        """True when a file of this container may have the layout: tables also come as workbooks."""
        if self.container is None:
            return container in ("delimited", "workbook") and (
                self.headerless is None or container == "delimited"
            )
        return container == self.container


@dataclass(frozen=True)
class Control:
    """A predicate for summary and total records, on the text of a record.

    finest: columns from the finest level to the coarsest; the first one that the file fills in
    any record is blank. Where it fills none, the rule is not for this file.
    """

    blank: tuple[str, ...] = ()
    finest: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    first_cell: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Load:
    """How versions of the same rows are resolved; see glue/landing/resolve.py.

    unique: inside one file a key stands once, so that a second row of it is a copy or a conflict.
    as_of: columns whose latest value dates a file. days: columns whose days a row tells of, for the
    log of what is restated; those of `as_of`, unless said otherwise. versions: publish also the
    rows that newer ones have replaced, as `landing.<report>__versions`. instead: pairs (column of
    the key, other column): a row that has the other one is known by it and not by the first.
    levels: layouts in the order of their worth, those of equal worth together; of a key the first
    level that tells it stands, of one level the newer file, and of one run its first layout.
    """

    mode: str
    key: tuple[str, ...] = ()
    unique: bool = False
    version: str | None = None
    as_of: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    versions: bool = False
    instead: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class ReportSpec:
    """A validated spec. `columns` are in the order of the landed table.

    encoding_hints: words by encoding, one of which in the head of a file makes it the likelier one.
    hinted_encodings: those of them that are tried for no other file.
    also_in: folders <source>/<report> of other reports whose JSON files are read for this one, too,
    if they hold records of it.
    tenant: the columns that name the owner, by kind (marketplace, currency...); see tenants.py.
    new_columns: what a column that nothing takes does, `record` or `refuse`.
    sha256: of the text that it was read from, so that a changed spec is told from the former one.
    """

    report: str
    title: str
    load: Load
    columns: tuple[Column, ...]
    layouts: tuple[Layout, ...]
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    encoding_hints: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hinted_encodings: tuple[str, ...] = ()
    delimiters: tuple[str, ...] = (",",)
    quoting: bool | str = True
    nulls: frozenset[str] = frozenset({""})
    no_data: frozenset[str] = frozenset()
    decimal: str = "point"
    currency_symbols: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    control: tuple[Control, ...] = ()
    masked: tuple[str, ...] = ()
    carry: tuple[str, str] | None = None
    max_quarantine_ratio: float = 0.5
    new_columns: str = "record"
    also_in: tuple[str, ...] = ()
    tenant: dict[str, str] = field(default_factory=dict)
    sha256: str = ""

    @property
    def source(self) -> str:
        return self.report.split("__", 1)[0]

    @property
    def name(self) -> str:
        return self.report.split("__", 1)[1]

    @property
    def table_columns(self) -> list[list[str]]:
        """Name and Spark type of the columns of the landed table, in order."""
        data = [[column.name, SPARK_TYPES[column.type]] for column in self.columns]
        return data + [[name, kind] for name, kind, _ in SYSTEM_COLUMNS]

    @property
    def table_names(self) -> list[str]:
        """The columns of the landed table, in order."""
        return [name for name, _ in self.table_columns]

    @property
    def versions_table(self) -> str:
        """The table of every version of each key, where the spec asks for one."""
        return self.report + VERSIONS

    def is_quoted(self, layout: Layout, delimiter: str) -> bool:
        """Whether fields may be quoted; `auto`: every text but one with tabs."""
        chosen = self.quoting if layout.quoting is None else layout.quoting
        return delimiter != "\t" if chosen == "auto" else bool(chosen)

    def column(self, name: str) -> Column:
        """The column of that name. Raises SpecError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise SpecError(f"{self.report}.yml: there is no column {name!r}.")

    def layout(self, name: str) -> Layout:
        """The layout of that name. Raises SpecError when there is none."""
        for layout in self.layouts:
            if layout.name == name:
                return layout
        raise SpecError(f"{self.report}.yml: there is no layout {name!r}.")
