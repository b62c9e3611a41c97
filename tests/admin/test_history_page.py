"""What happened, who did it and how it differs, in the words of the desk."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from measures.choices import Role
from measures.models import Measure
from tests.admin.pages import Editing, page_of, text_of, url
from tests.factories import make_body, make_target


def history(client: Client, measure: Measure) -> str:
    return text_of(client.get(url("measure_history", measure.pk)))


def test_a_change_shows_its_label_both_values_and_its_author(measure: Measure, desk: Client) -> None:
    Editing(desk, measure).open().save(phase="in_progress")
    words = history(desk, measure)
    assert "进展阶段未启动 → 推进中" in words
    assert "editor" in words


def test_a_long_text_is_marked_where_it_differs(measure: Measure, desk: Client) -> None:
    Editing(desk, measure).open().save(text="支持应用研究。完善投入机制。")
    page = desk.get(url("measure_history", measure.pk)).content.decode()
    assert "支持<del>基础</del><ins>应用</ins>研究" in page


def test_text_is_shown_as_text(measure: Measure, desk: Client) -> None:
    Editing(desk, measure).open().save(text="<script>alert(1)</script>")
    assert "<script>alert" not in desk.get(url("measure_history", measure.pk)).content.decode()


def test_parts_appear_in_the_same_edit(measure: Measure, desk: Client) -> None:
    age(measure)
    page = Editing(desk, measure).open()
    body = page.add_part("responsibilities", body=make_body("市科技局").pk, role=Role.LEAD, position=1)
    page.save(title="新标题", **body)
    tree = page_of(desk.get(url("measure_history", measure.pk)))
    rows = tree.xpath("//*[@id='change-history']/tbody/tr")
    assert len(rows) == 2
    assert "新标题" in rows[0].text_content()
    assert "牵头单位：市科技局" in rows[0].text_content()


def test_a_removed_part_whose_body_is_gone_can_still_be_read(measure: Measure, desk: Client) -> None:
    body = make_body("市科技局")
    page = Editing(desk, measure).open()
    page.save(**page.add_part("responsibilities", body=body.pk, role=Role.LEAD, position=1))
    page.open().save(**{"responsibilities-0-DELETE": "on"})
    body.delete()
    assert "责任分工" in history(desk, measure)


def test_the_first_edit_of_a_record_without_history_shows_what_it_changed(measure: Measure, desk: Client) -> None:
    """`loaddata` writes no history."""
    make_target(measure, text="达到300家")
    measure.history.all().delete()
    Editing(desk, measure).open().save(title="新标题")
    words = history(desk, measure)
    assert "支持基础研究" in words
    assert "新标题" in words
    assert measure.history.earliest().history_user is None


def test_going_back_shows_the_differences_and_writes_a_new_version(measure: Measure, desk: Client) -> None:
    Editing(desk, measure).open().save(title="新标题", note="备注")
    row = measure.history.earliest()
    address = url("measure_revert", measure.pk, row.pk)
    assert "新标题" in text_of(desk.get(address))
    assert desk.post(address, {"version": "2"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.note, measure.version) == ("支持基础研究", "", 3)


def test_going_back_over_an_unseen_edit_is_refused(measure: Measure, desk: Client) -> None:
    Editing(desk, measure).open().save(title="新标题")
    row = measure.history.earliest()
    desk.post(url("measure_revert", measure.pk, row.pk), {"version": "1"})
    measure.refresh_from_db()
    assert measure.title == "新标题"


def age(measure: Measure) -> None:
    """Move what happened so far back an hour: it was another click."""
    measure.history.update(history_date=timezone.now() - timedelta(hours=1))
