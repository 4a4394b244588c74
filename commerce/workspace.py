"""Where a warehouse and what belongs to it lie, and whether they can be used."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from commerce.errors import UserError

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_RAW = Path("data/sample")
DEFAULT_WAREHOUSE = Path("build/warehouse.duckdb")


@dataclass(frozen=True)
class Workspace:
    """A warehouse file and its companions beside it, so that two brands never mix."""

    warehouse: Path

    @property
    def landing(self) -> Path:
        """Landed Parquet, quarantine and row ledger: the state of glue.landing."""
        return self.warehouse.with_name(f"{self.warehouse.stem}.landing")

    @property
    def dbt(self) -> Path:
        """dbt's target and logs for this warehouse, and what the last build was made of."""
        return self.warehouse.with_name(f"{self.warehouse.stem}.dbt")

    def connect(self, read_only: bool = True) -> duckdb.DuckDBPyConnection:
        """Open the warehouse; raises UserError when it is locked or no DuckDB file."""
        try:
            return duckdb.connect(str(self.warehouse), read_only=read_only)
        except duckdb.Error as error:
            raise UserError(_why_not_opened(self.warehouse, str(error))) from error


def shown(path: Path) -> str:
    """Return `path` as a person would type it: relative to the current folder when inside it."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else path)


def open_workspace(warehouse: Path) -> Workspace:
    """Make the folder of `warehouse` and open the file once, before any long step starts.

    Raises UserError when the path is a folder, cannot be written, is no DuckDB file or is locked.
    """
    workspace = Workspace(warehouse.absolute())
    if warehouse.is_dir():
        raise UserError(f"The warehouse must be a file, but {shown(warehouse)} is a folder.")
    try:
        workspace.warehouse.parent.mkdir(parents=True, exist_ok=True)
        workspace.dbt.mkdir(exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(
            f"The warehouse {shown(warehouse)} cannot be written there: {reason}."
        ) from error
    if not os.access(workspace.warehouse.parent, os.W_OK):
        raise UserError(f"The warehouse {shown(warehouse)} cannot be written there: read-only.")
    return workspace


def check_raw(raw: Path) -> None:
    """Raise UserError unless `raw` is a folder with at least one file that is not hidden."""
    if not raw.exists():
        raise UserError(f"The raw folder {shown(raw)} does not exist.")
    if not raw.is_dir():
        raise UserError(f"RAW must be a folder of exports, but {shown(raw)} is a file.")
    files = (path for path in raw.rglob("*") if path.is_file())
    if not any(not path.name.startswith(".") for path in files):
        raise UserError(
            f"The raw folder {shown(raw)} holds no file: exports go under "
            "[<store>/]<source>/<report>/, for example shopify/orders/orders_export.csv."
        )


@contextmanager
def exclusive(workspace: Workspace) -> Iterator[None]:
    """Hold the warehouse for one run; raises UserError when another run or program holds it."""
    with (workspace.dbt / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UserError(
                f"Another run is building the warehouse {shown(workspace.warehouse)}; "
                "wait for it to end."
            ) from error
        workspace.connect(read_only=False).close()
        yield


def _why_not_opened(warehouse: Path, error: str) -> str:
    """Turn DuckDB's message into one sentence."""
    if "lock" in error.lower():
        return (
            f"The warehouse {shown(warehouse)} is locked by another process; close the program "
            "that has it open and run again."
        )
    if "not a valid DuckDB" in error:
        return f"The warehouse {shown(warehouse)} is not a DuckDB file; name another file."
    return f"The warehouse {shown(warehouse)} cannot be opened: {error.splitlines()[0]}"
