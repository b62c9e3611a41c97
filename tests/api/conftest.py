from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from measures.choices import PlanState, ReviewState
from measures.models import ApiToken, Measure, Plan
from measures.models.edit import joined_unit
from tests.factories import assign, make_measure, make_plan, make_section, make_source, make_target
from tests.made_once import made_once


@pytest.fixture
def api() -> APIClient:
    """A caller without a token, context English."""
    return APIClient(headers={"Accept-Language": "en"})


@made_once
def plan() -> Plan:
    """示例市's plan: 1 > 1.1 with two measures, 1.2 with one; the first is assigned and has a target."""
    with joined_unit():
        plan = make_plan("example", title="示例市发展规划", period_start=2021, period_end=2025)
        source = make_source(plan, "第一章 创新\n支持基础研究。完善投入机制。\n")
        chapter = make_section(plan, label="第一章", title="创新", source=source, source_start=0, source_end=6)
        first, second = make_section(plan, chapter, title="研究"), make_section(plan, chapter, title="人才")
        measure = make_measure(first, source=source, source_start=7, source_end=21, title="支持基础研究")
        make_measure(first, title="建设实验室", text="建设实验室。")
        make_measure(second, title="引进人才", text="引进高层次人才。")
        assign(measure, "市科技局")
        assign(measure, "市财政局", "support", position=2)
        make_target(measure, text="到2025年达到300家", value=300, unit="家", year=2025)
    return plan


@made_once
def hidden(plan: Plan) -> list[Measure]:
    """What nobody may read without a token: a measure not yet published, and one of a draft plan."""
    draft = make_plan("draft", state=PlanState.DRAFT)
    section = plan.sections.get(code="1.1")
    return [
        make_measure(section, title="未公开举措", review_state=ReviewState.CONFIRMED),
        make_measure(make_section(draft), title="草案举措"),
    ]


def codes(response: object) -> list[str]:
    """The codes in a list's answer, in its order."""
    return [row["code"] for row in response.json()["results"]]  # type: ignore[attr-defined]


@pytest.fixture
def writer(editor: User) -> APIClient:
    """A caller whose token may write, in the name of `editor`."""
    return with_token(editor)


def with_token(user: User, **fields: Any) -> APIClient:
    """A caller with a new token of `user`."""
    _, secret = ApiToken.objects.create(user, name="test", **{"read_only": False} | fields)
    return APIClient(headers={"Accept-Language": "en", "Authorization": f"Token {secret}"})
