"""The restore drill: all but the raw folder is deleted, and the runbook's own lines bring it back.

Who relies on it: whoever has lost the warehouse. A figure that hangs on something beside the raw
exports, or on how the warehouse grew, comes back as another one, and nobody would see it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from commerce.__main__ import main
from commerce.checksums import COLUMNS_OF_THE_RUN, RELATIONS_OF_RUNS
from commerce.templates import INFRA
from glue.landing import engine
from tests.python.incremental.brand import Brand, Export
from tests.python.incremental.warehouse import KEY, Warehouse

pytestmark = pytest.mark.dear

RUNBOOK = (INFRA / "README.md").read_text("utf-8")
# A brand that grew in two deliveries: the later one has orders and visits told before.
LATE = ("shopify/orders", "web/sessions")
CAME = (1_767_600_000, 1_767_686_400)


def drill() -> list[str]:
    """The lines of the drill, as the chapter has them."""
    (chapter,) = re.findall(r"^## Restore from raw\n(.*?)^## ", RUNBOOK, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"(?:^    .+\n)+", chapter, re.MULTILINE)
    return [line.strip() for line in blocks[0].splitlines()]


def perform(line: str, environment: dict[str, str]) -> int:
    """Run one line here; the exit code. Commands of the project run within this process."""
    if line.startswith("export "):
        name, _, value = line.removeprefix("export ").partition("=")
        said = subprocess.run(
            ["bash", "-euc", f"printf %s {value}"], capture_output=True, text=True, check=True
        )
        environment[name] = said.stdout
        return 0
    words = shlex.split(line)
    if words[:3] != ["python", "-m", "commerce"]:
        return subprocess.run(["bash", "-euc", line], check=False).returncode
    arguments, place = words[3:], None
    if ">" in arguments:
        arguments, place = arguments[: arguments.index(">")], arguments[-1]
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        for name, value in environment.items():
            patch.setenv(name, value)
        code = main(arguments)
    if place and code == 0:
        Path(place).write_text(said.getvalue(), encoding="utf-8")
    else:
        print(said.getvalue())
    return code


def put(books: Warehouse, exports: list[Export], moment: int) -> None:
    """Files that come at a moment, and land then."""
    for export in exports:
        path = books.raw / export.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(export.content)
        os.utime(path, (moment, moment))
    engine.land(books.raw, books.workspace.landing, pii_key=KEY, as_arrived=True)


def test_what_is_rebuilt_from_raw_alone_tells_the_same_to_the_last_row(
    spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    books = Warehouse(tmp_path, "build/warehouse.duckdb")
    exports = [export for delivery in Brand(0, 3).deliveries for export in delivery]
    late = [e for e in exports if e.path.startswith(LATE) and not e.path.endswith("_0.csv")]
    put(books, [export for export in exports if export not in late], CAME[0])
    (books.workspace.landing / "pii.key").write_bytes(KEY)
    put(books, late, CAME[1])
    books.load()
    books.build()
    # The drill's commands open the file themselves.
    DuckDBConnectionManager.close_all_connections()

    before, export, delete, *again = drill()
    environment: dict[str, str] = {}
    for line in (before, export, delete):
        assert perform(line, environment) == 0, line
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "before.txt", "build"}
    assert list((tmp_path / "build").iterdir()) == []
    for line in again:
        assert perform(line, environment) == 0, line

    told = (tmp_path / "after.txt").read_text("utf-8").splitlines()
    rows = {line.split()[0]: int(line.split()[1]) for line in told}
    assert len(rows) > 50 and rows["marts.fact_ledger_events"] > 500
    assert sum(count == 0 for count in rows.values()) < len(rows) / 3

    # One cent of one row shows, and where.
    with duckdb.connect("build/warehouse.duckdb") as connection:
        connection.execute(
            "update marts.fact_pnl_lines set source_amount = source_amount + 0.01 where rowid = "
            "(select max(rowid) from marts.fact_pnl_lines)"
        )
    *_, after, compare = again
    assert perform(after, environment) == 0
    assert perform(compare, environment) == 1
    other = (tmp_path / "after.txt").read_text("utf-8").splitlines()
    changed = [line.split()[0] for line in other if line not in told]
    assert changed == ["marts.fact_pnl_lines"]


def test_what_the_checksums_leave_out_is_what_the_runbook_says() -> None:
    for name in (*COLUMNS_OF_THE_RUN, *RELATIONS_OF_RUNS):
        assert f"`{name}`" in RUNBOOK
    assert len(COLUMNS_OF_THE_RUN) == 1 and len(RELATIONS_OF_RUNS) == 2
