"""A target's amount as people say it: what it is compared by, where it is, the value and the unit."""

import pytest
from django.test import Client

from measures.edits import EditVia, edit
from measures.models import Edit, Measure, Target
from tests.admin.pages import Editing, page_of, text_of, url
from tests.factories import make_target


@pytest.mark.parametrize(("comparator", "said"), [("none", "300家"), ("over", "超过 300家")])
def test_the_list_says_no_comparison_where_there_is_none(
    measure: Measure, editor_client: Client, comparator: str, said: str
) -> None:
    make_target(measure, value=300, unit="家", comparator=comparator)
    [cell] = page_of(editor_client.get(url("target_changelist"))).xpath("//td[@class='field-quantity']")
    assert cell.text_content() == said


def test_neither_does_what_changed_since_a_measure_was_confirmed(measure: Measure, editor_client: Client) -> None:
    make_target(measure, text="新增企业", metric="企业", value=300, unit="家", comparator="none")
    for state in ("extracted", "confirmed"):
        Measure.objects.update(review_state=state)
    Target.objects.update(value=500)
    words = text_of(editor_client.get(url("measure_change", measure.pk)))
    assert "新增企业 企业 300家" in words
    assert "新增企业 企业 500家" in words


def test_the_form_and_the_history_show_no_zeros_that_say_nothing(measure: Measure, editor_client: Client) -> None:
    with edit(None, via=EditVia.COMMAND):
        make_target(measure, value=8000, unit="个")
    page = Editing(editor_client, measure).open()
    assert page.fields["targets-0-value"] == "8000"
    page.save()
    assert not Edit.objects.filter(via="admin").exists()  # nothing was changed
    page.open().save(**{"targets-0-value": "9000.5"})
    assert "8000 → 9000.5" in text_of(editor_client.get(url("measure_history", measure.pk)))
