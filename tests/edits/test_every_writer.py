"""Whatever writes a record does it within an edit: by whom, through what, with a version and a complete history."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from measures.models import Edit, Measure, Plan, ResponsibleBody, Section
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, read_form, url
from tests.api.conftest import with_token
from tests.edits.history import TRACKED, edits_after, gaps
from tests.factories import make_body, make_measure, make_plan, make_section
from tests.importing.sample import find, import_records, sample
from tests.made_once import made_once


@made_once
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo")), review_state="extracted")


@made_once
def since(measure: Measure) -> Edit:
    """The last edit before the test's own."""
    make_body("市科技局")
    return Edit.objects.latest("pk")


def checked(since: Edit, via: str, by: User | None, count: int) -> None:
    """So many edits were made since, all by this person through this interface, and the history is complete."""
    made = edits_after(since)
    assert [(edit.via, edit.by) for edit in made] == [(via, by)] * count
    assert gaps() == []
    for model in TRACKED:
        assert not model.history.filter(edit=None).exists()


def test_the_admin(measure: Measure, since: Edit, editor: User) -> None:
    browser, body = signed_in(editor), ResponsibleBody.objects.get()
    add(browser, "responsiblebody", name="市财政局", jurisdiction="示例市")
    add(browser, "plan", slug="sports", title="体育规划")
    add(browser, "section", plan=measure.plan_id, title="补充章节")
    add(browser, "measure", section=measure.section_id, title="补充举措", text="补充举措。")
    page = Editing(browser, measure).open()
    page.save(title="新标题", lead=body.name)
    Editing(browser, measure.section).open().save(title="新章节")
    Editing(browser, measure.plan).open().save(document_number="示政发〔2026〕1号")
    Editing(browser, body).open().save(aliases="科技局")
    Editing(browser, measure).open().save(lead="")
    row = measure.history.earliest()
    measure.refresh_from_db()
    browser.post(url("measure_revert", measure.pk, row.pk), {"version": measure.version})
    address = url("measure_bulk", "set_completed", ids=measure.pk)
    browser.post(address, read_form(browser.get(address), "bulk-form"))
    extra = Measure.objects.get(title="补充举措")
    assert browser.post(url("measure_delete", extra.pk), {"post": "yes"}).status_code == 302
    checked(since, "admin", editor, 12)


def add(browser: Client, kind: str, **values: Any) -> None:
    fields = read_form(browser.get(url(f"{kind}_add")), f"{kind}_form")
    response = browser.post(url(f"{kind}_add"), fields | values | {"_save": "1"})
    assert response.status_code == 302, response.content.decode()


def test_the_api(measure: Measure, since: Edit, editor: User) -> None:
    caller = with_token(editor)
    body = {"body": str(ResponsibleBody.objects.get().uuid), "role": "lead"}
    one, section = f"/api/v1/plans/demo/measures/{measure.code}/", "/api/v1/plans/demo/sections/1/"
    requests = [
        ("post", "/api/v1/plans/", {"slug": "sports", "title": "体育规划"}, None),
        ("post", "/api/v1/sections/", {"plan": "demo", "title": "新章"}, None),
        ("post", "/api/v1/measures/", {"plan": "demo", "section": "1", "title": "新", "text": "新。"}, None),
        ("post", "/api/v1/bodies/", {"name": "市财政局", "jurisdiction": "示例市"}, None),
        ("patch", "/api/v1/plans/demo/", {"title": "新规划"}, 1),
        ("patch", section, {"title": "新章节"}, 1),
        ("patch", one, {"title": "新标题"}, 1),
        ("post", f"{one}assign/", body, 2),
        ("post", f"{one}unassign/", body, 3),
        ("post", f"{one}withdraw/", {}, 4),
        ("post", f"{section}withdraw/", {}, 2),
        ("patch", f"/api/v1/bodies/{body['body']}/", {"aliases": ["科技局"]}, 1),
    ]
    for method, address, data, version in requests:
        headers = {"If-Match": f'"{version}"'} if version else {}
        answer = getattr(caller, method)(address, data, format="json", headers=headers)
        assert answer.status_code < 300, (address, answer.json())
    checked(since, "api", editor, len(requests))


def test_an_import(editor: User, db: None) -> None:
    import_records(user=editor)
    first = Edit.objects.get()
    records = sample()
    find(records, "plan")["document_number"] = "示政发〔2026〕2号"
    find(records, "section", code="1.2")["title"] = "人才队伍"
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    find(records, "responsibility", measure=["shili-plan", "1.2-1"])["position"] = 2
    find(records, "target", code="1.1/t1")["value"] = "4"
    import_records(records, user=editor)
    checked(first, "import", editor, 1)
    assert Section.objects.get(code="1.1").version == 2  # its target changed
    assert Plan.objects.get().version == 2


# What writes rows that are no record, or that no edit counts.
NO_RECORDS = {
    "measures/admin/accounts/rights.py",  # the limit of an account, which is no record of a plan
    "measures/admin/bodies/questions.py",  # answers kept with an import
    "measures/admin/imports/admin.py",  # the state of an import, which is no record of a plan
    "measures/admin/reports/templates.py",  # an office's own template for Word files
    "measures/exports/jobs.py",  # reports in preparation
    "measures/importing/applying.py",  # source documents and baselines
    "measures/intake/imports.py",  # imports and their files
}
ROOMS = ["admin", "api", "exports", "importing", "intake", "management"]


def bulk_writes(path: Path) -> Iterator[str]:
    """The calls in a module that write many rows at once, past `save` and `delete`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            written = node.func.attr
            of_rows = "objects" in ast.unparse(node.func) or "manager" in ast.unparse(node.func)
            if written in ("bulk_create", "bulk_update") or (of_rows and written in ("update", "delete")):
                yield written


def test_no_room_above_writes_many_rows_at_once_by_itself() -> None:
    modules = [path for room in ROOMS for path in (settings.BASE_DIR / "measures" / room).rglob("*.py")]
    assert len(modules) > 50
    writing = {str(path.relative_to(settings.BASE_DIR)) for path in modules if any(bulk_writes(path))}
    assert writing - NO_RECORDS == set()
