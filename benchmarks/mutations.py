"""How many small faults the tests would notice.

    python -m benchmarks.mutations measures/querysets.py measures/models --sample 100 --seed 7 --tests tests/models

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
import ast
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random, SystemRandom
from typing import NamedTuple

import coverage
import pytest
from hypothesis import Phase, settings

from benchmarks.pure_mutations import InMemory

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = (".git", ".venv", "var", "staticfiles", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache")
PLUGINS = ("-p", "no:cacheprovider", "-p", "benchmarks.mutations")
PYTEST = ("-m", "pytest", "-q", "-x", "--no-migrations", "--engine", "sqlite", *PLUGINS)
OUTPUT = "output.txt"  # of the last run, in the copy
SIZES = {"max_length", "batch_size", "chunk_size", "max_digits", "decimal_places", "stacklevel", "maxsize"}
STORAGE = {"frozen", "slots"}  # of a dataclass: without effect on code that keeps to its types
CACHES = {"lru_cache"}
EQUIVALENTS = Path(__file__).with_name("equivalent_mutants.toml")
LOGGERS = {"log", "logger", "logging", "warnings"}
SWAPS: dict[type[ast.AST], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.And: "or",
    ast.Or: "and",
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "//",
    ast.FloorDiv: "*",
    ast.Div: "*",
    ast.Mod: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
}


Report = Callable[[int, str], None]  # of a mutant's place in the sample, and what came of it


class Change(NamedTuple):
    """Bytes `start` to `end` of a file become `text`; the first of them stands on `line`."""

    line: int
    start: int
    end: int
    text: str


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


@dataclass
class Finder(ast.NodeVisitor):
    """Collects the changes that can be made to a source."""

    source: bytes

    def __post_init__(self) -> None:
        self.changes: list[Change] = []
        self.starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def place(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end = self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        return self.starts[node.lineno - 1] + node.col_offset, end

    def text(self, node: ast.expr) -> str:
        start, end = self.place(node)
        return self.source[start:end].decode()

    def replace(self, node: ast.expr | ast.stmt, text: str) -> None:
        self.changes.append(Change(node.lineno, *self.place(node), text))

    def between(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> None:
        """Swap the operator that stands between two operands; brackets may stand there too."""
        swapped = SWAPS.get(type(operator))
        start, end = self.place(left)[1], self.place(right)[0]
        gap = self.source[start:end].decode()
        written = WRITTEN.get(type(operator))
        if swapped and written and gap.count(written) == 1:
            self.changes.append(Change(left.end_lineno or left.lineno, start, end, gap.replace(written, swapped)))

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            self.between(left, operator, right)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.between(left, node.op, right)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not any(is_text(side) for side in (node.left, node.right)):
            self.between(node.left, node.op, node.right)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.USub):
            self.replace(node, f"({self.text(node.operand)})")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.replace(node, str(not node.value))
        elif isinstance(node.value, int | float):
            self.replace(node, f"({node.value} + 1)")

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in self.text(node.test):
            self.negate(node.test)
            self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.negate(test)
        self.generic_visit(node)

    def negate(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare | ast.UnaryOp):  # these have a change of their own
            self.replace(test, f"(not ({self.text(test)}))")

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not is_empty(node.value):
            self.replace(node, "return None")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call) and not is_log(node.value):
            self.replace(node, "pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Break(self, node: ast.Break) -> None:
        self.replace(node, "continue")

    def visit_Continue(self, node: ast.Continue) -> None:
        self.replace(node, "break")

    def visit_Call(self, node: ast.Call) -> None:
        if not is_log(node) and not (isinstance(node.func, ast.Name) and node.func.id in CACHES):
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        if not (isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) == "AssertionError"):
            self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        is_assertion = node.arg == "strict" and isinstance(node.value, ast.Constant) and node.value.value is True
        if node.arg not in SIZES | STORAGE and not is_assertion:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """A text; the places within it are not known before Python 3.12."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """An argument has a name and an annotation, no value."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.decorator_list, node.args, *node.body):
            self.visit(part)


WRITTEN: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.And: "and",
    ast.Or: "or",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Div: "/",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_empty(node: ast.expr) -> bool:
    """None, or what is as false as None where its truth is asked: False, 0, "", [], ()."""
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    return isinstance(node, ast.Constant) and not node.value


def is_log(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in LOGGERS


def changes_of(source: str) -> list[Change]:
    """Every small change that can be made to a source, in its order; each leaves it a program."""
    finder = Finder(source.encode())
    finder.visit(ast.parse(source))
    return sorted(change for change in finder.changes if is_program(source.encode(), change))


def is_program(source: bytes, change: Change) -> bool:
    """Whether the source is still valid Python after the change."""
    try:
        ast.parse(source[: change.start] + change.text.encode() + source[change.end :])
    except SyntaxError:
        return False
    return True


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
    """The tests that reach the line; all of them for what is executed at import."""
    contexts = set(reached.contexts_by_lineno(str(folder / mutant.file)).get(mutant.change.line, ()))
    return sorted(contexts - {""}) or (tests if contexts else [])


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
