"""A field is declared once: rows, shape, filters, orderings and what may be written follow from it."""

from typing import Any

import pytest
from django_filters import CharFilter

from measures.api.records import RESOURCES, PlanResource
from measures.api.records.derived import example_of, filterset_of, orderings_of, serializer_of, writable_fields
from measures.api.records.fields import Field
from measures.api.records.resource import ReadContext
from measures.models import Plan
from measures.visibility import Visibility

BASELINE = Field(
    "baseline",
    "What the last import said.",
    example={"title": "示例市发展规划"},
    order_by="baseline",
    writable=True,
    filters={"baseline": CharFilter("baseline", help_text="The last import said so.")},
)
# Plans with one more column, which the API does not show.
WithBaseline = type("WithBaseline", (PlanResource,), {"fields": (*PlanResource.fields, BASELINE)})


def test_one_declaration_adds_shape_filter_ordering_example_and_right_to_write() -> None:
    assert "baseline" in serializer_of(WithBaseline)().fields
    assert "baseline" in filterset_of(WithBaseline).base_filters
    assert orderings_of(WithBaseline)["baseline"] == "baseline"
    assert writable_fields(WithBaseline)[-1] == "baseline"
    assert example_of(WithBaseline)["baseline"] == {"title": "示例市发展规划"}


@pytest.mark.django_db
def test_one_declaration_adds_the_column_to_every_row(plan: Plan) -> None:
    Plan.objects.update(baseline={"title": "原题"})
    context = ReadContext(Visibility(), "http://testserver/api/v1/")
    [record] = WithBaseline(context).read(Plan.objects.all())
    assert record["baseline"] == {"title": "原题"}
    assert list(record)[:-1] == PlanResource.field_names()


@pytest.mark.parametrize("resource", RESOURCES.values())
def test_every_declaration_says_what_it_means(resource: Any) -> None:
    for field in resource.fields:
        assert str(field.meaning)
        assert all(str(made.extra.get("help_text", "")) for made in field.filters.values())
