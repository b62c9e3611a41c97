"""The guard of tests/conftest.py hears a query that is asked for each row."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings
from zeal import NPlusOneError

from measures.models import Measure
from tests.factories import make_measure, make_plan, make_section


def careless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(measure.section.title for measure in Measure.objects.all()))


def careful(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(measure.section.title for measure in Measure.objects.select_related("section")))


urlpatterns = [path("careless/", careless), path("careful/", careful)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_query_for_each_row_fails_the_test(client: Client, settings: Settings) -> None:
    section = make_section(make_plan())
    for _ in range(3):
        make_measure(section)
    assert client.get("/careful/").status_code == 200
    with pytest.raises(NPlusOneError):
        client.get("/careless/")
