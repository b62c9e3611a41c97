"""Many at once, each with its version and its history."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from measures.choices import Phase, ReviewState
from measures.edits import batches
from measures.models import Edit, Measure
from tests.admin.pages import page_of, read_form, text_of, url
from tests.factories import make_measure


def run(client: Client, action: str, *measures: Measure) -> None:
    selected = {"action": action, "_selected_action": [measure.pk for measure in measures]}
    assert client.post(url("measure_changelist"), selected).status_code in (302, 403)


def test_confirming_leaves_published_ones_published(measure: Measure, editor_client: Client) -> None:
    waiting = make_measure(measure.section, review_state=ReviewState.EXTRACTED)
    run(editor_client, "confirm", measure, waiting)
    states = Measure.objects.order_by("pk").values_list("review_state", "version")
    assert list(states) == [(ReviewState.PUBLISHED, 1), (ReviewState.CONFIRMED, 2)]


def test_publishing_is_an_edit_of_each_by_the_editor(measure: Measure, editor_client: Client, editor: User) -> None:
    Measure.objects.update(review_state=ReviewState.CONFIRMED)
    run(editor_client, "publish", measure)
    measure.refresh_from_db()
    row = measure.history.latest()
    assert (measure.review_state, measure.version) == (ReviewState.PUBLISHED, 2)
    assert (row.review_state, row.version, row.history_user, row.history_type) == ("published", 2, editor, "~")


@pytest.mark.parametrize("phase", Phase)
def test_the_phase_is_set(phase: Phase, measure: Measure, editor_client: Client) -> None:
    run(editor_client, f"set_{phase}", measure)
    measure.refresh_from_db()
    assert measure.phase == phase


def test_one_that_is_so_already_is_not_edited(measure: Measure, editor_client: Client) -> None:
    run(editor_client, "publish", measure)
    measure.refresh_from_db()
    assert measure.version == 1


def test_a_record_without_history_keeps_how_it_stood(measure: Measure, editor_client: Client) -> None:
    """`loaddata` writes no history."""
    measure.history.all().delete()
    run(editor_client, "set_completed", measure)
    assert list(measure.history.order_by("history_id").values_list("phase", "history_user__username")) == [
        ("not_started", None),
        ("completed", "editor"),
    ]


def test_an_action_on_very_many_is_left_to_a_process_whose_progress_its_page_shows(
    measure: Measure, editor_client: Client, viewer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_measure(measure.section)
    started: list[tuple[str, list[Edit]]] = []
    monkeypatch.setattr(batches, "start", lambda *args: started.append(args))
    for name, most in (("IN_REQUEST", 1), ("AT_ONCE", 1), ("BATCH", 1), ("PAUSE", 0)):
        monkeypatch.setattr(batches, name, most)
    selected = {"action": "set_completed", "_selected_action": [each.pk for each in Measure.objects.all()]}
    page = editor_client.post(url("measure_changelist"), selected, follow=True)
    assert "正在修改 2 项任务举措" in text_of(page)
    [(command, [made])] = started
    assert command == "resume_edit"
    page = editor_client.get(url("edit_change", made.pk))
    assert "0 / 2" in text_of(page)
    assert page_of(page).xpath("//*[@data-status]/@data-status") == [url("edit_status", made.pk)]
    assert page_of(page).xpath("//noscript/meta[@http-equiv='refresh']")
    status = viewer_client.get(url("edit_status", made.pk)).json()
    assert (status["running"], status["value"], status["most"]) == (True, 0, 2)
    assert viewer_client.post(url("edit_stop", made.pk)).status_code == 403
    read_form(page, "stop")
    editor_client.post(url("edit_stop", made.pk))
    assert "该编辑批次已不在执行" in text_of(editor_client.post(url("edit_stop", made.pk), follow=True))
    editor_client.post(url("edit_resume", made.pk))
    call_command("resume_edit", made.pk)
    assert not editor_client.get(url("edit_status", made.pk)).json()["running"]
    assert Measure.objects.filter(phase=Phase.COMPLETED).count() == 2
    assert len(started) == 2


def test_there_is_no_deleting_in_bulk(measure: Measure, editor_client: Client) -> None:
    run(editor_client, "delete_selected", measure)
    assert Measure.objects.exists()


def test_a_viewer_may_not(measure: Measure, viewer_client: Client) -> None:
    run(viewer_client, "set_completed", measure)
    measure.refresh_from_db()
    assert measure.phase == Phase.NOT_STARTED
