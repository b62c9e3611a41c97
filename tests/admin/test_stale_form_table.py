"""The table that lists, field by field, what an editor saw, what a colleague saved and what the editor typed."""

from django.test import Client
from lxml import html

from measures.models import Measure
from tests.admin.pages import both_open, page_of
from tests.factories import make_body, make_section, make_target

Row = tuple[str, str, str, str, bool]  # label, seen, theirs, mine, and whether both changed it
NO_NUMBER = {"comparator": "none", "nature": "unstated"}


def rows_of(response: object) -> list[Row]:
    """The rows of the table, each cell with its marks."""
    rows = page_of(response).xpath("//section[contains(@class, 'conflict')]//tbody/tr")
    return [(*(inner(cell) for cell in row.xpath("./*")[:4]), row.get("class") == "both") for row in rows]


def inner(cell: html.HtmlElement) -> str:
    parts = [cell.text or "", *(html.tostring(child, encoding="unicode") for child in cell)]
    return "".join(parts).strip()


def test_what_is_prose_has_the_changes_of_both_marked(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(title="支持应用研究")
    marked = "支持<del>基础</del><ins>应用</ins>研究"
    assert rows_of(mine.save(note="备注")) == [("标题", "支持基础研究", marked, "支持基础研究", False)]


def test_of_what_both_changed_each_wording_is_marked(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(title="支持应用研究")
    assert rows_of(mine.save(title="支持前沿研究")) == [
        (
            "标题",
            "支持基础研究",
            "支持<del>基础</del><ins>应用</ins>研究",
            "支持<del>基础</del><ins>前沿</ins>研究",
            True,
        )
    ]


def test_choices_are_listed_by_their_labels_and_without_marks(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(phase="in_progress")
    assert rows_of(mine.save(phase="completed")) == [("进展阶段", "未启动", "推进中", "已完成", True)]


def test_what_was_empty_is_a_dash(measure: Measure, editor_client: Client, colleague_client: Client) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(due_on="2025-12-31")
    assert rows_of(mine.save(note="备注")) == [("完成时限", "—", "2025-12-31", "—", False)]


def test_lines_are_listed_one_below_the_other(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure, text="达到300家")
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**theirs.add_part("targets", text="投入2亿元", **NO_NUMBER))
    [(label, seen, saved, typed, both)] = rows_of(mine.save(note="备注"))
    assert (label, both) == ("目标指标", False)
    assert seen == typed
    assert saved.startswith(seen)
    assert saved.count("<div>") == 2
    assert "投入2亿元" in saved


def test_lines_that_both_changed_are_told_as_such(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**theirs.add_part("targets", text="投入2亿元", **NO_NUMBER))
    added = mine.add_part("targets", text="达到300家", **NO_NUMBER)
    [(_label, seen, saved, typed, both)] = rows_of(mine.save(**added))
    assert (seen, both) == ("<div>—</div>", True)
    assert "投入2亿元" in saved
    assert "达到300家" in typed


def test_lines_that_both_changed_alike_are_no_difference_of_both(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure, text="达到300家", unit="家", year=2025)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**{"targets-0-year": "2026"})
    [(_label, _seen, saved, typed, both)] = rows_of(mine.save(**{"targets-0-year": "2026"}))
    assert saved == typed
    assert not both


def test_parts_that_nobody_else_changed_are_not_listed(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(title="对方的标题")
    labels = [row[0] for row in rows_of(mine.save(**{"targets-0-unit": "户"}))]
    assert labels == ["标题"]


def test_a_removal_is_taken_back_before_the_second_save(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    """The form that comes back has its lines in another order: a tick must not move to another line."""
    for text in ("达到300家", "投入2亿元"):
        make_target(measure, text=text)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**{"targets-0-DELETE": "on"})
    mine.save(**{"targets-1-DELETE": "on"})
    assert mine.fields.get("targets-0-DELETE") == "on"
    assert mine.fields["targets-INITIAL_FORMS"] == "1"
    assert "targets-1-DELETE" not in mine.fields
    assert mine.save().status_code == 302
    assert not measure.targets.exists()


def test_what_is_no_value_of_the_field_is_listed_and_kept_as_it_was_typed(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(due_on="2025-12-31")
    assert rows_of(mine.save(due_on="年底")) == [("完成时限", "—", "2025-12-31", "年底", True)]
    assert mine.fields["due_on"] == "年底"


def test_names_of_bodies_are_listed_a_row_a_role(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    for name in ("市科技局", "市财政局"):
        make_body(name)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(lead="市科技局")
    row = ("牵头单位", "—", "<del>—</del><ins>市科技局</ins>", "<del>—</del><ins>市财政局</ins>", True)
    assert rows_of(mine.save(lead="市财政局")) == [row]
    assert mine.fields["lead"] == "市科技局、市财政局"


def test_a_section_that_is_none_is_listed_by_what_was_sent(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(section=str(make_section(measure.plan).pk))
    [row] = rows_of(mine.save(section="999999"))
    assert "999999" in row[3]
