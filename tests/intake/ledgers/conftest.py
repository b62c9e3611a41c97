"""A plan whose ledger comes back."""

from datetime import date

import pytest

from measures.choices import PlanState, ReviewState
from measures.models import Plan, Responsibility
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.ledgers import EditedLedger, drawn, measure_of
from tests.made_once import made_once

HEADINGS = [("第一节", "基础研究"), ("第二节", "人才")]


@made_once
def plan() -> Plan:
    """Three measures in two sections, one with bodies and a day, one with words for its deadline."""
    plan = make_plan("shili", state=PlanState.DRAFT, period_start=2026, period_end=2030)
    chapter = make_section(plan, label="第一章", title="科技创新")
    first, second = (make_section(plan, chapter, label=label, title=title) for label, title in HEADINGS)
    make_measure(first, code="1.1-1", due_on=date(2027, 6, 30), review_state=ReviewState.EXTRACTED)
    make_measure(first, code="1.1-2", title="建设实验室", text="建设实验室。", due_text="长期坚持", note="已报送")
    make_measure(second, code="1.2-1", title="引进人才", text="引进人才。")
    for name, role in (("市科技局", "lead"), ("市教委", "lead"), ("市财政局", "support")):
        assign(measure_of("1.1-1"), make_body(name), role)
    Responsibility.objects.filter(body__name="市教委").update(position=2)
    return plan


@pytest.fixture
def ledger(plan: Plan) -> EditedLedger:
    return EditedLedger(drawn(plan))
