"""A succession of bodies is recorded on a page that first says what goes over from which day."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from measures.models import BodySuccession, Edit, Measure, Responsibility, ResponsibleBody
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.factories import assign, make_body, make_measure
from tests.made_once import made_once

TODAY = timezone.localdate()
PAST, FUTURE = TODAY - timedelta(days=30), TODAY + timedelta(days=30)


@made_once
def bodies(measure: Measure) -> list[ResponsibleBody]:
    """The first leads two measures, the second supports one; the third may take over."""
    found = [make_body(name) for name in ("市经信委", "市中小企业局", "市工信局")]
    assign(measure, found[0])
    assign(make_measure(measure.section), found[0])
    assign(measure, found[1], "support")
    return found


def address(*handing: ResponsibleBody, **said: object) -> str:
    query = {"ids": ",".join(str(each.pk) for each in handing)} | said
    return f"{url('responsiblebody_succeed')}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def asked(client: Client, *handing: ResponsibleBody, **said: object) -> tuple[str, Any]:
    where = address(
        *handing, **({"to_body": "市工信局", "counts_from": PAST, "plan": "", "section": "", "role": ""} | said)
    )
    return where, client.get(where)


def values_of(page: Any) -> dict[str, list[str]]:
    """What the form that records would send, every ticked box of a name."""
    [form] = page_of(page).xpath("//form[@id='succession-form']")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def who() -> list[str]:
    parts = Responsibility.objects.order_by("pk").select_related("body")
    return [f"{part.role} {part.body.name}" for part in parts]


def test_it_is_shown_then_recorded_and_can_be_undone(bodies: list[ResponsibleBody], editor_client: Client) -> None:
    where, page = asked(editor_client, bodies[0])
    text = text_of(page)
    assert f"自 {PAST} 起，2 条任务由“市工信局”承担" in text
    assert "牵头单位 2" in text
    assert "立即划转" in text
    assert not BodySuccession.objects.exists()
    answer = editor_client.post(where, values_of(page))
    assert answer["Location"] == url("responsiblebody_page", bodies[0].pk)
    assert who() == ["lead 市工信局", "lead 市工信局", "support 市中小企业局"]
    assert Edit.objects.latest("pk").reason == f"自 {PAST} 起“市经信委”的职责划转给“市工信局”"
    shown = editor_client.get(answer["Location"])
    assert f"自 {PAST} 起，2 条任务划入“市工信局”。" in text_of(shown)
    [form] = page_of(shown).xpath("//*[@class='undo-offer']/form")
    editor_client.post(form.get("action"), dict(form.form_values()))
    assert who() == ["lead 市经信委", "lead 市经信委", "support 市中小企业局"]


def test_several_hand_over_at_once_and_it_may_wait(bodies: list[ResponsibleBody], editor_client: Client) -> None:
    data = {"action": "take_over", "index": "0", "_selected_action": [str(each.pk) for each in bodies[:2]]}
    chosen = editor_client.post(url("responsiblebody_changelist"), data)
    assert {str(each.pk) for each in bodies[:2]} == {*chosen["Location"].partition("ids=")[2].split("%2C")}
    where, page = asked(editor_client, *bodies[:2], counts_from=FUTURE)
    assert f"自 {FUTURE} 起，2 条任务由“市工信局”承担" in text_of(page)
    answer = editor_client.post(where, values_of(page))
    assert f"到 {FUTURE} 所选职责自动划转给“市工信局”" in text_of(editor_client.get(answer["Location"]))
    assert set(BodySuccession.objects.values_list("from_body__name", flat=True)) == {"市经信委", "市中小企业局"}
    shown = editor_client.get(url("edit_change", Edit.objects.latest("pk").pk))
    assert "市中小企业局 → 市工信局" in text_of(shown)
    assert BodySuccession.objects.values("recorded_in").distinct().count() == 1
    assert "lead 市经信委" in who()


def test_only_the_measures_whose_boxes_are_ticked_go_over(
    bodies: list[ResponsibleBody], editor_client: Client, measure: Measure
) -> None:
    where, page = asked(editor_client, bodies[0])
    form = values_of(page) | {"measure": [str(measure.pk)]}
    editor_client.post(where, form)
    assert sorted(who()) == ["lead 市工信局", "lead 市经信委", "support 市中小企业局"]
    bodies[0].refresh_from_db()
    assert bodies[0].valid_until is None
    form = values_of(asked(editor_client, bodies[0])[1]) | {"measure": []}
    assert "请选择要划转的任务。" in text_of(editor_client.post(where, form))


def test_one_sent_twice_is_recorded_once(bodies: list[ResponsibleBody], editor_client: Client) -> None:
    where, page = asked(editor_client, bodies[0])
    for _n in range(2):
        assert editor_client.post(where, values_of(page)).status_code == 302
    assert BodySuccession.objects.count() == 1


def test_what_changed_since_it_was_shown_is_looked_at_again(
    bodies: list[ResponsibleBody], editor_client: Client, measure: Measure
) -> None:
    where, page = asked(editor_client, bodies[0])
    assign(make_measure(measure.section), bodies[0])
    answer = editor_client.post(where, values_of(page))
    assert "其间已有变化" in text_of(answer)
    assert not BodySuccession.objects.exists()


def test_it_is_refused_in_words_at_the_field(
    bodies: list[ResponsibleBody], editor_client: Client, measure: Measure
) -> None:
    plan, section = measure.plan, measure.section

    def errors(**said: object) -> str:
        page = page_of(asked(editor_client, bodies[0], **said)[1])
        assert not page.xpath("//form[@id='succession-form']")
        return "".join(page.xpath("//*[contains(@class,'errorlist')]")[0].text_content().split())

    assert errors(to_body="市经信委") == "责任单位不能由自身承接。"
    assert "市某某局" in errors(to_body="市某某局")
    assert "2026年12月31日" in errors(counts_from="改革后")
    assert errors(section=section.code) == "请选择规划，并填写其中章节的编号，如3.1。"
    assert errors(section="99", plan=plan.pk) == "请选择规划，并填写其中章节的编号，如3.1。"
    assign(measure, bodies[0], "supervisor")
    where, page = asked(editor_client, bodies[0], section=section.code, plan=plan.pk, role="lead")
    assert f"自 {PAST} 起，2 条任务" in text_of(page)
    editor_client.post(where, values_of(page))
    again = errors(section=section.code, plan=plan.pk, role="lead")
    assert again == f"该范围的职责自{PAST}起已划转给“市工信局”。"


def test_without_the_right_nobody_records(bodies: list[ResponsibleBody], editor: User) -> None:
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_responsiblebody", "change_responsiblebody"])
    )
    client = signed_in(looker)
    where, page = asked(client, bodies[0])
    assert page.status_code == 403
    assert client.post(where, {}).status_code == 403
    assert "职责划转…" not in text_of(client.get(url("responsiblebody_changelist")))
    assert not BodySuccession.objects.exists()


def test_addresses_that_name_nothing_are_not_found(bodies: list[ResponsibleBody], editor_client: Client) -> None:
    for ids in ("", "x", "0", "99999"):
        assert editor_client.get(f"{url('responsiblebody_succeed')}?ids={ids}").status_code == 404
    assert editor_client.get(url("responsiblebody_succeed")).status_code == 404
    assert editor_client.get(url("responsiblebody_page", 99999)).status_code == 404
