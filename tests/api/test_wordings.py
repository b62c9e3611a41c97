"""What each edition says of a section or measure, read with the record."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from measures.models import Plan, SourceDocument
from tests.api.conftest import with_token
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
ONE = "/api/v1/plans/example/measures/1.1-1/"
FIRST = [[0, 6, "heading", "1"], [7, 21, "measure", "1.1-1"]]
SECOND = "第一章 创新\n支持前沿研究。\n稳定投入。\n二、其他\n"


@made_once
def editions(plan: Plan) -> Plan:
    """A second edition that words 1.1-1 in two passages, and one whose import was undone."""
    plan.sources.update(passages=FIRST)
    fields = {"filename": "二.txt", "media_type": "text/plain", "sha256": "2" * 64, "parser_version": "1"}
    second = [[0, 6, "heading", "1"], [7, 14, "measure", "1.1-1"], [15, 20, "measure", "1.1-1"]]
    second.append([21, 25, "furniture", "1.1-1"])
    SourceDocument.objects.create(plan=plan, edition=2, text=SECOND, passages=second, **fields)
    SourceDocument.objects.create(plan=plan, edition=3, text="无", undone=True, **fields)
    SourceDocument.objects.create(plan=plan, edition=4, text="分工", kind="division", **fields)
    return plan


def wordings(client: APIClient, address: str) -> Any:
    return client.get(address, {"expand": "wordings"}).json()["wordings"]


def test_a_record_gives_its_words_in_each_edition(editions: Plan, api: APIClient) -> None:
    assert wordings(api, ONE) == [
        {"edition": 1, "undone": False, "text": "支持基础研究。完善投入机制。"},
        {"edition": 2, "undone": False, "text": "支持前沿研究。\n稳定投入。"},
        {"edition": 3, "undone": True, "text": None},
    ]
    assert [each["text"] for each in wordings(api, "/api/v1/plans/example/sections/1/")] == [
        "第一章 创新",
        "第一章 创新",
        None,
    ]


def test_unasked_they_are_left_out(editions: Plan, api: APIClient) -> None:
    assert "wordings" not in api.get(ONE).json()
    assert "wordings" not in api.get("/api/v1/measures/?fields=code").json()["results"][0]


def test_a_list_reads_them_in_one_query_more(editions: Plan, api: APIClient, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        found = api.get("/api/v1/measures/?expand=wordings").json()["results"]
    assert [len(row["wordings"]) for row in found] == [3, 3, 3]
    streamed = b"".join(api.get("/api/v1/measures.csv?expand=wordings")).decode()
    assert "支持前沿研究。\n稳定投入。" in streamed


def test_editions_of_a_draft_are_for_those_who_may_see_them(editions: Plan, outsider: User, writer: APIClient) -> None:
    Plan.objects.update(state="draft")
    outsider.user_permissions.set(Permission.objects.filter(codename="view_measure"))
    assert wordings(with_token(outsider), ONE) == []
    assert len(wordings(writer, ONE)) == 3


def test_a_source_says_whether_its_import_was_undone(editions: Plan, api: APIClient) -> None:
    found = api.get("/api/v1/sources/?undone=true").json()["results"]
    assert [(row["edition"], row["undone"]) for row in found] == [(3, True)]
    assert len(api.get("/api/v1/sources/?undone=false").json()["results"]) == 3
