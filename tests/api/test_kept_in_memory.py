"""What is kept of the questions that callers ask: nothing that grows with them."""

import gc
from itertools import permutations
from typing import Any

import pytest
from django.forms import Form
from rest_framework.test import APIClient

from measures.api.records.filtersets import FilterForm
from measures.models import Section
from measures.prepared import PreparedQuery
from tests.api.test_pages import LIST, section

pytestmark = pytest.mark.django_db
__all__ = ["section"]


def test_whatever_callers_send_as_page_size_or_filters_no_more_is_kept_in_memory(
    api: APIClient, section: Section
) -> None:
    names = ("code", "kind", "phase", "label", "title", "text", "role", "version")

    def ask(sizes: range, pairs: Any) -> None:
        for size in sizes:
            assert len(api.get(LIST, {"page_size": size}).json()["results"]) == min(size, 7)
        for pair in pairs:
            api.get(LIST, dict.fromkeys(pair, "measure"))

    def kept() -> tuple[int, int]:
        gc.collect()
        prepared = sum(type(held) is PreparedQuery for held in gc.get_objects())
        return prepared, len(Form.__subclasses__()) + len(FilterForm.__subclasses__())

    ask(range(1, 500, 5), permutations(names[:3], 2))
    before = kept()
    ask(range(2, 500, 13), permutations(names, 2))
    assert kept() == before
