"""The tool that changes code a little (`benchmarks.mutations`) changes what can be wrong and nothing else."""

import gc
from collections.abc import Iterator

import pytest

from benchmarks.mutations import ROOT, Mutant, equivalents, nearest_first
from benchmarks.pure_mutations import functions_and_caches
from benchmarks.source_changes import candidates_of, changes_of, is_program


def changed(source: str) -> list[str]:
    data = source.encode()
    return [(data[: one.start] + one.text.encode() + data[one.end :]).decode() for one in changes_of(source)]


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("a == b", ["a != b"]),
        ("名 < b <= c", ["名 <= b <= c", "名 < b < c"]),
        ("a not in b", ["a in b"]),
        ("x = a and (b) or c", ["x = a or (b) or c", "x = a and (b) and c"]),
        ("x = a + b", ["x = a - b"]),
        ("x = not a", ["x = (a)"]),
        ("x = 3", ["x = (3 + 1)"]),
        ("x = True", ["x = False"]),
        ("if a: b()", ["if (not (a)): b()", "if a: pass"]),
        ("x = [a for a in b if c]", ["x = [a for a in b if (not (c))]"]),
        ("def f():\n return a", ["def f():\n return None"]),
        ("for a in b: break", ["for a in b: continue"]),
    ],
)
def test_each_operator_condition_number_and_call_is_changed(source: str, mutants: list[str]) -> None:
    assert changed(source) == mutants


@pytest.mark.parametrize(
    "source",
    [
        '"""Docstring 1 < 2."""',
        'x = "a" + b',
        'x = f"{a + 1}"',
        "def f(a: int | None) -> Literal[1]: ...",
        "x: int | None",
        'logger.info("%d", 1)',
        "Field(max_length=80)",
        "if TYPE_CHECKING:\n    import a",
        "@lru_cache(256)\ndef f(): ...",
        "for a, b in zip(c, d, strict=True): e",
        "raise AssertionError(text[0])",
        "def f():\n return None",
    ],
)
def test_texts_annotations_logs_and_sizes_are_left_alone(source: str) -> None:
    found = changed(source)
    assert found == ([] if not source.startswith("Field") else ["pass"])


def test_every_change_listed_as_none_is_still_possible() -> None:
    listed = equivalents()
    possible = {one for file in {file for file, _, _ in listed} for one in listed_changes_of(file, listed)}
    assert listed - possible == set()


def listed_changes_of(file: str, listed: set[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Those of the list that can be made to the file; whether it stays a program is asked of these alone."""
    source = (ROOT / file).read_text(encoding="utf-8")
    for change in candidates_of(source):
        named = (file, *Mutant(file, change).lines(ROOT))
        if named in listed and is_program(source.encode(), change):
            yield named


def test_the_tests_of_a_changed_module_and_of_its_room_come_first() -> None:
    tests = [
        "tests/admin/test_a.py::t",
        "tests/edits/test_bulk.py::t",
        "tests/edits/test_a.py::t",
        "tests/api/test_undo.py::t",
    ]
    assert nearest_first(tests, "measures/edits/undo.py") == [tests[3], tests[2], tests[1], tests[0]]


def test_functions_that_the_garbage_collector_leaves_alone_are_changed_too() -> None:
    gc.freeze()
    functions, _caches = functions_and_caches()
    gc.freeze()
    assert changes_of in functions[changes_of.__code__]
