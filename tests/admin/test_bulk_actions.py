"""Many at once, each with its version and its history."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from measures.admin import actions
from measures.choices import Phase, ReviewState
from measures.models import Measure
from tests.admin.pages import text_of, url
from tests.factories import make_measure


def run(client: Client, action: str, *measures: Measure) -> None:
    selected = {"action": action, "_selected_action": [measure.pk for measure in measures]}
    assert client.post(url("measure_changelist"), selected).status_code in (302, 403)


def test_confirming_leaves_published_ones_published(measure: Measure, desk: Client) -> None:
    waiting = make_measure(measure.section, review_state=ReviewState.EXTRACTED)
    run(desk, "confirm", measure, waiting)
    states = Measure.objects.order_by("pk").values_list("review_state", "version")
    assert list(states) == [(ReviewState.PUBLISHED, 1), (ReviewState.CONFIRMED, 2)]


def test_publishing_is_an_edit_of_each_by_the_editor(measure: Measure, desk: Client, editor: User) -> None:
    Measure.objects.update(review_state=ReviewState.CONFIRMED)
    run(desk, "publish", measure)
    measure.refresh_from_db()
    row = measure.history.latest()
    assert (measure.review_state, measure.version) == (ReviewState.PUBLISHED, 2)
    assert (row.review_state, row.version, row.history_user, row.history_type) == ("published", 2, editor, "~")


@pytest.mark.parametrize("phase", Phase)
def test_the_phase_is_set(phase: Phase, measure: Measure, desk: Client) -> None:
    run(desk, f"set_{phase}", measure)
    measure.refresh_from_db()
    assert measure.phase == phase


def test_one_that_is_so_already_is_not_edited(measure: Measure, desk: Client) -> None:
    run(desk, "publish", measure)
    measure.refresh_from_db()
    assert measure.version == 1


def test_a_record_without_history_keeps_how_it_stood(measure: Measure, desk: Client) -> None:
    """`loaddata` writes no history."""
    measure.history.all().delete()
    run(desk, "set_completed", measure)
    assert list(measure.history.order_by("history_id").values_list("phase", "history_user__username")) == [
        ("not_started", None),
        ("completed", "editor"),
    ]


def test_there_is_no_deleting_in_bulk(measure: Measure, desk: Client) -> None:
    run(desk, "delete_selected", measure)
    assert Measure.objects.exists()


def test_a_viewer_may_not(measure: Measure, viewer_desk: Client) -> None:
    run(viewer_desk, "set_completed", measure)
    measure.refresh_from_db()
    assert measure.phase == Phase.NOT_STARTED


@pytest.mark.parametrize("action", ["confirm", "publish", "set_completed"])
def test_more_than_are_changed_at_once_are_refused_with_both_numbers(
    action: str, measure: Measure, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 2)
    for _ in range(2):
        make_measure(measure.section)
    Measure.objects.update(review_state=ReviewState.EXTRACTED)
    selected = {"action": action, "_selected_action": [measure.pk], "select_across": "1"}
    response = desk.post(url("measure_changelist"), selected, follow=True)
    assert "所选共 3 条，一次最多修改 2 条" in text_of(response)
    assert set(Measure.objects.values_list("version", "phase", "review_state")) == {(1, "not_started", "extracted")}
    Measure.objects.exclude(pk=measure.pk).first().delete()  # type: ignore[union-attr]
    desk.post(url("measure_changelist"), selected)
    assert set(Measure.objects.values_list("version", flat=True)) == {2}


def test_a_thousand_are_changed_at_once() -> None:
    assert actions.MOST_AT_ONCE == 1000
