"""What a ledger that comes back would change: each cell that says something else, and why a row is refused."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from measures import edits
from measures.edits import EditVia, edit
from measures.intake.ledgers.applying import write_ledger
from measures.intake.ledgers.comparing import compare_ledger
from measures.intake.ledgers.comparison import LedgerComparison
from measures.models import Measure, Plan, ResponsibleBody
from measures.parsing.ledgers.model import ledger_from_json
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.ledgers import EditedLedger, back, changes, compared, drawn, measure_of, read


def reasons(found: LedgerComparison) -> list[str]:
    return [f"{each.place} {each.reason}" for each in found.refused]


def test_a_ledger_that_nobody_touched_changes_nothing(ledger: EditedLedger) -> None:
    found = back(ledger)
    assert (found.changes, found.refused, found.notes, found.unchanged) == ([], [], [], 3)


def test_each_cell_that_says_something_else_is_a_change(ledger: EditedLedger) -> None:
    ledger.say("1.1-1", title="支持原始创新", phase="推进中", due="2028年12月底前", note="新增")
    ledger.say("1.1-2", due=date(2028, 1, 31), note="")
    ledger.say("1.2-1", due="每年12月底前", text="=引进1+1人才")
    assert changes(back(ledger)) == {
        "1.1-1": {
            "title": ("支持基础研究", "支持原始创新"),
            "phase": ("未启动", "推进中"),
            "due": ("2027-06-30", "2028-12-31"),
            "note": ("", "新增"),
        },
        "1.1-2": {"due": ("长期坚持", "2028-01-31"), "note": ("已报送", "")},
        "1.2-1": {"due": ("", "每年12月底前"), "text": ("引进人才。", "=引进1+1人才")},
    }


def test_rows_that_were_sorted_and_words_in_another_language_or_width_are_no_change(ledger: EditedLedger) -> None:
    first, last = ledger.head + 2, ledger.sheet.max_row
    rows = [ledger.values(number) for number in range(last, first - 1, -1)]
    for number, row in enumerate(rows, first):
        for place, value in enumerate(row, 1):
            ledger.sheet.cell(number, place).value = value
    ledger.say(
        "1.1-1", phase="not started", review_state=" extracted", due="2027/6/30", lead="市科技局,市教委", version="1"
    )
    assert back(ledger).unchanged == 3


@pytest.mark.parametrize("due", [46568, "46568", "2027.6.30", "２０２７年６月３０日", "2027-06"])
def test_a_day_that_a_program_or_person_writes_otherwise_is_the_same_day(ledger: EditedLedger, due: Any) -> None:
    ledger.say("1.1-1", due=due)
    assert back(ledger).unchanged == 3


def test_without_a_deadline_neither_day_nor_words_are_left(ledger: EditedLedger) -> None:
    ledger.say("1.1-2", due=None)
    assert back(ledger).updated[0].values() == {"due_on": None, "due_text": ""}


ILLEGAL: list[tuple[str, str, Any, str]] = [
    ("1.1-1", "phase", "快好了", "没有“快好了”"),
    ("1.1-1", "phase", None, "不能为空"),
    ("1.1-1", "review_state", "已批", "没有“已批”"),
    ("1.1-1", "due", "2027-02-30", "不是日期"),
    ("1.1-1", "due", "6月底前", "哪一年"),
    ("1.1-1", "due", "2127-06-30", "规划"),
    ("1.1-1", "due", "3027-06-30", "3027"),
    ("1.1-1", "title", None, ""),
    ("1.1-1", "title", "长" * 256, "255"),
    ("1.1-2", "title", "=1+1", "公式"),
    ("1.1-1", "lead", "市气象台", "市气象台"),
]


def test_an_illegal_value_refuses_its_row_and_is_told_by_sheet_and_cell(ledger: EditedLedger) -> None:
    ledger.say("1.2-1", title="引进高层次人才")
    for code, column, value, reason in ILLEGAL:
        cell, note = ledger.cell(code, column), ledger.cell(code, "note").value
        before = cell.value
        ledger.say(code, note="这一行的其他修改")
        cell.value = value
        found = back(ledger)
        [refused] = found.refused
        assert str(refused.place) == f"表“{ledger.sheet.title}” {cell.coordinate}"
        assert reason in refused.reason
        assert code in refused.name
        assert list(changes(found)) == ["1.2-1"]
        ledger.say(code, **{column: before, "note": note})


def test_a_stale_row_is_refused_with_what_changed_and_by_whom_and_the_others_are_not(
    ledger: EditedLedger, editor: User
) -> None:
    with edit(editor, via=EditVia.ADMIN):
        measure = measure_of("1.1-1")
        measure.phase = "completed"
        measure.save()
        measure.responsibilities.get(body__name="市财政局").delete()
    ledger.say("1.1-1", title="支持原始创新").say("1.2-1", title="引进高层次人才")
    found = back(ledger)
    [refused] = found.refused
    assert "配合单位、进展阶段（editor " in refused.reason
    assert "1.1-1" in refused.name
    assert list(changes(found)) == ["1.2-1"]


def test_a_ledger_whose_edit_was_undone_is_taken_again(ledger: EditedLedger, editor: User) -> None:
    ledger.say("1.1-1", title="支持原始创新", support="市科技局").say("1.2-1", due="长期坚持")
    first = back(ledger)
    with edit(editor, via=EditVia.ADMIN) as written:
        write_ledger(first)
    edits.undo(written.edit, by=editor, via=EditVia.ADMIN)
    again = back(ledger)
    assert again.refused == []
    assert changes(again) == changes(first)


def test_what_no_column_says_makes_no_row_stale(ledger: EditedLedger) -> None:
    with edit(None, via=EditVia.COMMAND):
        make_target(measure_of("1.1-1"))
    assert measure_of("1.1-1").version != ledger.cell("1.1-1", "version").value
    ledger.say("1.1-1", title="支持原始创新")
    assert list(changes(back(ledger))) == ["1.1-1"]


def test_where_nobody_knows_what_an_older_version_said_the_row_is_refused(ledger: EditedLedger) -> None:
    Measure.objects.filter(code="1.1-1").update(version=9)
    ledger.say("1.1-1", title="支持原始创新", version=7)
    [refused] = back(ledger).refused
    assert "无从得知改了什么" in refused.reason


def test_an_older_row_in_which_nobody_changed_anything_is_no_change(ledger: EditedLedger, editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN):
        measure = measure_of("1.1-1")
        measure.phase = "completed"
        measure.save()
        measure.responsibilities.all().delete()
        assign(measure, "市人社局", "responsible")
    found = back(ledger)
    assert (found.changes, found.refused, found.unchanged) == ([], [], 3)


def test_a_body_that_had_gone_before_the_ledger_was_drawn_is_not_missed(plan: Plan) -> None:
    with edit(None, via=EditVia.COMMAND):
        measure_of("1.1-1").responsibilities.get(body__name="市财政局").delete()
    ledger = EditedLedger(drawn(plan))
    with edit(None, via=EditVia.COMMAND):
        assign(measure_of("1.1-1"), "市教委", "support")
    assert back(ledger).unchanged == 3


def test_an_older_row_that_was_made_to_say_what_is_here_by_now_is_no_change(ledger: EditedLedger) -> None:
    with edit(None, via=EditVia.COMMAND):
        measure = measure_of("1.1-1")
        measure.phase = "completed"
        measure.save()
    ledger.say("1.1-1", phase="已完成")
    assert back(ledger).unchanged == 3


@pytest.mark.parametrize(("version", "reason"), [(None, "版本"), ("九", "版本"), (9, "其他数据库")])
def test_a_row_of_no_known_version_is_refused_where_it_says_something_else(
    ledger: EditedLedger, version: Any, reason: str
) -> None:
    ledger.say("1.1-1", version=version, title="支持原始创新").say("1.2-1", version=version)
    found = back(ledger)
    [refused] = found.refused
    assert reason in refused.reason
    assert (found.changes, found.unchanged) == ([], 2)


@pytest.mark.parametrize(("code", "reason"), [("9-9", "没有任务举措“9-9”"), ("1月2日", "日期")])
def test_an_unknown_code_is_told_by_its_cell(ledger: EditedLedger, code: str, reason: str) -> None:
    place = ledger.cell("1.1-1", "code").coordinate
    ledger.say("1.1-1", code=code)
    [refused] = back(ledger).refused
    assert str(refused.place).endswith(f" {place}")
    assert reason in refused.reason


def test_rows_that_change_one_measure_differently_are_both_refused(ledger: EditedLedger) -> None:
    values = ledger.values(ledger.row("1.1-1"))
    ledger.say("1.1-1", title="支持原始创新")
    ledger.sheet.append(values)
    assert list(changes(back(ledger))) == ["1.1-1"]  # the copy says what is here
    ledger.sheet.cell(ledger.sheet.max_row, ledger.column("title"), "支持应用研究")
    found = back(ledger)
    assert (found.updated, len(found.refused)) == ([], 2)
    assert "多行" in found.refused[0].reason


def test_of_rows_that_change_one_measure_alike_the_first_counts(ledger: EditedLedger) -> None:
    ledger.say("1.1-1", phase="已完成")
    ledger.sheet.append([cell.value for cell in ledger.sheet[ledger.row("1.1-1")]])
    found = back(ledger)
    assert [row.place.row for row in found.updated] == [ledger.row("1.1-1")]
    assert not found.refused


def test_a_sheet_without_the_hidden_columns_is_told_with_what_it_lacks(plan: Plan) -> None:
    """Somebody copied what was seen into a sheet of their own, or deleted a column."""
    second = make_plan("other", title="另一规划")
    make_measure(make_section(second), code="1-1")
    ledger = EditedLedger(drawn(plan, second))
    other = ledger.book.worksheets[1]
    other.delete_cols(ledger.column("version"))
    other.delete_cols(ledger.column("code"))
    ledger.book.create_sheet("填表说明").append(["请于月底前报送"])
    seen = ledger_from_json(json.loads(json.dumps(read(ledger.saved()).as_json())))
    lacking, no_ledger = compare_ledger(seen, user=None).notes[::-1]
    assert "另一规划" in lacking
    assert "缺少以下列：编号、version" in lacking
    assert no_ledger == "以下工作表不是台账，未读取：“填表说明”。"


def test_a_cell_under_a_merged_one_is_refused_and_the_one_that_is_seen_is_not(ledger: EditedLedger) -> None:
    column = ledger.column("title")
    first, second = ledger.row("1.1-1"), ledger.row("1.1-2")
    ledger.sheet.merge_cells(start_row=first, end_row=second, start_column=column, end_column=column)
    [refused] = back(ledger).refused
    assert "合并" in refused.reason
    assert "1.1-2" in refused.name


class TestBodies:
    def test_names_mean_bodies_by_name_or_alias_and_role_by_column(self, ledger: EditedLedger) -> None:
        make_body("市发展和改革委员会", aliases=["市发改委"])
        ledger.say("1.1-1", lead="市发改委，市科技局", support="市教委；市财政局")
        [row] = back(ledger).updated
        names = {role: [body.name for body in bodies] for role, bodies in row.bodies().items()}
        assert names == {"lead": ["市发展和改革委员会", "市科技局"], "support": ["市教委", "市财政局"]}

    def test_another_order_is_a_change(self, ledger: EditedLedger) -> None:
        ledger.say("1.1-1", lead="市教委、市科技局")
        assert changes(back(ledger)) == {"1.1-1": {"lead": ("市科技局、市教委", "市教委、市科技局")}}

    def test_an_alias_in_place_of_the_name_is_no_change(self, ledger: EditedLedger) -> None:
        ResponsibleBody.objects.filter(name="市科技局").update(aliases=["市科委"])
        ledger.say("1.1-1", lead="市科委、市教委")
        assert (changes(back(ledger)), back(ledger).unchanged) == ({}, 3)

    def test_a_body_that_was_renamed_since_is_the_same_one(self, ledger: EditedLedger) -> None:
        with edit(None, via=EditVia.COMMAND):
            body = ResponsibleBody.objects.get(name="市教委")
            body.name = "市教育委员会"
            body.save()
        assert back(ledger).unchanged == 3

    def test_a_name_that_no_body_has_is_asked_about_once_with_its_places(self, ledger: EditedLedger) -> None:
        make_body("市发展和改革委员会")
        ledger.say("1.1-1", lead="市发改委").say("1.1-2", lead="市发改委、市气象台").say("1.2-1", support="市气象台")
        found = back(ledger)
        asked = {each.name: (each.other and each.other.other, len(each.places)) for each in found.questions}
        assert asked == {"市发改委": ("市发展和改革委员会", 2), "市气象台": (None, 2)}
        assert len(found.refused) == 3

    def test_a_name_that_no_body_may_have_cannot_be_made(self, ledger: EditedLedger) -> None:
        ledger.say("1.1-1", lead="市" * 129)
        [question] = back(ledger).questions
        assert not question.may_create
        assert "128" in question.why_not

    def test_one_that_is_to_be_made_answers_for_the_measure(self, ledger: EditedLedger) -> None:
        ledger.say("1.1-1", lead="市气象台")
        found = back(ledger, wanted=[("示例市", "市气象台")])
        assert (found.questions, found.refused) == ([], [])
        assert [body.name for body in found.updated[0].bodies()["lead"]] == ["市气象台"]
        assert found.counts()["responsiblebody"] == {"new": 1}

    def test_one_of_another_jurisdiction_that_the_measure_has_is_meant_by_its_plain_name(
        self, plan: Plan, ledger: EditedLedger
    ) -> None:
        make_body("市气象台", "邻市")
        make_body("市气象台", "远市")
        assign(measure_of("1.2-1"), make_body("市气象台", "邻市"), "lead")
        Measure.objects.filter(code="1.2-1").update(version=1)
        again = EditedLedger(drawn(plan))
        assert back(again).unchanged == 3
        again.say("1.2-1", lead="市气象台、市科技局")
        [row] = back(again).updated
        assert [body.jurisdiction for body in row.bodies()["lead"]] == ["邻市", "示例市"]


class TestAddedRows:
    def test_a_row_without_a_code_becomes_a_measure_of_the_section_that_it_names(self, ledger: EditedLedger) -> None:
        ledger.add_row(
            chapter="第一章 科技创新", section="人才", title="培养青年人才", lead="市教委", due="2028-06", note="新"
        )
        [row] = back(ledger).added
        assert (str(row.section), row.plan.slug) == ("第二节 人才", "shili")
        assert row.values() | {"due_on": None} == {
            "title": "培养青年人才", "text": "培养青年人才", "due_on": None, "note": "新",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"title": "培养"}, "哪个章节"),
            ({"title": "培养", "chapter": "第九章"}, "没有章节"),
            ({"chapter": "第一章 科技创新", "text": "只有内容"}, "标题"),
            ({"chapter": "第一章 科技创新", "title": "培养", "phase": "快好了"}, "快好了"),
        ],
    )
    def test_it_is_refused_where_it_does_not_say_enough(
        self, ledger: EditedLedger, values: dict[str, Any], reason: str
    ) -> None:
        ledger.add_row(**values)
        [refused] = back(ledger).refused
        assert reason in refused.reason

    def test_a_heading_above_it_says_the_section_where_the_row_does_not(self, ledger: EditedLedger) -> None:
        ledger.add_row(number="第一章 科技创新")
        ledger.add_row(number="第二节 人才")
        ledger.add_row(title="培养青年人才")
        found = back(ledger)
        assert ([str(row.section) for row in found.added], found.refused, found.notes) == (["第二节 人才"], [], [])

    def test_a_section_whose_title_there_is_twice_is_told_by_what_stands_above_it(
        self, plan: Plan, ledger: EditedLedger
    ) -> None:
        other = make_section(plan, label="第二章", title="教育")
        make_section(plan, other, label="第二节", title="人才")
        ledger.add_row(section="第二节 人才", title="培养")
        ledger.add_row(chapter="第二章 教育", section="第二节 人才", title="培养")
        found = back(ledger)
        assert [row.section and row.section.parent_id for row in found.added] == [other.pk]
        assert "多个章节" in found.refused[0].reason


class TestWhatIsNotTaken:
    def test_columns_without_a_field_are_told_once_with_how_much_they_hold(self, ledger: EditedLedger) -> None:
        ledger.say("1.1-1", progress="已完成一半")
        ledger.sheet.cell(ledger.head + 1, ledger.sheet.max_column + 1, "经办人")
        for row in (4, 5):
            ledger.sheet.cell(row, ledger.sheet.max_column, "张三")
        found = back(ledger)
        assert found.unchanged == 3
        assert sorted(("经办人" in note, "2" in note, "1" in note) for note in found.notes) == [
            (False, False, True), (True, True, False),
        ]  # fmt: skip

    def test_of_a_text_file_they_are_told_without_a_sheet(self, ledger: EditedLedger) -> None:
        version = ledger.cell("1.1-1", "version").value
        found = compared(f"code,title,slug,version,经办人\n1.1-1,支持基础研究,shili,{version},张三\n".encode())
        assert (found.unchanged, found.notes) == (1, ["E 列“经办人”不采用，任务举措没有这一字段：共 1 个单元格。"])

    def test_another_heading_moves_no_measure(self, ledger: EditedLedger) -> None:
        ledger.say("1.1-1", section="第二节 人才")
        found = back(ledger)
        assert (found.unchanged, len(found.notes)) == (3, 1)

    def test_a_line_that_holds_nothing_to_take_is_told(self, ledger: EditedLedger) -> None:
        ledger.add_row(number="合计 3 项")
        found = back(ledger)
        assert (found.refused, found.added) == ([], [])
        assert "合计 3 项" in found.notes[0]


def test_several_sheets_are_several_plans_and_a_renamed_sheet_is_read(plan: Plan) -> None:
    other = make_plan("lin", title="邻市规划")
    make_measure(make_section(other, label="第一章", title="教育"), code="1-1", title="办好教育")
    ledger = EditedLedger(drawn(plan, other))
    ledger.say("1.1-1", title="支持原始创新")
    ledger.sheet = ledger.book.worksheets[1]
    ledger.sheet.title = "改了名"
    ledger.say("1-1", title="办好职业教育")
    found = back(ledger)
    assert {row.key: str(row.place) for row in found.updated} == {
        ("shili", "1.1-1"): "表“示例市发展规划” 第 4 行",
        ("lin", "1-1"): "表“改了名” 第 4 行",
    }


def test_what_is_compared_is_known_by_its_fingerprint(ledger: EditedLedger) -> None:
    untouched = back(ledger).fingerprint()
    ledger.say("1.1-1", title="支持原始创新")
    changed = back(ledger).fingerprint()
    with edit(None, via=EditVia.COMMAND):
        measure_of("1.1-1").save()
    assert len({untouched, changed, back(ledger).fingerprint()}) == 3
