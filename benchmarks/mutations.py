"""How many small faults the tests would notice.

    python -m benchmarks.mutations measures/querysets measures/models --sample 100 --seed 7 --tests tests/models

copies the project, runs the tests once to see which of them reach which line, then makes one small change after another
(a sample of all that are possible) and runs the tests that reach it, on SQLite, until one fails. A change that none
notices is printed as a difference. The seed that is printed repeats a run. `--in-memory` is the quick way for code
without Django.

Left alone are, by rule, what says nothing of behaviour: strings, docstrings, annotations, log texts, the sizes of
columns, batches and caches, what `zip(strict=True)` and `raise AssertionError` assert, `frozen` and `slots`; and, one
by one with the reason, the changes in `equivalent_mutants.toml`, which no test could notice.

It is our own since it must choose tests by line and share nothing with the checkout that others work in.
"""

import argparse
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path
from random import Random, SystemRandom
from typing import NamedTuple

import coverage
import pytest
from hypothesis import Phase, settings

from benchmarks.pure_mutations import InMemory
from benchmarks.source_changes import Change, changes_of

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = (".git", ".venv", "var", "staticfiles", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache")
PLUGINS = ("-p", "no:cacheprovider", "-p", "benchmarks.mutations")
PYTEST = ("-m", "pytest", "-q", "-x", "--no-migrations", "--engine", "sqlite", *PLUGINS)
OUTPUT = "output.txt"  # of the last run, in the copy
EQUIVALENTS = Path(__file__).with_name("equivalent_mutants.toml")
Report = Callable[[int, str], None]  # of a mutant's place in the sample, and what came of it


class Mutant(NamedTuple):
    """One change of one file, its path relative to the copy."""

    file: str
    change: Change

    def source(self, folder: Path) -> str:
        data = (folder / self.file).read_bytes()
        return (data[: self.change.start] + self.change.text.encode() + data[self.change.end :]).decode()

    def lines(self, folder: Path) -> tuple[str, str]:
        """The line, or lines, that it changes, before and after, without their indentation."""
        data = (folder / self.file).read_bytes()
        start = data.rfind(b"\n", 0, self.change.start) + 1
        end = data.find(b"\n", self.change.end) % (len(data) + 1)
        changed = data[start : self.change.start] + self.change.text.encode() + data[self.change.end : end]
        return data[start:end].decode().strip(), changed.decode().strip()


def mutants_of(folder: Path, paths: list[str]) -> Iterator[Mutant]:
    """Every mutant of these files and folders, in their order."""
    for path in paths:
        named = folder / path
        for file in sorted(named.rglob("*.py")) if named.is_dir() else [named]:
            for change in changes_of(file.read_text(encoding="utf-8")):
                yield Mutant(str(file.relative_to(folder)), change)


def sample_of(mutants: list[Mutant], folder: Path, count: int, seed: int) -> list[Mutant]:
    """`count` of those that a test could notice, in their order; one more that is listed as none moves no other."""
    equivalent = equivalents()
    shuffled = Random(seed).sample(mutants, len(mutants))
    noticeable = (one for one in shuffled if (one.file, *one.lines(folder)) not in equivalent)
    return sorted(islice(noticeable, count))


def equivalents() -> set[tuple[str, str, str]]:
    """File, line before and line after of each change that is proven to be none."""
    listed = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))["equivalent"]
    return {(one["file"], one["before"], one["after"]) for one in listed}


def pytest_configure() -> None:
    """As a plugin of every run: a property that fails is not made smaller first."""
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutations", phases=phases, derandomize=True, database=None, deadline=None)
    settings.load_profile("mutations")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """In the first run: what is executed from here on, fixtures included, is executed for this test."""
    if (running := coverage.Coverage.current()) is not None:
        running.switch_context(item.nodeid)


def first_run(folder: Path, paths: list[str], tests: list[str]) -> coverage.CoverageData:
    """Which tests reach which line; ends the program where a test fails without any change."""
    command = ["-m", "coverage", "run", f"--source={','.join(sorted({Path(path).parts[0] for path in paths}))}"]
    ended = run(folder, [*command, *PYTEST, *tests], None)
    if ended != 0:
        sys.exit(f"{(folder / OUTPUT).read_text()}\nThe tests fail without any change, or there are none.")
    data = coverage.CoverageData(str(folder / ".coverage"))
    data.read()
    return data


def run(folder: Path, arguments: list[str], seconds: float | None) -> int | None:
    """The exit status of Python in the copy, None where it took too long."""
    environment = os.environ | {"DEBUG": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / OUTPUT).open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return None


def tests_of(mutant: Mutant, folder: Path, reached: coverage.CoverageData, tests: list[str]) -> list[str]:
    """The tests that reach the line, the nearest first; all of them for what is executed at import."""
    contexts = set(reached.contexts_by_lineno(str(folder / mutant.file)).get(mutant.change.line, ()))
    return nearest_first(contexts - {""} or (tests if contexts else []), mutant.file)


def nearest_first(tests: Collection[str], file: str) -> list[str]:
    """Those named like the module, then those of its package, then the others: the first to fail ends a run."""
    package, module = Path(file).parts[1].removesuffix(".py"), Path(file).stem

    def distance(test: str) -> tuple[bool, bool, str]:
        path = Path(test.partition("::")[0])
        return module not in path.stem, package not in path.parts, test

    return sorted(tests, key=distance)


def survives(mutant: Mutant, folder: Path, tests: list[str], seconds: float) -> bool:
    """Whether these tests pass with the mutant in place; a run that takes too long counts as a failure."""
    file = folder / mutant.file
    original = file.read_bytes()
    chosen = folder / "chosen-tests"
    chosen.write_text("\n".join(tests), encoding="utf-8")
    file.write_text(mutant.source(folder), encoding="utf-8")
    try:
        return run(folder, [*PYTEST, f"@{chosen}"], seconds) == 0
    finally:
        file.write_bytes(original)


def again(mutant: Mutant, folder: Path) -> str:
    """What is printed of a mutant that no test noticed."""
    return rf"{re.escape(heading(mutant))} (?:survived|unreached)\n{re.escape(difference(mutant, folder))}\n"


def heading(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.change.line}"


def difference(mutant: Mutant, folder: Path) -> str:
    before = (folder / mutant.file).read_text(encoding="utf-8").splitlines()
    lines = difflib.unified_diff(before, mutant.source(folder).splitlines(), lineterm="", n=0)
    return "\n".join(f"    {line}" for line in list(lines)[3:])


def main() -> None:
    """Sample, try and count the mutants in a copy of the project."""
    parser = argparse.ArgumentParser(description="Change the code a little and see which changes no test notices.")
    parser.add_argument("paths", nargs="+", help="files and folders to change")
    parser.add_argument("--tests", nargs="+", required=True, help="files and folders of tests")
    parser.add_argument("--sample", type=int, default=100, help="how many changes to try")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="repeats a sample")
    parser.add_argument("--seconds", type=float, default=120, help="the most that the tests of one change may take")
    parser.add_argument("--again", type=Path, help="an earlier output: try only what survived there, on the same code")
    parser.add_argument("--in-memory", action="store_true", help="change code without Django in forked processes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutations-") as scratch:
        folder = Path(scratch) / "project"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        measure(folder, options)


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Try a sample of the mutants and print those that no test notices."""
    mutants = list(mutants_of(folder, options.paths))
    sample = sample_of(mutants, folder, options.sample, options.seed)
    if options.again:
        output = options.again.read_text(encoding="utf-8")
        sample = [one for one in sample if re.search(again(one, folder), output)]
    print(f"seed {options.seed}: {len(sample)} of {len(mutants)} changes", flush=True)
    counts = Counter[str]()

    def report(number: int, outcome: str) -> None:
        counts[outcome] += 1
        if outcome != "died":
            mutant = sample[number]
            print(f"\n{heading(mutant)} {outcome}\n{difference(mutant, folder)}", flush=True)

    (run_in_memory if options.in_memory else run_in_copy)(sample, folder, options, report)
    print(json.dumps(counts), f"{counts['died'] / max(1, len(sample)):.1%} died", flush=True)


def run_in_copy(sample: list[Mutant], folder: Path, options: argparse.Namespace, report: Report) -> None:
    """Start pytest anew for each mutant."""
    reached = first_run(folder, options.paths, options.tests)
    for number, mutant in enumerate(sample):
        tests = tests_of(mutant, folder, reached, options.tests)
        noticed = bool(tests) and not survives(mutant, folder, tests, options.seconds)
        report(number, "died" if noticed else "survived" if tests else "unreached")


def run_in_memory(sample: list[Mutant], folder: Path, options: argparse.Namespace, report: Report) -> None:
    """The tests are collected in the copy; what is changed outside of functions is tried there with all tests."""
    os.chdir(folder)
    sys.path[:] = [str(folder), *(path for path in sys.path if path not in ("", str(ROOT)))]
    outside: list[int] = []

    def report_or_keep(number: int, outcome: str) -> None:
        outside.append(number) if outcome == "outside" else report(number, outcome)

    changes = [(folder / one.file, one.source(folder), one.change.line) for one in sample]
    imported = ("-s", "-W", "ignore::pytest.PytestAssertRewriteWarning")  # this module, and hypothesis by it
    arguments = [*(word for word in PYTEST[2:] if word != "-x"), *imported, *options.tests]
    pytest.main(arguments, plugins=[InMemory(changes, report_or_keep)])
    for number in outside:
        noticed = not survives(sample[number], folder, options.tests, options.seconds)
        report(number, "died" if noticed else "survived")


if __name__ == "__main__":
    main()
