"""What a search finds, best first: a long list is cut into the pages that sorting all of it would give."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.measure_search import relevance
from measures.models import Measure
from measures.querysets import best_first
from measures.querysets.best_first import BestFirst
from tests.factories import assign, make_body, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db

WORDS = ["人才", "人才 引进", "“人才”", "人才　1-3"]


@pytest.fixture
def measures() -> None:
    """Of each rank several, in an order that is none of ranks."""
    section = make_section(make_plan())
    of_body, in_title, in_text = {"title": "其他"}, {"title": "引进人才"}, {"title": "引进", "text": "引进高层次人才。"}
    spelled = {"title": "引進⼈才"}
    for fields in (of_body, spelled, in_text, in_title, in_text, of_body, in_title, spelled, {"title": "无关"}):
        measure = make_measure(section, **{"text": "引进。", **fields})
        if fields is of_body:
            assign(measure, make_body("市人才局"))


def sorted_at_once(words: str) -> list[int]:
    found = Measure.objects.search(words).order_by(relevance(words), "-position")
    return list(found.values_list("pk", flat=True))


@pytest.mark.parametrize("words", WORDS)
def test_each_part_of_a_long_list_is_that_of_all_sorted(
    measures: None, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    wanted = sorted_at_once(words)
    assert len(wanted) > 1 or words == "人才　1-3"
    for longest in (-1, 100):
        monkeypatch.setattr(best_first, "LONGEST_SORTED", longest)
        found = BestFirst(Measure.objects.order_by("-position"), words)
        assert len(found) == len(wanted)
        assert [found[at] for at in range(len(wanted))] == wanted
        parts = [(start, stop) for start in range(len(wanted) + 1) for stop in range(start, len(wanted) + 2)]
        assert [found[start:stop] for start, stop in parts] == [wanted[start:stop] for start, stop in parts]


def test_the_examples_have_every_rank(measures: None) -> None:
    ranked = Measure.objects.search("人才").annotate(rank=relevance("人才"))
    assert sorted(ranked.values_list("rank", flat=True)) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_words_that_find_nothing_make_an_empty_list(measures: None) -> None:
    for words in ("", "没有这样的"):
        assert list(BestFirst(Measure.objects.order_by("pk"), words)) == []


@pytest.mark.only("postgresql")
def test_of_a_long_list_the_first_rank_is_read_alone_where_it_fills_the_page(
    measures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_first, "LONGEST_SORTED", 0)
    found = BestFirst(Measure.objects.order_by("-position"), "人才")
    len(found)
    with CaptureQueriesContext(connection) as captured:
        assert found[:2] == sorted_at_once("人才")[:2]
    read = [each["sql"] for each in captured if "LIMIT 2" in each["sql"]]
    assert len(read) == 1
