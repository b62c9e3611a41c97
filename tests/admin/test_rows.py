"""What a list writes for each row without asking Django is what Django would write."""

import pytest
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.test import Client
from pytest_django.asserts import assertHTMLEqual

from measures.models import Measure
from tests.admin.pages import page_of, url


def test_a_box_to_choose_a_row_is_the_usual_one(measure: Measure) -> None:
    measure.title = '建设“<b>馆</b>”&"库"'
    own = admin.site.get_model_admin(Measure)
    assertHTMLEqual(own.action_checkbox(measure), ModelAdmin.action_checkbox(own, measure))


@pytest.mark.parametrize("query", [{}, {"q": "建设 & 改造"}, {"plan": "demo", "o": "-2.1"}])
def test_a_row_leads_to_its_record_and_from_there_back_to_the_list(
    measure: Measure, editor_client: Client, query: dict[str, str]
) -> None:
    Measure.objects.filter(pk=measure.pk).update(text="建设 & 改造")
    answer = editor_client.get(url("measure_changelist", **query))
    kept = {"preserved_filters": answer.context["preserved_filters"], "opts": Measure._meta}
    expected = add_preserved_filters(kept, url("measure_change", measure.pk))
    assert page_of(answer).xpath("//*[@id='result_list']//a[contains(@href, 'change/')]/@href") == [expected] * 2
    assert bool(kept["preserved_filters"]) == bool(query)


def test_a_phase_or_state_that_is_none_is_shown_as_it_is_stored(measure: Measure, editor_client: Client) -> None:
    """As a fixture or plain SQL may have written it: whoever is to mend it has to find it."""
    Measure.objects.filter(pk=measure.pk).update(phase="halted", review_state="odd")
    page = page_of(editor_client.get(url("measure_changelist")))
    assert [page.xpath(f"string(//span[contains(@class, '{kind}-')])") for kind in ("phase", "review")] == [
        "halted",
        "odd",
    ]
