"""Take one person out of everything that landed, and say what only the user can do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from commerce.console import step
from commerce.errors import UserError
from commerce.notices import count
from commerce.workspace import Workspace, exclusive, open_workspace, shown
from glue.landing import pii
from glue.landing.erase import Erasure, erase, identity_hashes
from glue.landing.errors import LandingError
from glue.landing.holders import Holders, holders
from glue.landing.secret import key_from_secret
from glue.landing.state import MANIFEST


def run(options: argparse.Namespace, console: Console) -> tuple[int, str]:
    """Erase the person of options.email and options.phone; return exit code and last line.

    Code 3 when raw files still hold the person. Raises UserError when nothing can be erased.
    """
    try:
        if options.state is not None:
            if not _remote(options.state) and not (Path(options.state) / MANIFEST).exists():
                raise UserError(f"There is no landing state in {options.state}.")
            done, found = _erase(options.state, options, console)
            return _said(done, found, [], console)
        workspace = Workspace(options.warehouse.absolute())
        if not (workspace.landing / MANIFEST).exists():
            raise UserError(f"There is no landing state in {shown(workspace.landing)}.")
        workspace = open_workspace(options.warehouse)
        with exclusive(workspace):
            removed: list[Path] = []

            def remove_built(done: Erasure) -> None:
                if done.rows_history:
                    removed.extend(_remove_built(workspace))

            done, found = _erase(workspace.landing, options, console, remove_built)
        return _said(done, found, removed, console)
    except LandingError as error:
        raise UserError(str(error)) from error


def _erase(
    state: str | Path,
    options: argparse.Namespace,
    console: Console,
    before_publish: Callable[[Erasure], None] = lambda done: None,
) -> tuple[Erasure, Holders | None]:
    key = key_from_secret(options.pii_secret) if options.pii_secret else pii.load_key(state)
    person = identity_hashes(key, options.email, options.phone)
    with step(console, f"Erasing from {state}") as running:
        done = erase(state, pii_key=key, person=person, before_publish=before_publish)
        if not _remote(options.raw) and not Path(options.raw).is_dir():
            return done, None
        running.say(f"Searching {options.raw} for raw files that hold the person")
        found = holders(
            options.raw,
            pii_key=key,
            person=person,
            progress=lambda text: running.update(None, None, text),
        )
    return done, found


def _remote(place: str) -> bool:
    return place.startswith("s3://")


def _remove_built(workspace: Workspace) -> list[Path]:
    """Remove the warehouse file: it was built with the person, and freed pages keep their bytes."""
    workspace.warehouse.with_name(f"{workspace.warehouse.name}.wal").unlink(missing_ok=True)
    if not workspace.warehouse.exists():
        return []
    workspace.warehouse.unlink()
    (workspace.dbt / "built.json").unlink(missing_ok=True)
    return [workspace.warehouse]


def _said(
    done: Erasure, found: Holders | None, removed: list[Path], console: Console
) -> tuple[int, str]:
    """Print what is left to the user; return the exit code and the last line."""
    for path in removed:
        console.print(
            f"The warehouse {shown(path)} was built with this person and is removed: "
            "`make run` builds it anew.",
            markup=False,
            soft_wrap=True,
        )
    if found is None:
        console.print("No raw folder was searched: --raw names it.")
    for path in found.found if found else ():
        console.print(
            f"  {path}: holds this person; raw files are yours, remove the person there, too.",
            markup=False,
            soft_wrap=True,
        )
    for path, reason in found.unsearched if found else ():
        console.print(f"  {path}: could not be searched ({reason}).", markup=False, soft_wrap=True)
    if done.batch_id:
        line = (
            f"Erased: {count(done.rows_history, 'landed row')} "
            f"({done.rows_current:,} of them current) lost their personal hashes and "
            f"{count(done.rows_quarantine, 'quarantined record')} the text; they cannot land again."
        )
    else:
        line = "Nothing to erase: what landed is already without this person."
    if found and found.found:
        noun = "raw file still holds" if len(found.found) == 1 else "raw files still hold"
        return 3, f"{line} {len(found.found)} {noun} the person; see above."
    return 0, line
