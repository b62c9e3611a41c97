"""Is an import as fast as it is meant to be? `python -m benchmarks.importing` measures on both engines, prints ratios.

Both sides of a ratio are taken in turn, each import in a process of its own. Made-up plans (`plans.py`) with two bodies
a measure; --sizes 1000 takes less time. It ends with status 1 and names what missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.api import servers
from benchmarks.importing.plans import fixture_of, plan, revised

SIZES = (1_000, 5_000, 25_000)
FIRST = {"postgresql": 5.0, "sqlite": 3.0}  # times COPY or executemany
AGAIN, REVISED, MEMORY, MATCHING, WAIT = 4.0, 2.5, 6.0, 1.5, 2.0
WAIT_AT = 5_000
WARM_UP = 20  # measures
LARGE = 25_000  # of this size one round has to do


@dataclass
class Engine:
    """A migrated database of one kind; `missed` are the names of the lines that are not as wanted."""

    name: str
    database: str
    missed: list[str] = field(default_factory=list)

    def step(self, name: str, *files: Path) -> dict[str, float]:
        """The figures of a step of `steps.py`."""
        command = [sys.executable, "-m", "benchmarks.importing.steps", name, *map(str, files)]
        settings = servers.environment(
            self.database, DJANGO_SETTINGS_MODULE="policyhub.settings", LOCK_WAIT_SECONDS="300", STATEMENT_SECONDS="0"
        )
        done = subprocess.run(command, cwd=servers.ROOT, env=settings, stdout=subprocess.PIPE, check=True)
        return dict(json.loads(done.stdout))

    def report(self, name: str, figures: str, value: float, wanted: float) -> None:
        """Print a line, and keep its name where it misses what is wanted."""
        verdict = "" if value <= wanted else "  MISSED"
        print(f"{self.name:10} {name:32} {figures:34} {value:6.2f} (wanted {wanted:g}){verdict}", flush=True)
        if verdict:
            self.missed.append(f"{self.name}: {name}")


def measure(engine: Engine, size: int, files: tuple[Path, Path]) -> None:
    """All lines of a plan of this size."""
    document, revision = files
    imports, copies = [], []
    for _round in range(1 if size >= LARGE else 3):
        imports.append(engine.step("first", document))
        copies.append(engine.step("copy")["seconds"])
    spent, copied = median(each["seconds"] for each in imports), median(copies)
    engine.report(
        f"{size:,}: first import", f"{spent:.2f} s, rows alone {copied:.2f} s", spent / copied, FIRST[engine.name]
    )
    memory = median(each["bytes"] for each in imports)
    told = f"{memory / 2**20:.0f} of {document.stat().st_size / 2**20:.0f} MiB"
    engine.report(f"{size:,}: memory", told, memory / document.stat().st_size, MEMORY)
    engine.step("first", document)
    same = engine.step("again", document)
    told = f"{same['seconds']:.2f} s, .values() {same['values']:.2f} s"
    engine.report(f"{size:,}: the same again", told, same["seconds"] / same["values"], AGAIN)
    changed = engine.step("revised", revision)["seconds"]
    engine.report(f"{size:,}: revised", f"{changed:.2f} s", changed / same["seconds"], REVISED)
    if size == WAIT_AT:
        measure_wait(engine, document)


def measure_wait(engine: Engine, document: Path) -> None:
    """How long another editor's save takes while the plan is imported for the first time."""
    engine.step("copy")
    waited = engine.step("wait", document)["seconds"]
    engine.report(f"{WAIT_AT:,}: another's save waits", f"{waited:.2f} s", waited, WAIT)


def measure_matching(engine: Engine, files: dict[int, tuple[Path, Path]]) -> None:
    """Matching alone, a measure, in the largest plan and in the smallest."""
    small, large = (engine.step("matching", *files[size])["seconds"] for size in (min(files), max(files)))
    told = f"{1e6 * large:.0f} µs a measure, {1e6 * small:.0f} µs"
    engine.report(f"matching, {max(files):,} to {min(files):,}", told, large / small, MATCHING)


def write_plans(folder: Path, sizes: Iterable[int]) -> dict[int, tuple[Path, Path]]:
    """The fixtures of a plan of each size and of its revision, and those of a few measures (`steps.warm_up`)."""
    write_plan(folder, "warm-up", WARM_UP)
    return {size: write_plan(folder, str(size), size) for size in sizes}


def write_plan(folder: Path, name: str, size: int) -> tuple[Path, Path]:
    """The fixture of a plan of so many measures, and that of its revision."""
    headings = plan(size)
    document, revision = folder / f"{name}.json", folder / f"{name}-revised.json"
    document.write_bytes(fixture_of(headings, f"plan-{name}"))
    revision.write_bytes(fixture_of(revised(headings), f"plan-{name}"))
    return document, revision


def main() -> None:
    """Print the figures of each size on each engine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="measures a plan")
    parser.add_argument("--engines", nargs="+", choices=FIRST, default=list(FIRST))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="policyhub-benchmark-") as folder, servers.postgresql("imports") as [url]:
        files = write_plans(Path(folder), given.sizes)
        databases = {"postgresql": url, "sqlite": f"sqlite:///{folder}/imports.sqlite3"}
        engines = [Engine(name, databases[name]) for name in given.engines]
        for engine in engines:
            servers.migrate(engine.database)
            for size in given.sizes:
                measure(engine, size, files[size])
                engine.step("copy")  # leaves the tables empty
        measure_matching(engines[0], files)
    if missed := [name for engine in engines for name in engine.missed]:
        sys.exit(f"Missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
