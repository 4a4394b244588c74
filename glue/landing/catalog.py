"""The catalog of report specs: every YAML file of glue/specs, read and validated.

Everything that differs between reports stands in these files, so that a new format is a new file
and a test. A wrong entry is named in a SpecError before any export is read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from glue.landing.errors import SpecError
from glue.landing.layouts import read_layout
from glue.landing.spec import (
    DEFAULT_BYTES,
    MAX_BYTES,
    MODES,
    PII_KINDS,
    SPARK_TYPES,
    Alias,
    Column,
    Control,
    Load,
    ReportSpec,
)

VOCABULARIES = ("currencies",)
TENANT_KINDS = ("marketplace", "currency", "seller")
_AMOUNTS = ("money", "rate")
_TOP = {
    "report", "title", "load", "columns", "layouts", "encodings", "encoding_hints",
    "hinted_encodings", "delimiters", "quoting", "nulls", "no_data", "decimal",
    "currency_symbols", "preamble", "control", "masked", "carry", "formats",
    "max_quarantine_ratio", "amounts_in", "tenant", "new_columns", "also_in",
}  # fmt: skip
_COLUMN = {
    "name", "type", "from", "capture", "required", "strict", "nulls", "formats", "zone", "pii",
    "country", "attributes", "local_date_of", "zone_by", "one_of", "max_bytes",
    "vocabulary", "amount_in", "spelled", "words", "hashed",
}  # fmt: skip


class SpecReader:
    """Reads the entries of one spec and raises SpecError with its name in front."""

    def __init__(self, report: str) -> None:
        self.report = report

    def fail(self, sentence: str) -> SpecError:
        return SpecError(f"{self.report}.yml: {sentence}")

    def check_keys(self, where: str, entry: Any, allowed: set[str]) -> None:
        if not isinstance(entry, dict):
            raise self.fail(f"{where} must be a mapping.")
        unknown = sorted(set(entry) - allowed)
        if unknown:
            raise self.fail(f"{where} has the unknown entry {unknown[0]!r}.")

    def names(self, where: str, value: Any) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(f"{where} must be a list of texts.")
        return tuple(value)

    def aliases(self, where: str, value: Any) -> tuple[Alias, ...]:
        items = value if isinstance(value, list) else [value] if value is not None else []
        found = []
        for item in items:
            if isinstance(item, str):
                found.append(Alias(item))
            elif isinstance(item, dict) and set(item) <= {"regex", "label"} and "regex" in item:
                self.check_regex(where, item["regex"])
                found.append(Alias(item.get("label", item["regex"]), item["regex"]))
            else:
                raise self.fail(f"{where} must hold header texts or {{regex: ..., label: ...}}.")
        return tuple(found)

    def check_regex(self, where: str, pattern: str) -> None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise self.fail(f"{where} is not a regular expression ({error}).") from error

    def column(self, entry: Any, formats: dict[str, Any], amounts_in: str | None) -> Column:
        self.check_keys("a column", entry, _COLUMN)
        name, kind = entry.get("name"), entry.get("type", "text")
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise self.fail(f"column name {name!r} is not lower snake case.")
        where = f"column {name}"
        if kind not in SPARK_TYPES:
            raise self.fail(f"{where} has the unknown type {kind!r}.")
        pii = entry.get("pii")
        if pii is not None and pii not in PII_KINDS:
            raise self.fail(f"{where} has the unknown pii kind {pii!r}.")
        aliases = self.aliases(where, entry.get("from"))
        captures = self.names(where, entry.get("capture"))
        derived = entry.get("local_date_of")
        if (derived is None) == (not aliases and not captures):
            raise self.fail(f"{where} needs either from/capture or local_date_of.")
        own = self.names(where, entry.get("formats")) or self.names(where, formats.get(kind))
        if kind in ("date", "timestamp") and derived is None and not own:
            raise self.fail(f"{where} needs formats.")
        if entry.get("vocabulary") not in (None, *VOCABULARIES):
            raise self.fail(f"{where} has the unknown vocabulary {entry['vocabulary']!r}.")
        must = kind in _AMOUNTS or bool(entry.get("required") or entry.get("vocabulary"))
        strict = bool(entry.get("strict", must))
        nulls = entry.get("nulls")
        text = kind in ("text", "id")
        max_bytes = entry.get("max_bytes", DEFAULT_BYTES[kind] if text and not pii else 0)
        if max_bytes not in range(MAX_BYTES + 1) or (max_bytes and not text):
            raise self.fail(f"{where} needs max_bytes between 1 and 65535, for text only.")
        return Column(
            name=name,
            type=kind,
            aliases=aliases,
            captures=captures,
            required=bool(entry.get("required", False)),
            strict=strict,
            nulls=None if nulls is None else frozenset(self.names(where, nulls)) | {""},
            formats=own,
            zone=entry.get("zone"),
            pii=pii,
            country=self.aliases(where, entry.get("country")),
            attributes=self.names(where, entry.get("attributes")),
            local_date_of=derived,
            zone_by=self.names(where, entry.get("zone_by")),
            one_of=frozenset(self.names(where, entry.get("one_of"))),
            vocabulary=entry.get("vocabulary"),
            max_bytes=max_bytes,
            hashed=bool(entry.get("hashed", True)),
            spelled=bool(entry.get("spelled", False)),
            words=dict(entry.get("words") or {}),
            amount_in=entry.get("amount_in", amounts_in if strict and kind == "money" else None),
        )

    def quoting(self, value: Any) -> bool | str:
        if value is not True and value is not False and value != "auto":
            raise self.fail("quoting must be true, false or auto.")
        return value

    def tenant(self, entry: Any) -> dict[str, str]:
        self.check_keys("tenant", entry or {}, set(TENANT_KINDS))
        return {kind: str(column) for kind, column in (entry or {}).items()}

    def control(self, entry: Any) -> Control:
        self.check_keys("control", entry, {"blank", "finest", "filled", "first_cell", "label"})
        if entry.get("first_cell") is not None:
            self.check_regex("control first_cell", entry["first_cell"])
        return Control(
            blank=self.names("control blank", entry.get("blank")),
            finest=self.names("control finest", entry.get("finest")),
            filled=self.names("control filled", entry.get("filled")),
            first_cell=entry.get("first_cell"),
            label=entry.get("label"),
        )

    def load(self, entry: Any) -> Load:
        self.check_keys(
            "load",
            entry,
            {"mode", "key", "instead", "unique", "version", "as_of", "days", "versions", "levels"},
        )
        if entry.get("mode") not in MODES:
            raise self.fail(f"load mode must be one of {', '.join(MODES)}.")
        if not entry.get("key"):
            raise self.fail("load needs a key.")
        instead = entry.get("instead") or {}
        if not isinstance(instead, dict) or not set(instead) <= set(entry["key"]):
            raise self.fail("load instead must name columns of the key.")
        return Load(
            mode=entry["mode"],
            key=self.names("load key", entry["key"]),
            instead=tuple((str(name), str(other)) for name, other in instead.items()),
            unique=bool(entry.get("unique", False)),
            version=entry.get("version"),
            as_of=self.names("load as_of", entry.get("as_of")),
            days=self.names("load days", entry.get("days", entry.get("as_of"))),
            versions=bool(entry.get("versions", False)),
            levels=tuple(self.names("load levels", item) for item in entry.get("levels") or ()),
        )


def parse_spec(report: str, body: Any) -> ReportSpec:
    """A validated spec from the parsed YAML `body`. Raises SpecError naming the wrong entry."""
    read = SpecReader(report)
    read.check_keys("the spec", body, _TOP)
    if body.get("report") != report or "__" not in report:
        raise read.fail(f"report must be {report!r}, as the file is named.")
    for entry in ("load", "columns", "layouts"):
        if not body.get(entry):
            raise read.fail(f"{entry} is missing.")
    formats = body.get("formats") or {}
    amounts_in = body.get("amounts_in")
    columns = tuple(read.column(entry, formats, amounts_in) for entry in body["columns"])
    carry = body.get("carry")
    if carry is not None:
        read.check_keys("carry", carry, {"column", "per"})
        carry = (carry["column"], carry["per"])
    for pattern in read.names("preamble", body.get("preamble")):
        read.check_regex("preamble", pattern)
    spec = ReportSpec(
        report=report,
        title=body.get("title", report),
        load=read.load(body["load"]),
        columns=columns,
        layouts=tuple(read_layout(read, entry) for entry in body["layouts"]),
        encodings=read.names("encodings", body.get("encodings", ["utf-8", "cp1252"])),
        encoding_hints={
            name: read.names("encoding_hints", hints)
            for name, hints in (body.get("encoding_hints") or {}).items()
        },
        hinted_encodings=read.names("hinted_encodings", body.get("hinted_encodings")),
        delimiters=read.names("delimiters", body.get("delimiters", [","])),
        quoting=read.quoting(body.get("quoting", True)),
        nulls=frozenset(read.names("nulls", body.get("nulls"))) | {""},
        no_data=frozenset(read.names("no_data", body.get("no_data"))),
        decimal=body.get("decimal", "point"),
        currency_symbols=read.names("currency_symbols", body.get("currency_symbols")),
        preamble=read.names("preamble", body.get("preamble")),
        control=tuple(read.control(entry) for entry in body.get("control") or ()),
        masked=read.names("masked", body.get("masked")),
        carry=carry,
        tenant=read.tenant(body.get("tenant")),
        max_quarantine_ratio=float(body.get("max_quarantine_ratio", 0.5)),
        new_columns=body.get("new_columns", "record"),
        also_in=read.names("also_in", body.get("also_in")),
    )
    _check_references(read, spec)
    return spec


def _check_references(read: SpecReader, spec: ReportSpec) -> None:
    names = [column.name for column in spec.columns]
    if len(set(names)) != len(names):
        raise read.fail("a column name stands twice.")
    if spec.decimal not in ("point", "comma", "auto"):
        raise read.fail("decimal must be point, comma or auto.")
    if spec.new_columns not in ("record", "refuse"):
        raise read.fail("new_columns must be record or refuse.")
    for name in spec.hinted_encodings:
        if name not in spec.encodings or not spec.encoding_hints.get(name):
            raise read.fail(f"hinted_encodings needs {name!r} among encodings and encoding_hints.")
    known = set(names)
    used = {"load as_of": spec.load.as_of, "load days": spec.load.days}
    used["load key"] = tuple(name for name in spec.load.key if name != "_layout")
    used["load instead"] = tuple(other for _, other in spec.load.instead)
    used["load version"] = (spec.load.version,) if spec.load.version else ()
    used["carry"] = spec.carry or ()
    used["tenant"] = tuple(spec.tenant.values())
    for layout in spec.layouts:
        named = tuple(layout.headerless.positions) if layout.headerless else ()
        used[f"layout {layout.name}"] = (
            *layout.required, *layout.any_of, *layout.constants, *named,
        )  # fmt: skip
    for rule in spec.control:
        label = (rule.label,) if rule.label else ()
        used["control"] = rule.blank + rule.finest + rule.filled + label
    for column in spec.columns:
        zone_by = tuple(name for name in column.zone_by if name != "_carry")
        derived = (column.local_date_of,) if column.local_date_of else ()
        used[f"column {column.name}"] = (
            *zone_by, *derived, *([column.amount_in] if column.amount_in else []),
        )  # fmt: skip
    for where, references in used.items():
        for name in references:
            if name not in known:
                raise read.fail(f"{where} names the unknown column {name!r}.")
    ranked = sorted(name for level in spec.load.levels for name in level)
    if ranked and ranked != sorted(layout.name for layout in spec.layouts):
        raise read.fail("load levels must name each layout once.")
    if ranked and not spec.load.as_of:
        raise read.fail("load levels needs as_of.")
    if spec.load.mode == "snapshot" and not spec.load.unique:
        raise read.fail("the key of a snapshot must be unique.")
    dated = spec.load.mode != "document" and not spec.load.version
    if spec.load.versions and not dated:
        raise read.fail(
            "versions are kept of a snapshot, multiset or entity_replace that names no version."
        )
    # An erasure looks at history and current tables only.
    if spec.load.versions and any(column.pii for column in spec.columns):
        raise read.fail("versions are not kept of a report with personal columns.")


@lru_cache(maxsize=1)
def load_specs() -> dict[str, ReportSpec]:
    """Every spec of glue/specs by report name, sorted. Raises SpecError on the first wrong one."""
    specs = {}
    for entry in sorted(resources.files("glue.specs").iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yml") and "__" in entry.name:
            report = entry.name[: -len(".yml")]
            text = entry.read_text(encoding="utf-8")
            try:
                body = yaml.safe_load(text)
            except yaml.YAMLError as error:
                raise SpecError(f"{entry.name}: not readable as YAML ({error}).") from error
            spec = parse_spec(report, body)
            specs[report] = replace(spec, sha256=hashlib.sha256(text.encode()).hexdigest())
    return specs


@lru_cache(maxsize=1)
def load_minor_units() -> dict[str, int]:
    """Decimal places by upper-case currency code, of those that have other than two."""
    body = yaml.safe_load((resources.files("glue.specs") / "minor_units.yml").read_text("utf-8"))
    return {code: places for places, codes in body.items() for code in codes}


@lru_cache(maxsize=1)
def load_zones() -> dict[str, str]:
    """Time zone by lower-case marketplace name or currency code (glue/specs/zones.yml)."""
    body = yaml.safe_load((resources.files("glue.specs") / "zones.yml").read_text("utf-8"))
    return {key.lower(): zone for group in body.values() for key, zone in group.items()}
