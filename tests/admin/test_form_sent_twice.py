"""Two clicks on Save on a slow line: the form is written once, and the second answer is that of the first."""

from django.test import Client

from measures.models import Edit, Measure
from tests.admin.pages import Editing, read_form, url
from tests.factories import make_section


def new_measure(editor_client: Client, measure: Measure) -> dict[str, str]:
    """The form of a new measure, filled in."""
    fields = read_form(editor_client.get(url("measure_add", section=measure.section.pk)), "measure_form")
    return fields | {"title": "新增举措", "text": "新增举措。", "_save": "1"}


def test_a_new_measure_is_made_once(measure: Measure, editor_client: Client) -> None:
    form = new_measure(editor_client, measure)
    first, second = (editor_client.post(url("measure_add"), form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Measure.objects.filter(title="新增举措").count() == 1


def test_a_form_opened_anew_makes_another(measure: Measure, editor_client: Client) -> None:
    for _ in range(2):
        editor_client.post(url("measure_add"), new_measure(editor_client, measure))
    assert Measure.objects.filter(title="新增举措").count() == 2


def test_a_form_that_was_refused_can_be_sent_again(measure: Measure, editor_client: Client) -> None:
    form = new_measure(editor_client, measure)
    refused = editor_client.post(url("measure_add"), form | {"title": ""})
    again = read_form(refused, "measure_form")
    assert again["form_token"] == form["form_token"]
    assert editor_client.post(url("measure_add"), again | {"title": "新增举措", "_save": "1"}).status_code == 302
    assert Measure.objects.filter(title="新增举措").count() == 1


def test_a_change_sent_twice_is_no_conflict_with_oneself(measure: Measure, editor_client: Client) -> None:
    page = Editing(editor_client, measure).open()
    answers = [editor_client.post(page.url, page.fields | {"title": "新标题", "_continue": "1"}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [page.url, page.url]
    measure.refresh_from_db()
    assert (measure.title, measure.version) == ("新标题", 2)


def test_another_persons_form_is_not_answered_by_it(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    form = new_measure(editor_client, measure)
    editor_client.post(url("measure_add"), form)
    other = new_measure(colleague_client, measure)
    assert other["form_token"] != form["form_token"]
    colleague_client.post(url("measure_add"), other)
    assert Measure.objects.filter(title="新增举措").count() == 2


def test_the_same_number_from_another_person_is_another_form(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    form = new_measure(editor_client, measure)
    answers = [client.post(url("measure_add"), form) for client in (editor_client, colleague_client, colleague_client)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Measure.objects.filter(title="新增举措").count() == 2
    assert Edit.objects.filter(form_token=form["form_token"]).values("by").distinct().count() == 2


def test_a_form_without_a_number_is_written(measure: Measure, editor_client: Client) -> None:
    for token in ("", "keine"):
        editor_client.post(url("measure_add"), new_measure(editor_client, measure) | {"form_token": token})
    assert Measure.objects.filter(title="新增举措").count() == 1  # what is no number at all is refused
    assert Edit.objects.filter(form_token=None, via="admin").count() == 1


def test_a_section_is_made_once_too(measure: Measure, editor_client: Client) -> None:
    fields = read_form(editor_client.get(url("section_add")), "section_form")
    for _ in range(2):
        editor_client.post(url("section_add"), fields | {"plan": measure.plan.pk, "title": "补充章节", "_save": "1"})
    assert measure.plan.sections.filter(title="补充章节").count() == 1
    make_section(measure.plan)
