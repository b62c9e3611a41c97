"""Nobody writes over what they have not seen."""

from datetime import date
from decimal import Decimal

import pytest
from django.forms import DateField, DateInput
from django.test import Client
from pytest_django.fixtures import Settings

from measures.admin.editing import as_posted, canonical
from measures.choices import Role
from measures.models import Measure
from tests.admin.pages import Editing, both_open, page_of, text_of
from tests.factories import assign, make_body, make_target


def test_a_stale_save_writes_nothing_and_says_who_saved_what(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    assert theirs.save(title="对方的标题").status_code == 302
    page = mine.save(title="我的标题")
    measure.refresh_from_db()
    assert measure.title == "对方的标题"
    words = text_of(page)
    assert "同事已保存了这条记录" in words
    assert "李四" in words
    for wording in ("支持基础研究", "对方的标题", "我的标题"):
        assert wording in words


def test_what_was_typed_stays_in_the_form_and_untouched_fields_take_the_others_values(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(title="对方的标题", phase="in_progress")
    mine.save(title="我的标题", note="我的备注")
    assert mine.fields["title"] == "我的标题"
    assert mine.fields["note"] == "我的备注"
    assert mine.fields["phase"] == "in_progress"


def test_saving_again_writes_knowingly(measure: Measure, editor_client: Client, colleague_client: Client) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(title="对方的标题", phase="in_progress")
    mine.save(title="我的标题")
    assert mine.save().status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.phase, measure.version) == ("我的标题", "in_progress", 3)


def test_a_third_save_in_between_is_refused_again(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(title="对方一")
    mine.save(title="我的标题")
    theirs.open().save(title="对方二")
    assert mine.save().status_code == 200
    measure.refresh_from_db()
    assert measure.title == "对方二"


def test_a_form_without_a_version_is_refused(measure: Measure, editor_client: Client) -> None:
    mine = Editing(editor_client, measure).open()
    del mine.fields["version"]
    assert mine.save(title="无版本").status_code == 200
    measure.refresh_from_db()
    assert measure.version == 1


def test_bodies_that_both_named_for_one_role_are_kept(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    for name in ("市科技局", "市财政局", "市审计局"):
        make_body(name)
    assign(measure, "市人社局", Role.SUPPORT)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(lead="市科技局", support="市人社局、市财政局")
    page = mine.save(support="市审计局")
    assert "市财政局" in text_of(page)
    assert mine.fields["support"] == "市财政局、市审计局"
    assert mine.save().status_code == 302
    parts = measure.responsibilities.values_list("role", "body__name")
    assert set(parts) == {("lead", "市科技局"), ("support", "市财政局"), ("support", "市审计局")}


def test_a_line_that_the_other_removed_stays_removed_where_it_was_left_alone(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**{"targets-0-DELETE": "on"})
    mine.save(title="我的标题")
    assert mine.save().status_code == 302
    assert not measure.targets.exists()


def test_a_line_that_the_other_removed_comes_back_where_it_was_changed(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**{"targets-0-DELETE": "on"})
    mine.save(**{"targets-0-unit": "户"})
    assert mine.save().status_code == 302
    assert [target.unit for target in measure.targets.all()] == ["户"]


def test_a_line_that_the_other_added_stays(measure: Measure, editor_client: Client, colleague_client: Client) -> None:
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**theirs.add_part("targets", text="新增5家", comparator="none", nature="unstated"))
    mine.save(title="我的标题")
    assert mine.save().status_code == 302
    assert [target.text for target in measure.targets.all()] == ["新增5家"]


def test_a_line_whose_first_values_were_not_sent_counts_as_left_alone(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure, unit="家")
    mine, theirs = both_open(measure, editor_client, colleague_client)
    mine.fields = {name: value for name, value in mine.fields.items() if not name.startswith("initial-targets")}
    theirs.save(**{"targets-0-unit": "户"})
    mine.save(title="我的标题")
    assert mine.save().status_code == 302
    assert [target.unit for target in measure.targets.all()] == ["户"]


def test_each_line_keeps_the_fields_that_each_of_the_two_changed(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure, text="达到300家", unit="家", year=2025)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**{"targets-0-year": "2026"})
    mine.save(**{"targets-0-unit": "户"})
    assert mine.save().status_code == 302
    target = measure.targets.get()
    assert (target.year, target.unit, target.code) == (2026, "户", f"{measure.code}/t1")


def test_aliases_one_a_line_are_compared_one_by_one_and_kept(editor_client: Client, colleague_client: Client) -> None:
    body = make_body("市发展改革委", aliases=["市发改委"])
    mine, theirs = both_open(body, editor_client, colleague_client)
    theirs.save(aliases="市发改委\n市计委")
    page = mine.save(kind="department")
    assert "市计委" in text_of(page)
    assert mine.save().status_code == 302
    body.refresh_from_db()
    assert (body.aliases, body.kind) == (["市发改委", "市计委"], "department")


def test_the_plan_and_its_sections_are_guarded_alike(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    for record in (measure.plan, measure.section):
        mine, theirs = both_open(record, editor_client, colleague_client)
        theirs.save(title="对方的标题")
        assert mine.save(title="我的标题").status_code == 200
        record.refresh_from_db()
        assert record.title == "对方的标题"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_date_that_was_left_alone_takes_the_colleagues(
    language: str, measure: Measure, editor_client: Client, colleague_client: Client, settings: Settings
) -> None:
    """The form shows 2025/06/30 or 30/06/2025 for what it holds, hidden, as 2025-06-30."""
    Measure.objects.update(due_on=date(2025, 6, 30))
    editor_client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    mine, theirs = both_open(measure, editor_client, colleague_client)
    assert theirs.save(due_on="2025-12-31").status_code == 302
    page = page_of(mine.save(note="我的备注"))
    assert page.xpath("//section[contains(@class, 'conflict')]//tbody/tr")
    assert page.xpath("//section[contains(@class, 'conflict')]//tr[@class='both']") == []
    assert mine.save().status_code == 302
    measure.refresh_from_db()
    assert (measure.due_on, measure.note) == (date(2025, 12, 31), "我的备注")


def test_a_date_that_both_changed_stays_as_it_was_typed(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    Measure.objects.update(due_on=date(2025, 6, 30))
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(due_on="2025-12-31")
    page = page_of(mine.save(due_on="2025-09-30"))
    assert len(page.xpath("//section[contains(@class, 'conflict')]//tr[@class='both']")) == 1
    assert mine.save().status_code == 302
    measure.refresh_from_db()
    assert measure.due_on == date(2025, 9, 30)


def test_a_number_in_a_line_that_was_left_alone_takes_the_colleagues(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    make_target(measure, text="达到1234.5亿元", value="1234.5", year=2025)
    mine, theirs = both_open(measure, editor_client, colleague_client)
    theirs.save(**{"targets-0-value": "2345.5"})
    mine.save(**{"targets-0-unit": "亿元"})
    assert mine.save().status_code == 302
    target = measure.targets.get()
    assert (target.value, target.unit, target.year) == (Decimal("2345.5"), "亿元", 2025)


def test_dates_of_bodies_and_plans_are_guarded_alike(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    body = make_body("市科技局", valid_from=date(2020, 1, 1))
    for record, name in ((body, "valid_from"), (measure.plan, "issued_on")):
        mine, theirs = both_open(record, editor_client, colleague_client)
        theirs.save(**{name: "2021-02-03"})
        mine.save(jurisdiction="示例区")
        assert mine.save().status_code == 302
        record.refresh_from_db()
        assert getattr(record, name) == date(2021, 2, 3)


def test_hidden_and_shown_forms_of_a_value_are_the_same() -> None:
    field = DateField(input_formats=["%d.%m.%Y", "%Y-%m-%d"], widget=DateInput(format="%d.%m.%Y"))
    assert as_posted(field, date(2025, 6, 30)) == "30.06.2025"
    assert canonical(field, "2025-06-30") == canonical(field, "30.06.2025") == "30.06.2025"
