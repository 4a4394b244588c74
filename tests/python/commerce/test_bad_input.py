"""What a person gets wrong is answered by one sentence and code 1, never by a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commerce import __main__ as cli


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with one file."""
    file = tmp_path / "raw" / "costs" / "cogs" / "costs.csv"
    file.parent.mkdir(parents=True)
    file.write_text("sku,unit_cost,currency,effective_from\nMUG,1.00,USD,2025-01-01\n")
    return tmp_path / "raw"


@pytest.fixture
def answer(capsys, monkeypatch, tmp_path):
    """Run the command line in this process; return its code and what it printed."""
    monkeypatch.setattr("commerce.run.LAST_RUN", tmp_path / "last_run.txt")
    monkeypatch.setenv("COLUMNS", "200")

    def run(raw: Path, warehouse: Path) -> tuple[int, str]:
        code = cli.main(["run", "--raw", str(raw), "--warehouse", str(warehouse)])
        captured = capsys.readouterr()
        assert captured.err == ""
        last = captured.out.splitlines()[-1]
        assert (tmp_path / "last_run.txt").read_text() == last + "\n"
        return code, last

    return run


def test_a_missing_raw_folder(answer, tmp_path) -> None:
    code, said = answer(tmp_path / "nothing", tmp_path / "w.duckdb")
    assert (code, said.startswith("Not built: The raw folder")) == (1, True)
    assert said.endswith("nothing does not exist.")


def test_a_raw_folder_that_is_a_file(answer, raw, tmp_path) -> None:
    code, said = answer(raw / "costs" / "cogs" / "costs.csv", tmp_path / "w.duckdb")
    assert code == 1
    assert "RAW must be a folder of exports, but" in said and said.endswith("is a file.")


@pytest.mark.parametrize("hidden", [None, ".DS_Store"])
def test_an_empty_raw_folder(answer, tmp_path, hidden: str | None) -> None:
    empty = tmp_path / "empty" / "shopify"
    empty.mkdir(parents=True)
    if hidden:
        (empty / hidden).touch()
    code, said = answer(tmp_path / "empty", tmp_path / "w.duckdb")
    assert code == 1
    assert "holds no file" in said and "<source>/<report>/" in said
    assert not (tmp_path / "w.duckdb").exists()


def test_a_warehouse_that_is_a_folder(answer, raw, tmp_path) -> None:
    code, said = answer(raw, tmp_path)
    assert code == 1
    assert "must be a file, but" in said


def test_a_warehouse_where_nothing_can_be_written(answer, raw, tmp_path) -> None:
    (tmp_path / "taken").write_text("a file, so no folder")
    code, said = answer(raw, tmp_path / "taken" / "deep" / "w.duckdb")
    assert code == 1
    assert "cannot be written there" in said


def test_a_warehouse_that_is_no_duckdb_file(answer, raw, tmp_path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear customer, " * 1000)
    code, said = answer(raw, other)
    assert code == 1
    assert said.endswith("letter.txt is not a DuckDB file; name another file.")
    assert other.read_text().startswith("Dear customer")


def test_a_warehouse_that_another_program_has_open(answer, raw, tmp_path) -> None:
    warehouse = tmp_path / "w.duckdb"
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    command = [sys.executable, "-c", hold, str(warehouse)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "open\n"
        code, said = answer(raw, warehouse)
        holder.communicate("\n")
    assert code == 1
    assert "is locked by another process" in said
    assert not (tmp_path / "w.landing").exists(), "said before the long step, not after it"


def test_a_warehouse_that_another_run_is_building(answer, raw, tmp_path) -> None:
    hold = (
        "import sys; from pathlib import Path; from commerce.workspace import *\n"
        "with exclusive(open_workspace(Path(sys.argv[1]))): print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", hold, str(tmp_path / "w.duckdb")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        code, said = answer(raw, tmp_path / "w.duckdb")
        holder.communicate("\n")
    assert code == 1
    assert "Another run is building" in said


def test_a_defect_is_said_to_be_one(capsys, monkeypatch, raw, tmp_path) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("commerce.run.LAST_RUN", tmp_path / "last_run.txt")
    monkeypatch.setattr("commerce.run.land_new", broken)
    code = cli.main(["run", "--raw", str(raw), "--warehouse", str(tmp_path / "w.duckdb")])
    captured = capsys.readouterr()
    assert code == 1
    assert "boom" in captured.err
    assert "a defect of this program (RuntimeError)" in captured.out.splitlines()[-1]
