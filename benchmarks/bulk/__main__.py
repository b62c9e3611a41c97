"""Is a change of very many measures as fast as it is meant to be? `python -m benchmarks.bulk` prints ratios.

On both engines 100,000 measures are given a phase by one UPDATE with an INSERT … SELECT of their history, and in turn
with it as a bulk change, each in a process of its own; the first time the measures have no history, as after
`loaddata`. While one runs, another process saves a measure again and again. It ends with status 1 and names what
missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.api import servers

MEASURES = 100_000
RATIO, MEMORY, WAIT = 4.0, 100.0, 2.0  # times the plain SQL, MiB above idle, seconds
PHASES = ("in_progress", "completed", "suspended", "cancelled", "not_started")  # each round gives every measure another
Figures = dict[str, float]


@dataclass
class Engine:
    """A migrated database of one kind; `missed` are the names of the lines that are not as wanted."""

    name: str
    database: str
    missed: list[str] = field(default_factory=list)

    def process(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "benchmarks.bulk.steps", *arguments]
        settings = servers.environment(
            self.database, DJANGO_SETTINGS_MODULE="policyhub.settings", LOCK_WAIT_SECONDS="300", STATEMENT_SECONDS="0"
        )
        return subprocess.Popen(command, cwd=servers.ROOT, env=settings, stdout=subprocess.PIPE)

    def step(self, *arguments: str) -> Figures:
        """The figures of a step of `steps.py`. Raises RuntimeError where it fails."""
        return figures_of(self.process(*arguments))

    def report(self, name: str, figures: str, value: float, wanted: float | None) -> None:
        """Print a line, and keep its name where it misses what is wanted."""
        missed = wanted is not None and value > wanted
        goal = f"(wanted {wanted:g})" if wanted is not None else ""
        print(f"{self.name:10} {name:34} {figures:38} {value:7.2f} {goal}{'  MISSED' if missed else ''}", flush=True)
        if missed:
            self.missed.append(f"{self.name}: {name}")


def figures_of(process: "subprocess.Popen[bytes]") -> Figures:
    told, _errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    return dict(json.loads(told))


def measure(engine: Engine, measures: int, rounds: int) -> None:
    """The first time, then some rounds in turn with plain SQL, then with another editor, then the undo."""
    engine.step("load", str(measures))
    first = engine.step("change", PHASES[-1])
    changes, plain = [], []
    for phase in PHASES[:rounds]:
        plain.append(engine.step("sql", phase)["seconds"])
        changes.append(engine.step("change", PHASES[3]))
    alone = median(plain)
    spent = median(each["seconds"] for each in changes)
    told = f"{spent:.1f} s, SQL {alone:.1f} s"
    engine.report(f"{measures:,}: time of plain SQL", told, spent / alone, RATIO)
    told = f"{first['seconds']:.1f} s, SQL {alone:.1f} s"
    engine.report(f"{measures:,}: without history, times", told, first["seconds"] / alone, RATIO)
    memory = max(each["bytes"] for each in [first, *changes]) / 2**20
    engine.report(f"{measures:,}: memory above idle, MiB", "", memory, MEMORY)
    with tempfile.TemporaryDirectory() as folder:
        end = Path(folder) / "end"
        other = engine.process("wait", str(end))
        busy = engine.step("change", PHASES[0])["seconds"]
        end.touch()
        engine.report("another's save waits, seconds", f"change {busy:.1f} s", figures_of(other)["seconds"], WAIT)
    undone = engine.step("undo")
    engine.report("undo, times plain SQL", f"{undone['seconds']:.1f} s", undone["seconds"] / alone, None)
    engine.report("undo, memory above idle, MiB", "", undone["bytes"] / 2**20, MEMORY)


def main() -> None:
    """Print the figures of each engine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--measures", type=int, default=MEASURES)
    parser.add_argument("--rounds", type=int, default=3, choices=[1, 2, 3])
    parser.add_argument("--engines", nargs="+", choices=["postgresql", "sqlite"], default=["postgresql", "sqlite"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="policyhub-benchmark-") as folder, servers.postgresql("bulk") as [url]:
        databases = {"postgresql": url, "sqlite": f"sqlite:///{folder}/bulk.sqlite3"}
        engines = [Engine(name, databases[name]) for name in given.engines]
        for engine in engines:
            servers.migrate(engine.database)
            measure(engine, given.measures, given.rounds)
    if missed := [name for engine in engines for name in engine.missed]:
        sys.exit(f"Missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
