"""Which rows of a history written before edits were recorded become one edit (migration 0005)."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest

migration = import_module("measures.migrations.0005_edits_of_old_history")
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def row(seconds: float, **fields: Any) -> dict[str, Any]:
    """A row of a target's history; rows of records themselves have a version too."""
    return {
        "history_id": 0,
        "history_date": NOON + timedelta(seconds=seconds),
        "history_user_id": 1,
        "history_change_reason": None,
        "imported": False,
        "model": "Target",
        "record": ("Measure", 1),
        "version": None,
    } | fields


def sizes(*rows: dict[str, Any]) -> list[int]:
    """How many rows each edit has."""
    return [len(group.rows) for group in list(migration.groups_of(rows))]


@pytest.mark.parametrize(("seconds", "expected"), [(0, [2]), (0.9, [2]), (1, [1, 1]), (30, [1, 1])])
def test_one_persons_rows_of_one_record_within_a_second_are_one_edit(seconds: float, expected: list[int]) -> None:
    assert sizes(row(0), row(seconds)) == expected


def test_the_second_counts_from_the_first_row() -> None:
    assert sizes(row(0), row(0.6), row(1.2)) == [2, 1]


@pytest.mark.parametrize("other", [{"history_user_id": 2}, {"record": ("Measure", 2)}])
def test_other_people_and_other_records_have_edits_of_their_own(other: dict[str, Any]) -> None:
    assert sizes(row(0), row(0.1, **other)) == [1, 1]


def test_two_versions_of_a_record_are_two_edits_however_near() -> None:
    assert sizes(row(0, version=1), row(0, version=None), row(0.1, version=2)) == [2, 1]
    assert sizes(row(0, version=1), row(0.1, version=1)) == [2]


@pytest.mark.parametrize(("pause", "expected"), [(59, [3]), (60, [1, 1, 1])])
def test_an_import_is_one_edit_up_to_a_pause_of_a_minute(pause: float, expected: list[int]) -> None:
    written = {"imported": True, "history_change_reason": "import"}
    rows = [row(number * pause, record=("Measure", number), **written) for number in range(3)]
    assert sizes(*rows) == expected
