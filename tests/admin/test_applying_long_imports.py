"""An import that takes longer than a request may is applied by a process of its own, exactly as it was shown."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from measures import importing
from measures.choices import EditVia
from measures.edits import BusyError, edit
from measures.importing import Fault, FixtureError
from measures.intake import applying
from measures.intake.imports import ImportEndedError, abandon, comparison_of, correct, incoming_of
from measures.models import Edit, Import, Measure, Plan
from tests.admin.pages import next_page, page_of, text_of, url
from tests.admin.test_import_comparison import apply
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Model]:
    """The imports whose process was started; none of them is."""
    every: list[Model] = []
    monkeypatch.setattr(applying, "LONGEST_IN_REQUEST", -1)
    monkeypatch.setattr(applying, "PATIENCE", 0)
    monkeypatch.setattr(applying, "start", lambda command, rows: every.extend(rows))
    return every


@made_once
def item() -> Import:
    """The next edition of a plan that is here: one title is another, a measure is gone."""
    first = uploaded(slug="shili")
    importing.apply(incoming_of(first))
    text = TEXT.replace("支持基础研究", "支持原始创新").replace("二、建设实验室。到2028年新增重点实验室5家。\n", "")
    return uploaded(text, plan=Plan.objects.get(slug="shili"))


def carry_out(item: Import) -> Import:
    call_command("apply_import", str(item.pk))
    item.refresh_from_db()
    return item


def test_its_page_says_who_applies_it_and_how_long_and_then_what_came_of_it(
    editor_client: Client, editor: User, item: Import, started: list[Model]
) -> None:
    response = apply(editor_client, item, "1.1-2")
    assert (item.state, started) == ("applying", [item])
    page = page_of(next_page(editor_client, response))
    assert page.xpath("//*[@data-status]/@data-status") == [url("import_status", item.pk)]
    assert page.xpath("//noscript/meta[@http-equiv='refresh']")
    assert "editor" in page.xpath("string(//section[@role='status'])")
    assert editor_client.get(url("import_status", item.pk)).json()["running"] is True
    carry_out(item)
    assert editor_client.get(url("import_status", item.pk)).json()["running"] is False
    assert (item.state, item.applied_by_name, item.task) == ("applied", "editor", None)
    assert item.edit is not None
    assert item.edit.by == editor
    assert url("edit_change", item.edit.pk) in page_of(editor_client.get(url("import_change", item.pk))).xpath(
        "//@href"
    )
    measures = Measure.objects.order_by("code").values_list("code", "title", "withdrawn_on")
    assert list(measures)[:2] == [("1.1-1", "支持原始创新", None), ("1.1-2", "建设实验室", None)]


def test_of_two_people_one_wins_and_the_other_is_told(
    editor_client: Client, item: Import, started: list[Model]
) -> None:
    shown = page_of(editor_client.get(url("import_comparison", item.pk)))
    fingerprint = shown.xpath("//input[@name='fingerprint']/@value")[0]
    stale = Import.objects.get(pk=item.pk)
    apply(editor_client, item)
    for begun in (stale, item):
        with pytest.raises(ImportEndedError):
            applying.apply_or_start(begun, None, comparison_of(begun), expected=fingerprint, declined=frozenset())
    assert started == [item]
    assert not abandon(item, None)
    with pytest.raises(ImportEndedError):
        correct(stale, None, None, "")  # type: ignore[arg-type]
    answer = editor_client.post(url("import_comparison", item.pk), {"fingerprint": fingerprint}, follow=True)
    assert "正在导入" in text_of(answer)


def test_what_changes_before_the_process_writes_is_never_overwritten(editor_client: Client, item: Import) -> None:
    apply(editor_client, item)
    with edit(None, via=EditVia.ADMIN):
        measure = Measure.objects.get(code="1.1-1")
        measure.title = "支持自由探索"
        measure.save()
    before = Edit.objects.count()
    assert (carry_out(item).state, item.error, item.applied_by_name) == ("read", "apply_changed", "")
    assert (Edit.objects.count(), Measure.objects.get(code="1.1-1").title) == (before, "支持自由探索")
    for page in (url("import_changelist"), url("import_change", item.pk)):
        assert "比对结果显示后记录已有变化" in text_of(editor_client.get(page))
    apply(editor_client, item)
    assert (carry_out(item).state, item.error) == ("applied", "")


@pytest.mark.parametrize(
    ("fault", "code", "detail"),
    [
        (FixtureError([Fault("plan", "no")]), "apply_refused", "no"),
        (BusyError("locked"), "apply_busy", ""),
        (KeyError("x"), "apply_failed", "KeyError"),
    ],
)
def test_what_goes_wrong_is_said_in_the_row_which_waits_for_another_attempt(
    fault: Exception, code: str, detail: str, editor_client: Client, item: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(editor_client, item)
    with monkeypatch.context() as patched:

        def fail(*args: object, **options: object) -> None:
            raise fault

        patched.setattr(applying, "apply_import", fail)
        carry_out(item)
    assert (item.state, item.error, item.reading is None) == ("read", code, False)
    assert detail in item.error_detail
    apply(editor_client, item)
    assert carry_out(item).state == "applied"


def test_what_another_process_took_over_is_not_written_by_the_first(
    editor_client: Client, item: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was believed gone, and comes back when another has begun."""
    apply(editor_client, item)
    write = importing.apply

    def write_slowly(*args: object, **options: object) -> object:
        made = write(*args, **options)  # type: ignore[arg-type]
        Import.objects.filter(pk=item.pk).update(process="another-host/1/1")
        return made

    monkeypatch.setattr(importing, "apply", write_slowly)
    carry_out(item)
    assert (item.state, Measure.objects.get(code="1.1-1").title) == ("applying", "支持基础研究")
