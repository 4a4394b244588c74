"""Command line: python -m data.simulator --out data/sample --truth build/truth.json"""

from __future__ import annotations

import argparse
from pathlib import Path

from data.simulator.output import Exporter, truth, write_truth
from data.simulator.world import SEED, build


def main(arguments: list[str] | None = None) -> int:
    """Write the demo brand's exports below --out and, when asked, its truth file."""
    parser = argparse.ArgumentParser(prog="python -m data.simulator", description=main.__doc__)
    parser.add_argument("--out", type=Path, default=Path("data/sample"), help="raw exports go here")
    parser.add_argument(
        "--truth", type=Path, default=Path("build/truth.json"), help="for the tests"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="another brand, same planted cases")
    options = parser.parse_args(arguments)
    world = build(options.seed)
    exporter = Exporter(options.out)
    exporter.write(world)
    write_truth(options.truth, {**truth(world, exporter), "seed": options.seed})
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    print(f"{len(exporter.counts)} files, {size / 1_000_000:.2f} MB in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
