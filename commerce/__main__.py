"""The command line: `python -m commerce run|close|checksums|land|load|docs|erase|runs|bench|lock`,

`notes` and for an AWS account `package|deploy|undeploy`.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

from rich.console import Console

from commerce.console import new_console
from commerce.errors import UserError
from commerce.workspace import DEFAULT_RAW, DEFAULT_WAREHOUSE, ROOT


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m commerce",
        description="True profit from raw exports: land, build, print.",
        epilog="Exit codes: 0 all landed and all gates passed; 3 built, but some files or rows "
        "were rejected; 1 not built. The last line says which.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    places = argparse.ArgumentParser(add_help=False)
    places.add_argument(
        "--raw", type=Path, default=DEFAULT_RAW, help="folder of exports (default: %(default)s)"
    )
    places.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: %(default)s)",
    )
    landing = argparse.ArgumentParser(add_help=False)
    landing.add_argument(
        "--replay",
        action="store_true",
        help="read again the files of which something did not land (a changed spec does so itself)",
    )
    landing.add_argument(
        "--as_arrived",
        action="store_true",
        help="land an empty state anew as it once grew, by the moments at which files were written "
        "(infra/README.md, Restore from raw)",
    )
    run = commands.add_parser(
        "run", parents=[places, landing], help="land, build and print the profit and loss"
    )
    run.add_argument(
        "--rebuild",
        action="store_true",
        help="build everything anew, also when nothing has changed",
    )
    run.add_argument(
        "--unit_tests", action="store_true", help="run dbt's unit tests of the SQL too"
    )
    run.add_argument("--verbose", action="store_true", help="a tie-out line for every file")
    run.add_argument("--vars", default="", metavar="YAML", help="dbt variables, as dbt takes them")
    commands.add_parser(
        "land", parents=[places, landing], help="land only, for plain dbt to build on"
    )
    load = commands.add_parser(
        "load",
        help="load what landed into Redshift",
        description="Redshift is named by REDSHIFT_HOST and REDSHIFT_DATABASE, or by "
        "REDSHIFT_SECRET; see commerce/redshift.py.",
    )
    load.add_argument(
        "--state", required=True, help="s3://bucket/prefix that landing wrote its state to"
    )
    load.add_argument(
        "--iam_role", required=True, help="ARN of the role that Redshift reads the bucket with"
    )
    close = commands.add_parser("close", help="print one month as finance closes it")
    close.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: %(default)s)",
    )
    close.add_argument(
        "--month",
        default="",
        help="calendar month 2026-05 or fiscal period 2026-P05 (default: the newest)",
    )
    checksums = commands.add_parser(
        "checksums",
        help="print one checksum per mart and report, to compare two warehouses",
        description="What names the run that made a row is left out: commerce/checksums.py.",
    )
    checksums.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: %(default)s)",
    )
    docs = commands.add_parser("docs", parents=[places], help="write build/docs/index.html")
    docs.add_argument(
        "--redshift",
        action="store_true",
        help="of what stands there, by the target redshift of profiles.yml",
    )
    erase = commands.add_parser("erase", help="take one person out of everything that landed")
    erase.add_argument(
        "--raw", default=str(DEFAULT_RAW), help="searched for the person (default: %(default)s)"
    )
    erase.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: %(default)s)",
    )
    erase.add_argument("--email", action="append", default=[], help="may be given several times")
    erase.add_argument(
        "--phone", action="append", default=[], help="with its country code, such as +14155550100"
    )
    erase.add_argument(
        "--state", help="folder or s3://bucket/prefix (default: the state beside the warehouse)"
    )
    erase.add_argument("--pii_secret", help="secret of AWS that holds the pseudonym key")
    bench = commands.add_parser(
        "bench", help="landing against plain Spark, the fee models, or those of attribution"
    )
    bench.add_argument("--rows", type=int, default=200_000, help="rows (default: %(default)s)")
    bench.add_argument("--orders", type=int, help="build so many order lines instead")
    bench.add_argument(
        "--growth", type=int, help="build a tenth of so many order lines, all, and one day more"
    )
    bench.add_argument("--touches", type=int, help="credit so many touches instead")
    runs = commands.add_parser(
        "runs",
        help="record the last run of dbt in the warehouse",
        description="For plain dbt; `run` records by itself. Redshift is named as for `load`.",
    )
    runs.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: %(default)s)",
    )
    runs.add_argument(
        "--record", type=Path, required=True, metavar="TARGET", help="dbt's target folder"
    )
    runs.add_argument("--redshift", action="store_true", help="record there, not in a DuckDB file")
    commands.add_parser("lock", help="write requirements.lock from pyproject.toml")
    commands.add_parser("package", help="write what a deployment takes along to build/package")
    for name, what in (
        ("deploy", "create or update the stacks of an environment, in order"),
        ("undeploy", "delete the stacks of an environment; raw exports are kept"),
    ):
        stacks = commands.add_parser(name, help=what)
        stacks.add_argument(
            "--environment", required=True, help="its parameters are infra/parameters/<name>.json"
        )
        if name == "undeploy":
            stacks.add_argument("--yes", action="store_true", help="do it")
    notes = commands.add_parser("notes", help="write build/release_notes.md for a release")
    notes.add_argument("--tag", required=True, help="v and the version of pyproject.toml")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. UserError is one sentence; the rest is a defect."""
    options = parser().parse_args(arguments)
    console = new_console()
    try:
        code, line = dispatch(options, console)
    except UserError as error:
        code, line = 1, f"Not built: {error}" if options.command == "run" else str(error)
    except KeyboardInterrupt:
        code, line = 1, "Stopped by the keyboard; the next run takes up from here."
    except Exception as error:
        traceback.print_exc()
        code, line = 1, f"Stopped by a defect of this program ({type(error).__name__}), see above."
    console.print(line, style=None if code == 0 else "yellow" if code == 3 else "red", markup=False,
                  soft_wrap=True)  # fmt: skip
    if options.command == "run":
        record_last_line(line)
    return code


def dispatch(options: argparse.Namespace, console: Console) -> tuple[int, str]:
    """Call the command; return its exit code and its last line. Raises UserError."""
    # Each command imports what it needs: the help text does not wait for DuckDB and Arrow.
    if options.command == "lock":
        from commerce import lock

        return 0, lock.write(ROOT)
    if options.command == "package":
        from commerce import package

        return package.run()
    if options.command in ("deploy", "undeploy"):
        from commerce import deploy

        if options.command == "deploy":
            return deploy.run(options.environment, console)
        return deploy.run_undeploy(options.environment, options.yes, console)
    if options.command == "notes":
        from commerce import release

        return 0, release.write(ROOT, options.tag)
    if options.command == "bench":
        from commerce import bench, bench_attribution, bench_build, bench_growth

        if options.touches:
            return 0, bench_attribution.run(options.touches, console)
        if options.growth:
            return 0, bench_growth.run(options.growth, console)
        if options.orders:
            return 0, bench_build.run(options.orders, console)
        return 0, bench.run(options.rows, console)
    if options.command == "erase":
        from commerce import erase

        return erase.run(options, console)
    if options.command == "load":
        from commerce import load, redshift

        return load.run(options.state, redshift.place_of(), options.iam_role, console)
    if options.command == "runs":
        import os

        from commerce import redshift, runs, workspace

        return runs.run(
            options.record,
            workspace.Workspace(options.warehouse.absolute()),
            redshift.place_of() if options.redshift else None,
            os.environ.get("COMMERCE_SCHEMA", "prod"),
        )
    if options.command == "close":
        from commerce import close, workspace

        return close.run(workspace.Workspace(options.warehouse.absolute()), options.month, console)
    if options.command == "checksums":
        from commerce import checksums, workspace

        return checksums.run(workspace.Workspace(options.warehouse.absolute()))
    from commerce import docs, run, workspace

    if options.command == "run":
        return run.run(
            options.raw,
            options.warehouse,
            console,
            rebuild=options.rebuild,
            verbose=options.verbose,
            variables=options.vars,
            replay=options.replay,
            unit_tests=options.unit_tests,
            as_arrived=options.as_arrived,
        )
    if options.command == "land":
        workspace.check_raw(options.raw)
        place = workspace.open_workspace(options.warehouse)
        with workspace.exclusive(place):
            landed = run.land_new(options.raw, place, console, options.replay, options.as_arrived)
            run.load(place)
        rejected = landed.has_rejections
        return (3 if rejected else 0), "Landed" + (", with rejections." if rejected else ".")
    if options.redshift:
        return docs.run_on_redshift()
    return docs.run(options.raw, options.warehouse, console)


def record_last_line(line: str) -> None:
    """Keep the last line of a run for make to repeat, where the folder can be written."""
    from commerce.run import LAST_RUN

    try:
        LAST_RUN.parent.mkdir(exist_ok=True)
        LAST_RUN.write_text(line + "\n", encoding="utf-8")
    except OSError:
        return


if __name__ == "__main__":
    sys.exit(main())
