"""What was compared is written as one edit under the loader's name, or nothing is; and undoing it takes it back."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from measures import edits
from measures.choices import PlanState, ReviewState
from measures.edits import EditVia, edit
from measures.importing import Choice, ComparisonChangedError
from measures.intake.imports import ImportEndedError
from measures.intake.ledgers.imports import apply_ledger, comparison_of_ledger
from measures.intake.uploads import receive
from measures.models import Edit, Import, Measure, PendingChange, Plan, ResponsibleBody
from tests.factories import assign, make_measure, make_plan, make_section
from tests.ledgers import EditedLedger, drawn
from tests.made_once import made_once
from tests.uploads import is_kept, read_here


@made_once
def plan() -> Plan:
    plan = make_plan("shili", period_start=2026, period_end=2030)
    section = make_section(plan, label="第一章", title="科技创新")
    for number, title in enumerate(["支持基础研究", "建设实验室"], 1):
        assign(make_measure(section, code=f"1-{number}", title=title, text=f"{title}。"), "市科技局")
    return plan


def uploaded(data: bytes, plan: Plan | None = None, name: str = "台账.xlsx") -> Import:
    item = receive(SimpleUploadedFile(name, data), name, None, plan)
    read_here([item])
    item.refresh_from_db()
    return item


def applied(item: Import, by: User | None, reason: str = "") -> None:
    expected = comparison_of_ledger(item, by).fingerprint()
    apply_ledger(item, by, expected=expected, declined=frozenset(), reason=reason)
    item.refresh_from_db()


def state() -> list[tuple[object, ...]]:
    measures = Measure.objects.order_by("code").values_list("code", "title", "due_on", "review_state")
    return [(*row, sorted(Measure.objects.get(code=row[0]).bodies.values_list("name", flat=True))) for row in measures]


def edited(plan: Plan) -> EditedLedger:
    ledger = EditedLedger(drawn(plan)).say("1-1", title="支持原始创新", due=date(2027, 6, 30), lead="市教委、市科技局")
    ledger.add_row(chapter="科技创新", title="培养人才", support="市科技局")
    return ledger


def test_a_ledger_is_one_edit_by_its_loader_and_undoing_it_leaves_what_was(plan: Plan, editor: User) -> None:
    ResponsibleBody.objects.create(jurisdiction="示例市", name="市教委")
    before, item = state(), uploaded(edited(plan).saved())
    assert (item.state, item.kind, item.plan) == ("read", "ledger", plan)
    applied(item, editor, "第三季度更新")
    assert state() == [
        ("1-1", "支持原始创新", date(2027, 6, 30), "published", ["市教委", "市科技局"]),
        ("1-2", "建设实验室", None, "published", ["市科技局"]),
        ("1-3", "培养人才", None, "extracted", ["市科技局"]),
    ]
    made = item.edit
    assert made is not None
    assert (made.by, made.reason, made.via) == (editor, "第三季度更新", "import")
    assert set(Measure.history.filter(edit=made).values_list("code", flat=True)) == {"1-1", "1-3"}
    assert (item.state, item.counts["measure"]) == ("applied", {"new": 1, "update": 1, "unchanged": 1})
    assert not is_kept(item.file.name)
    edits.undo(made, by=editor, via=EditVia.ADMIN)
    assert state() == before


def test_a_body_that_is_made_comes_with_the_edit_and_goes_with_its_undoing(plan: Plan, editor: User) -> None:
    item = uploaded(edited(plan).saved())
    item.answers = {"made": [["示例市", "市教委"]]}
    applied(item, editor)
    assert item.counts["responsiblebody"] == {"new": 1}
    assert Measure.objects.get(code="1-1").bodies.filter(name="市教委").exists()
    assert item.edit is not None
    edits.undo(item.edit, by=editor, via=EditVia.ADMIN)
    assert not ResponsibleBody.objects.filter(name="市教委").exists()


def test_nothing_is_written_where_the_records_are_others_than_were_compared(plan: Plan, editor: User) -> None:
    item = uploaded(EditedLedger(drawn(plan)).say("1-1", title="支持原始创新").saved())
    expected = comparison_of_ledger(item, editor).fingerprint()
    with edit(None, via=EditVia.COMMAND):
        Measure.objects.get(code="1-1").save()
    before, count = state(), Edit.objects.count()
    with pytest.raises(ComparisonChangedError):
        apply_ledger(item, editor, expected=expected, declined=frozenset())
    assert (state(), Edit.objects.count()) == (before, count)
    item.refresh_from_db()
    assert item.state == "read"


def test_what_is_left_out_is_not_written(plan: Plan, editor: User) -> None:
    ledger = EditedLedger(drawn(plan)).say("1-1", title="支持原始创新", note="新").say("1-2", title="建设重点实验室")
    number = ledger.add_row(chapter="科技创新", title="培养人才")
    item = uploaded(ledger.saved())
    declined: frozenset[Choice] = frozenset(
        [
            ("measure", ("shili", "1-1"), "title"),
            ("measure", ("shili", "1-2"), "title"),
            ("measure", (ledger.sheet.title, number), ""),
        ]
    )
    expected = comparison_of_ledger(item, editor).fingerprint()
    apply_ledger(item, editor, expected=expected, declined=declined)
    assert list(Measure.objects.order_by("code").values_list("title", "note")) == [
        ("支持基础研究", "新"),
        ("建设实验室", ""),
    ]


def test_one_that_was_applied_is_not_applied_again(plan: Plan, editor: User) -> None:
    item = uploaded(EditedLedger(drawn(plan)).say("1-1", title="支持原始创新").saved())
    applied(item, editor)
    with pytest.raises(ImportEndedError):
        apply_ledger(item, editor, expected="", declined=frozenset())


def test_what_a_published_measure_of_a_plan_with_a_second_person_says_waits_unless_it_is_taken_back(
    plan: Plan, editor: User
) -> None:
    Plan.objects.update(state=PlanState.PUBLISHED, second_person=True)
    ledger = EditedLedger(drawn(plan)).say("1-1", title="支持原始创新")
    ledger.say("1-2", title="建设重点实验室", lead="", review_state="已核")
    applied(uploaded(ledger.saved()), editor)
    assert [change.wanted for change in PendingChange.objects.all()] == [{"title": "支持原始创新"}]
    assert state() == [
        ("1-1", "支持基础研究", None, ReviewState.PUBLISHED, ["市科技局"]),
        ("1-2", "建设重点实验室", None, ReviewState.CONFIRMED, []),
    ]
