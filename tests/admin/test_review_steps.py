"""Whoever checks and publishes without editing takes the steps of the review on the measure's own page."""

from django.contrib.auth.models import Group, User
from django.test import Client

from measures.models import Conflict, Edit, Measure
from measures.models.rights import make_shipped_groups
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, read_form, text_of, url
from tests.factories import make_measure
from tests.made_once import made_once


@made_once
def checker() -> Client:
    make_shipped_groups("default")
    user = User.objects.create_user("李四", password="pass", is_staff=True)
    user.groups.add(Group.objects.get(name="审核发布"))
    return signed_in(user)


@made_once
def waiting(measure: Measure) -> list[Measure]:
    """Three that were read and not checked, in their order; the second is published."""
    others = [make_measure(measure.section, review_state=state) for state in ("published", "extracted")]
    Measure.objects.filter(pk=measure.pk).update(review_state="extracted")
    return [measure, *others]


def address(measure: Measure, filters: str = "") -> str:
    query = {"_changelist_filters": filters} if filters else {}
    return url("measure_change", measure.pk, **query)


def buttons(client: Client, measure: Measure, filters: str = "") -> dict[str, str]:
    """What the page offers: the words of each button by its name and value."""
    found = page_of(client.get(address(measure, filters))).xpath("//button[@form='step-form']")
    return {f"{each.get('name')} {each.get('value')}": each.text_content() for each in found}


def take(client: Client, measure: Measure, name: str, state: str, filters: str = "", **other: str) -> object:
    page = client.get(address(measure, filters))
    [action] = page_of(page).xpath("//form[@id='step-form']/@action")
    return client.post(action, read_form(page, "step-form") | {name: state} | other)


def state_of(measure: Measure) -> str:
    return Measure.objects.get(pk=measure.pk).review_state


def test_each_state_offers_the_steps_from_it(checker: Client, waiting: list[Measure]) -> None:
    assert buttons(checker, waiting[0]) == {
        "to_and_next confirmed": "核对通过并打开下一条",
        "to confirmed": "核对通过",
    }
    assert buttons(checker, waiting[1]) == {"to confirmed": "取消发布"}
    assert buttons(checker, waiting[2]) == {"to confirmed": "核对通过"}  # none follows
    take(checker, waiting[2], "to", "confirmed")
    assert buttons(checker, waiting[2]) == {"to published": "发布", "to extracted": "退回待核"}


def test_a_step_leads_on_in_the_list_that_one_came_from_and_is_an_edit_with_an_undo(
    checker: Client, waiting: list[Measure]
) -> None:
    filters = "review_state__exact=extracted"
    answer = take(checker, waiting[0], "to_and_next", "confirmed", filters)
    assert state_of(waiting[0]) == "confirmed"
    assert answer["Location"] == address(waiting[2], filters)  # type: ignore[index]
    made = Edit.objects.latest("pk")
    assert (made.by_name, made.reason) == ("李四", "核对通过")
    shown = text_of(checker.get(address(waiting[2], filters)))
    assert f"“{waiting[0]}”：核对通过" in shown
    assert "撤销" in shown
    assert take(checker, waiting[0], "to", "published", filters)["Location"] == address(waiting[0], filters)  # type: ignore[index]
    assert state_of(waiting[0]) == "published"


def test_what_was_changed_meanwhile_is_looked_at_again(checker: Client, waiting: list[Measure]) -> None:
    answer = take(checker, waiting[0], "to", "confirmed", version="7")
    assert "其间有改动" in text_of(checker.get(answer["Location"]))  # type: ignore[index]
    assert state_of(waiting[0]) == "extracted"


def test_the_rules_of_publishing_hold_here_as_well(checker: Client, waiting: list[Measure]) -> None:
    measure = waiting[0]
    take(checker, measure, "to", "confirmed")
    source = measure.plan.sources.get()
    Conflict.objects.create(plan=measure.plan, source=source, measure=measure, model="measure", field="title")
    answer = take(checker, measure, "to", "published")
    assert "不能发布：待处理冲突" in text_of(checker.get(answer["Location"]))  # type: ignore[index]
    assert state_of(measure) == "confirmed"


def test_editors_viewers_and_outsiders_find_no_such_button_and_take_no_step(
    waiting: list[Measure], editor_client: Client, viewer_client: Client, outsider: User
) -> None:
    """Editors have the field of their form."""
    outsider.is_staff = True
    outsider.save()
    step = url("measure_step", waiting[0].pk)
    sent = {"to": "confirmed", "version": str(waiting[0].version)}
    assert buttons(editor_client, waiting[0]) == {}
    assert buttons(viewer_client, waiting[0]) == {}
    for client, status in ((viewer_client, 403), (signed_in(outsider), 404)):
        assert client.post(step, sent).status_code == status
    assert "用户名" in text_of(Client().post(step, sent))  # who logs in then goes on with what was sent
    assert state_of(waiting[0]) == "extracted"
    assert editor_client.get(step).status_code == 403
