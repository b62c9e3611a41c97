"""Which tests run on which engine: the rule of tests/engine.py."""

import pytest

from tests.engine import BEGUN_FIRST, ENGINES, ON_BOTH, ON_SQLITE_ALONE, choose, modules, share
from tests.serving import ROOT

LISTED = [path for paths in ON_SQLITE_ALONE.values() for path in paths]


def test_what_is_in_no_list_runs_on_both_engines_if_it_uses_the_database() -> None:
    assert choose("tests/models/test_search.py::test_words", uses_database=True) == ENGINES
    assert choose("tests/models/test_search.py::test_words", uses_database=False) == ["sqlite"]


@pytest.mark.parametrize("path", BEGUN_FIRST)
def test_what_begins_first_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", LISTED)
def test_what_is_listed_is_there_and_runs_on_sqlite_alone(path: str) -> None:
    place, _colons, name = path.partition("::")
    assert (ROOT / place).exists()
    if name:
        assert f"def {name}(" in (ROOT / place).read_text(encoding="utf-8")
        assert choose(f"{path}[some]", uses_database=True) == ["sqlite"]
        assert choose(f"{path}_too", uses_database=True) == ENGINES
    else:
        module = place if place.endswith(".py") else f"{place}/test_some.py"
        assert choose(f"{module}::test_some", uses_database=True) == ["sqlite"]


@pytest.mark.parametrize("path", ON_BOTH)
def test_an_exception_of_what_is_listed_is_there_and_runs_on_both(path: str) -> None:
    module, _colons, name = path.partition("::")
    assert f"def {name}" in (ROOT / module).read_text(encoding="utf-8")
    assert any(f"{module}/".startswith(f"{listed}/") for listed in LISTED)
    assert choose(f"{path}[some]" if name else f"{path}::test_some", uses_database=True) == ENGINES


def test_beside_a_single_test_that_runs_on_both_the_others_of_its_module_do_not() -> None:
    [path] = [each for each in ON_BOTH if each.endswith("::test_filters_narrow_the_list")]
    assert choose(f"{path}_too", uses_database=True) == ["sqlite"]


def test_a_name_that_begins_alike_is_not_listed() -> None:
    assert "tests/browser" in LISTED
    assert choose("tests/browsers/test_some.py::test_some", uses_database=True) == ENGINES


def test_each_module_is_in_the_share_of_one_worker(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the names under which pytest imports them: under another they would be imported twice."""
    monkeypatch.setattr(request.config, "args", ["tests"])
    names = modules(request.config)
    assert __name__ in names
    shares = [share(names, worker, 3) for worker in range(3)]
    assert sorted(name for each in shares for name in each) == sorted(names)


def test_a_mark_names_the_engines_of_a_test() -> None:
    assert choose("tests/models/test_search.py::test_words", uses_database=True, only=["postgresql"]) == ["postgresql"]


@pytest.mark.parametrize("path", [path for path in LISTED if "::" not in path])
def test_nothing_that_is_listed_is_for_postgresql_alone(path: str) -> None:
    """Where its module is not even imported."""
    modules = [ROOT / path] if path.endswith(".py") else list((ROOT / path).rglob("test_*.py"))
    assert modules
    assert [module.name for module in modules if 'only("postgresql")' in module.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    "path",
    [
        "models/test_best_first.py",
        "models/test_feed.py",
        "models/test_lock_order.py",
        "models/test_search.py",
        "models/test_search_index.py",
        "edits/test_bulk_change.py",
        "edits/test_busy.py",
        "edits/test_every_writer.py",
        "edits/test_kinds_of_bulk_change.py",
        "edits/test_undo.py",
        "upgrade",
        "commands",
        "importing/test_first_import.py",
        "importing/test_interrupted.py",
        "importing/test_no_edit_is_lost.py",
        "importing/test_reimport.py",
        "importing/test_round_trip.py",
        "intake/test_detached.py",
        "intake/ledgers/test_killed.py",
        "api/test_concurrency.py",
        "api/test_filters.py",
        "api/test_keeping_in_step.py",
        "api/test_pages.py",
    ],
)
def test_what_engines_answer_differently_is_never_listed_as_a_whole(path: str) -> None:
    assert [each for each in LISTED if "::" not in each and f"{each}/".startswith(f"tests/{path}/")] == []
