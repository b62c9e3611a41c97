"""What happened, who did it and how it differs, in the words of the editor_client."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from measures.choices import EditVia, Role
from measures.edits import edit
from measures.models import Measure, ResponsibleBody
from tests.admin.pages import Editing, page_of, text_of, url
from tests.api.conftest import with_token
from tests.factories import assign, make_body, make_plan, make_target


def history(client: Client, measure: Measure) -> str:
    return text_of(client.get(url("measure_history", measure.pk)))


def save(measure: Measure, by: User, **values: str) -> None:
    with edit(by, via=EditVia.ADMIN):
        for name, value in values.items():
            setattr(measure, name, value)
        measure.save()


def test_a_change_shows_its_label_both_values_and_its_author(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    save(measure, editor, phase="in_progress")
    words = history(editor_client, measure)
    assert "进展阶段未启动 → 推进中" in words
    assert "editor" in words


def test_a_long_text_is_marked_where_it_differs(measure: Measure, editor: User, editor_client: Client) -> None:
    save(measure, editor, text="支持应用研究。完善投入机制。")
    page = editor_client.get(url("measure_history", measure.pk)).content.decode()
    assert "支持<del>基础</del><ins>应用</ins>研究" in page


def test_text_is_shown_as_text(measure: Measure, editor: User, editor_client: Client) -> None:
    save(measure, editor, text="<script>alert(1)</script>")
    assert "<script>alert" not in editor_client.get(url("measure_history", measure.pk)).content.decode()


def test_parts_appear_in_the_same_edit(measure: Measure, editor_client: Client) -> None:
    age(measure)
    make_body("市科技局")
    Editing(editor_client, measure).open().save(title="新标题", lead="市科技局")
    tree = page_of(editor_client.get(url("measure_history", measure.pk)))
    rows = tree.xpath("//*[@id='change-history']/tbody/tr")
    assert len(rows) == 2
    assert "新标题" in rows[0].text_content()
    assert "牵头单位：市科技局" in rows[0].text_content()


def test_a_removed_part_whose_body_is_gone_can_still_be_read(measure: Measure, editor_client: Client) -> None:
    body = make_body("市科技局")
    page = Editing(editor_client, measure).open()
    page.save(lead="市科技局")
    page.open().save(lead="")
    body.delete()
    text = history(editor_client, measure)
    assert text.count("责任分工牵头单位：市科技局") == 2


def test_the_first_edit_of_a_record_without_history_shows_what_it_changed(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    """`loaddata` writes no history."""
    make_target(measure, text="达到300家")
    measure.history.all().delete()
    save(measure, editor, title="新标题")
    words = history(editor_client, measure)
    assert "支持基础研究" in words
    assert "新标题" in words
    assert measure.history.earliest().history_user is None


def test_going_back_shows_the_differences_and_writes_a_new_version(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    save(measure, editor, title="新标题", note="备注")
    row = measure.history.earliest()
    address = url("measure_revert", measure.pk, row.pk)
    assert "新标题" in text_of(editor_client.get(address))
    assert editor_client.post(address, {"version": "2"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.note, measure.version) == ("支持基础研究", "", 3)


def test_going_back_over_an_unseen_edit_is_refused(measure: Measure, editor: User, editor_client: Client) -> None:
    save(measure, editor, title="新标题")
    row = measure.history.earliest()
    editor_client.post(url("measure_revert", measure.pk, row.pk), {"version": "1"})
    measure.refresh_from_db()
    assert measure.title == "新标题"


def test_two_edits_within_a_second_are_two(measure: Measure, editor: User, editor_client: Client) -> None:
    caller = with_token(editor)
    for version, phase in ((1, "in_progress"), (2, "completed")):
        answer = caller.patch(
            f"/api/v1/plans/demo/measures/{measure.code}/",
            {"phase": phase},
            format="json",
            headers={"If-Match": f'"{version}"'},
        )
        assert answer.status_code == 200
    rows = page_of(editor_client.get(url("measure_history", measure.pk))).xpath("//*[@id='change-history']/tbody/tr")
    assert ["completed" in row.text_content() or "已完成" in row.text_content() for row in rows] == [True, False, False]
    assert ["数据接口" in row.text_content() for row in rows] == [True, True, False]


def test_one_edit_in_which_a_record_was_saved_twice_is_one(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    with edit(editor, via=EditVia.IMPORT, reason="核对台账"):
        for title in ("一稿", "二稿"):
            measure.title = title
            measure.save()
    words = history(editor_client, measure)
    assert words.count("核对台账") == 1
    assert "一稿" not in words


def test_going_back_brings_back_the_bodies_and_targets_of_then(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局")
    support = assign(measure, "市财政局", Role.SUPPORT)
    make_target(measure, text="达到300家")
    row = measure.history.latest()
    page = Editing(editor_client, measure).open()
    make_body("市审计局")
    page.save(**{"title": "新标题", "lead": "市审计局", "targets-0-DELETE": "on"})
    support.refresh_from_db()
    support.role = Role.SUPERVISOR
    support.save()
    address = url("measure_revert", measure.pk, row.pk)
    shown = editor_client.get(address)
    words = text_of(shown)
    for part in ("市科技局", "市审计局", "达到300家", "督查单位"):
        assert part in words
    version = page_of(shown).xpath("//input[@name='version']/@value")[0]
    assert editor_client.post(address, {"version": version}).status_code == 302
    measure.refresh_from_db()
    assert measure.title == "支持基础研究"
    assert dict(measure.responsibilities.values_list("body__name", "role")) == {
        "市科技局": "lead",
        "市财政局": "support",
    }
    assert [target.text for target in measure.targets.all()] == ["达到300家"]
    assert measure.version == int(version) + 1


def test_a_part_whose_body_is_gone_stays_away_and_is_named(measure: Measure, editor_client: Client) -> None:
    assign(measure, "市科技局")
    row = measure.history.latest()
    page = Editing(editor_client, measure).open()
    page.save(title="新标题", lead="")
    ResponsibleBody.objects.get(name="市科技局").delete()
    address = url("measure_revert", measure.pk, row.pk)
    assert "“市科技局”此后已被删除，其责任分工不恢复。" in text_of(editor_client.get(address))
    measure.refresh_from_db()
    assert editor_client.post(address, {"version": str(measure.version)}).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.responsibilities.count()) == ("支持基础研究", 0)


def age(measure: Measure) -> None:
    """Move what happened so far back an hour: it was another click."""
    measure.history.update(history_date=timezone.now() - timedelta(hours=1))


def test_an_issuer_that_is_gone_is_named_and_the_rest_goes_back(editor: User, editor_client: Client) -> None:
    issuer = make_body("市政府")
    plan = make_plan(issuer=issuer, kind="special")
    row = plan.history.latest()
    plan.issuer, plan.kind = None, "action"
    plan.save()
    issuer.delete()
    address = url("plan_revert", plan.pk, row.pk)
    assert editor_client.get(address).context["deleted"] == ["发文机关"]
    assert editor_client.post(address, {"version": str(plan.version)}).status_code == 302
    plan.refresh_from_db()
    assert (plan.issuer, plan.kind) == (None, "special")
