"""`make test`: both engines side by side, nothing of either lost."""

import sys

import pytest

from tests import both_engines

PROGRAM = "import sys; engine = sys.argv[2]; print('ran on', engine); sys.exit(3 if engine in sys.argv[5:] else 0)"


@pytest.fixture(autouse=True)
def program_in_place_of_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails on the engines that are named behind the options that both get."""
    monkeypatch.setattr(both_engines, "PYTEST", [sys.executable, "-c", PROGRAM])


def test_both_engines_are_run_and_what_each_says_is_shown(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert both_engines.main([]) == 0
    assert sorted(capfdbinary.readouterr().out.split(b"\n")) == [b"", b"ran on postgresql", b"ran on sqlite"]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_failure_on_either_engine_is_a_failure(engine: str) -> None:
    assert both_engines.main([engine]) == 3
