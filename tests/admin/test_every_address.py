"""Every address of the site as each kind of user: a table says who may, and a new address must be put into it.

The letters: 0 nobody logged in, O an account without rights, V 查看, E 编辑, P 审核发布, A 管理, S a superuser, L an
editor limited to plan 甲. Each address is asked for with records of plan 甲, a draft, and, where it names a record, by
E and L with those of plan 乙, where L may nothing. Pages are asked for and not drawn; what lists, exports and choices
show of both plans is read. Whatever is written is taken back.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import FileResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from docx import Document

from measures.choices import EditVia, ImportState, PlanState, ReviewState
from measures.edits import edit
from measures.models import ApiToken, Conflict, Import, PlanLimit, ReportLayout, ReportTemplate
from measures.models.rights import make_shipped_groups
from policyhub.admin import PolicyAdminSite
from tests.admin.pages import page_of
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target
from tests.issued_reports import issue, read_file

pytestmark = pytest.mark.django_db

GROUPS = {"V": "查看", "E": "编辑", "P": "审核发布", "A": "管理"}
# Who may ask for which addresses, by their names; after a colon a method other than GET; after 乙 who may in that plan.
TABLE: Mapping[str, str] = {
    # of no record, or refused whatever the right: a permanent record, a page that another has taken the place of
    "": """
        home admin:view_on_site admin:axes_accessattempt_add admin:axes_accessattempt_history
        admin:axes_accessattempt_delete admin:axes_accessattempt_change

        admin:auth_user_switch_off admin:account_reset admin:account_end_sessions admin:qr_code
        admin:accounts_signinevent_add admin:accounts_signinevent_history admin:accounts_signinevent_delete
        admin:accounts_signinevent_change admin:measures_edit_add admin:measures_conflict_add
        admin:reports_job admin:reports_job_status admin:reports_job_file
        admin:measures_issuedreport_add
        admin:measures_sourcedocument_add admin:measures_target_add admin:measures_section_bulk
        """,
    "乙": """
        admin:measures_edit_resume admin:measures_edit_stop admin:measures_edit_delete
        admin:measures_issuedreport_delete
        admin:measures_responsiblebody_delete admin:measures_import_original admin:measures_import_tasks
        admin:measures_import_task admin:measures_import_delete admin:measures_conflict_delete
        admin:measures_sourcedocument_original admin:measures_sourcedocument_correct
        admin:measures_sourcedocument_uncorrect admin:measures_sourcedocument_delete admin:measures_target_delete
        admin:measures_section_delete admin:measures_measure_pending admin:measures_measure_step api:measures-pending
        api:measures-publish-pending:POST
        """,
    "0": "admin:login",
    "0OVEPASL": """
        admin:login_code api:root api:plans-list api:plans-stream api:sections-list api:sections-stream
        api:measures-list
        api:measures-stream api:targets-list api:targets-stream api:sources-list api:sources-stream api:bodies-list
        api:bodies-stream api:responsibilities-list api:responsibilities-stream api:imports-list api:imports-stream
        api:conflicts-list api:conflicts-stream api:reports-list api:reports-detail
        api:issued_reports-list api:issued_reports-stream api:changes-list api-schema api-docs set_language
        """,
    "OVEPASL": """
        admin:index admin:logout admin:password_change admin:password_change_done admin:jsi18n admin:account
        admin:second_factor_begin admin:second_factor_setup admin:second_factor_off admin:recovery_codes
        admin:recovery_codes_file admin:end_own_sessions admin:measures_reporttemplate_try
        """,
    "AS": """
        admin:auth_group_views admin:auth_group_changelist admin:auth_group_add admin:auth_group_history
        admin:auth_group_delete admin:auth_group_change admin:auth_group_change:POST admin:axes_accessattempt_views
        admin:axes_accessattempt_changelist
        admin:measures_apitoken_views admin:measures_apitoken_changelist admin:measures_apitoken_add
        admin:measures_apitoken_history admin:measures_apitoken_delete admin:measures_apitoken_change
        admin:auth_user_rights admin:auth_user_views admin:auth_user_password_change admin:auth_user_changelist
        admin:auth_user_add admin:auth_user_history admin:auth_user_delete admin:auth_user_change
        admin:auth_user_change:POST admin:auth_user_switch_off:POST admin:account_of admin:account_reset:POST
        admin:account_end_sessions:POST admin:accounts_signinevent_views admin:accounts_signinevent_changelist
        """,
    "AS 乙": "admin:measures_plan_delete",
    "EAS": "admin:measures_plan_add",
    "EAS 乙E": """
        admin:measures_responsiblebody_succeed admin:measures_responsiblebody_same admin:measures_responsiblebody_merge
        admin:measures_responsiblebody_revert admin:measures_import_bodies api:bodies-detail:PATCH
        api:bodies-hand_over:POST
        admin:measures_responsiblebody_change:POST
        """,
    "EASL": """
        admin:measures_responsiblebody_add admin:measures_import_add
        admin:measures_measure_grid admin:measures_measure_add admin:measures_section_add
        api:plans-list:POST api:sections-list:POST api:measures-list:POST api:bodies-list:POST
        """,
    "EASL 乙E": """
        admin:measures_edit_return admin:measures_import_abandon admin:measures_import_correct
        admin:measures_import_plan
        admin:measures_plan_revert admin:measures_measure_split admin:measures_measure_merge
        admin:measures_measure_move admin:measures_measure_revert admin:measures_measure_delete
        admin:measures_section_revert admin:measures_conflict_decide api:plans-detail:PATCH api:sections-detail:PATCH
        api:sections-withdraw:POST api:measures-detail:PATCH api:measures-withdraw:POST api:measures-assign:POST
        api:measures-unassign:POST admin:measures_plan_change:POST admin:measures_section_change:POST
        admin:measures_measure_change:POST admin:measures_conflict_decide:POST
        """,
    "EPASL 乙E": "admin:measures_edit_undo",
    "EPAS": """
        admin:measures_reportlayout_add admin:measures_reportlayout_delete admin:measures_reportlayout_change:POST
        """,
    "PAS": """
        admin:measures_plan_bulk admin:measures_measure_bulk admin:reports_issue admin:measures_reporttemplate_views
        admin:measures_reporttemplate_changelist admin:measures_reporttemplate_add admin:measures_reporttemplate_change
        admin:measures_reporttemplate_history admin:measures_reporttemplate_delete
        admin:measures_reporttemplate_try:POST
        """,
    "EPASL 乙EL": "api:measures-reject-pending:POST",  # answers that nothing waits, whatever measure is named
    "PAS 乙": """
        admin:measures_plan_publish admin:measures_plan_unpublish admin:measures_section_publish
        admin:measures_section_unpublish api:measures-confirm:POST
 api:plans-publish:POST api:plans-unpublish:POST api:sections-publish:POST
        api:sections-unpublish:POST
        """,
    "VEPASL": """
        admin:autocomplete admin:measures_edit_views admin:measures_edit_changelist
        admin:measures_responsiblebody_views admin:measures_responsiblebody_changelist admin:measures_import_views
        admin:measures_import_changelist admin:measures_conflict_views admin:measures_conflict_changelist
        admin:measures_sourcedocument_views admin:measures_sourcedocument_changelist admin:measures_plan_views
        admin:measures_plan_changelist admin:measures_target_views admin:measures_target_changelist
        admin:measures_measure_export admin:measures_measure_bodies admin:measures_measure_first
        admin:measures_measure_views admin:measures_measure_changelist admin:measures_section_views
        admin:measures_section_changelist admin:measures_edit_deleted admin:app_list
        admin:reports admin:reports_preview admin:reports_file admin:reports_prepare
        admin:measures_issuedreport_views admin:measures_issuedreport_changelist admin:reports_columns
        admin:measures_reportlayout_views admin:measures_reportlayout_changelist admin:measures_reportlayout_change
        admin:measures_reportlayout_history
        """,
    "VEPASL 乙E": """
 admin:measures_edit_status admin:measures_edit_history admin:measures_edit_change
        api:issued_reports-detail api:issued_reports-file admin:measures_issuedreport_file
        admin:measures_issuedreport_history admin:measures_issuedreport_change
        admin:measures_import_status admin:measures_import_comparison admin:measures_import_history
        admin:measures_import_change admin:measures_conflict_history admin:measures_conflict_change
        admin:measures_sourcedocument_history admin:measures_sourcedocument_change admin:measures_plan_editions
        admin:measures_plan_contents admin:measures_plan_history admin:measures_plan_change
        admin:measures_target_history admin:measures_target_change admin:measures_measure_history
        admin:measures_measure_change admin:measures_section_history admin:measures_section_change api:plans-detail
        api:plans-tree api:sections-detail api:measures-detail api:targets-detail api:sources-detail
        api:imports-detail admin:measures_measure_as_of admin:measures_plan_as_of admin:measures_section_as_of
        """,
    "VEPASL 乙EL": """
        admin:measures_responsiblebody_history admin:measures_responsiblebody_change api:bodies-detail
        admin:measures_responsiblebody_page admin:measures_responsiblebody_as_of
        """,
}
WHO = {name: who for who, names in TABLE.items() for name in names.split()}
# Answers that name the drafts which their reader may see, to whoever may see any.
SHOWING = (
    "admin:autocomplete",
    "admin:measures_measure_export",
    "admin:measures_issuedreport_changelist",
    "admin:reports",
    "admin:reports_file",
    "admin:reports_preview",
    *(f"admin:measures_{name}_changelist" for name in ("plan", "section", "measure", "target", "conflict", "import")),
    *(f"api:{name}-{form}" for name in ("plans", "sections", "measures", "targets") for form in ("list", "stream")),
    "api:reports-detail",
    *(f"api:{name}-list" for name in ("sources", "responsibilities", "imports", "conflicts", "issued_reports")),
)
SEEN_BY = {"甲规划": "VEPASL", "乙规划": "VEPAS"}


def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each address under its name; those of Django's without a name only lead on, and are left out."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}", each


def calls() -> dict[str, URLPattern]:
    """Name, and method where it is not GET, of everything that can be asked for."""
    patterns = dict(walk(get_resolver().url_patterns))
    found: dict[str, URLPattern] = {}
    for name, pattern in patterns.items():
        methods = set(getattr(pattern.callback, "actions", {"get": ""})) - {"head"}
        found |= {name if method == "get" else f"{name}:{method.upper()}": pattern for method in sorted(methods)}
    posted = {call: patterns[call.removesuffix(":POST")] for call in WHO if call.endswith(":POST")}
    return posted | found


def fill(slug: str, title: str) -> dict[str, Any]:
    """The records of a draft plan, by what an address calls them."""
    plan = make_plan(slug, title=title, state=PlanState.DRAFT)
    source = make_source(plan, f"{title}正文")
    section = make_section(plan, title=f"{title}章节")
    with edit(None, via=EditVia.COMMAND) as unit:
        measure = make_measure(section, title=f"{title}举措", review_state=ReviewState.EXTRACTED)
        deleted = make_measure(section, title=f"{title}删除的举措", review_state=ReviewState.EXTRACTED)
    gone = deleted.pk
    with edit(None, via=EditVia.COMMAND):
        deleted.delete()
    assign(measure, f"{title}单位")
    told = {"said_before": "1", "here": "2", "said_now": "3", "field": "title", "key": measure.code}
    item = Import.objects.create(
        plan=plan, slug=slug, filename=f"{title}.txt", size=1, sha256="0" * 64, state=ImportState.ABANDONED
    )
    return {
        "plan": plan,
        "sourcedocument": source,
        "section": section,
        "measure": measure,
        "target": make_target(measure, text=f"{title}指标"),
        "conflict": Conflict.objects.create(plan=plan, measure=measure, source=source, model="measure", **told),
        "import": item,
        "edit": unit.edit,
        "issuedreport": issue(plan, title=f"{title}台账"),
        "responsiblebody": make_body(f"{title}单位"),
        "deleted": gone,
    }


def a_template() -> ReportTemplate:
    """One of the office, for the report of nobody's plan."""
    document, written = Document(), BytesIO()
    document.add_paragraph("{{p content }}")
    document.save(written)
    template = ReportTemplate(name="红头", report="division")
    template.file.save("红头.docx", ContentFile(written.getvalue()))
    return template


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One of each kind, by the letters of the table."""
    make_shipped_groups("default")
    found = {
        letter: User.objects.create_user(f"user-{letter}", is_staff=True, is_superuser=letter == "S")
        for letter in "OVEPASL"
    }
    for letter, name in (*GROUPS.items(), ("L", "编辑")):
        found[letter].groups.add(Group.objects.get(name=name))
    return found


@pytest.fixture
def plans(people: dict[str, User]) -> dict[str, dict[str, Any]]:
    """The records of both plans, and what belongs to none."""
    shared = {
        "user": people["V"],
        "reporttemplate": a_template(),
        "reportlayout": ReportLayout.objects.create(name="督办", report="ledger", columns="code"),
        "group": Group.objects.get(name="查看"),
        "apitoken": ApiToken.objects.create(people["V"], name="平台")[0],
        "accessattempt": AccessAttempt.objects.create(username="x", ip_address="127.0.0.1", failures_since_start=1),
    }
    found = {title: fill(slug, title) | shared for slug, title in (("jia", "甲规划"), ("yi", "乙规划"))}
    PlanLimit.objects.create(user=people["L"]).plans.add(found["甲规划"]["plan"])
    return found


def parted(call: str) -> tuple[str, str]:
    """The name of the address and the method."""
    name, _colon, method = call.rpartition(":")
    return (name, method) if method in ("POST", "PATCH") else (call, "GET")


def address_of(call: str, pattern: URLPattern, records: Mapping[str, Any]) -> str:
    """The address with the keys of these records."""
    name, _method = parted(call)
    kind = next((part for part in name.replace(":", "_").split("_") if part in records), "")
    record, plan = records.get(kind), records["plan"]
    if name.startswith("api:"):
        of_api = {"plans": plan.slug, "bodies": records["responsiblebody"].uuid, "imports": records["import"].uuid}
        of_api |= {"issued_reports": records["issuedreport"].uuid}
        coded = {"sections": "section", "measures": "measure", "targets": "target", "sources": "sourcedocument"}
        what = name.removeprefix("api:").partition("-")[0]
        key = of_api.get(what) or getattr(records[coded[what]], "code", "") if what in {*of_api, *coded} else ""
        values = {"plan": plan.slug, "key": key, "file_format": "csv", "name": "ledger"}
    else:
        pk = getattr(record, "pk", 1)
        values = dict.fromkeys(("object_id", "pk", "id"), pk) | {"user_id": records["user"].pk}
        values |= {"edit_id": records["edit"].pk, "number": 1, "file_format": "csv", "app_label": "measures"}
        values |= {"name": "publish", "content_type_id": 1}
        if name == "admin:measures_edit_return":
            values |= {"kind": "measure", "pk": records["deleted"]}
        if record is not None and "row_id" in pattern.pattern.converters:
            values["row_id"] = record.history.latest().pk
    wanted = {each: values[each] for each in pattern.pattern.regex.groupindex if each in values}
    query = {"pk": records["measure"].pk, "place": "up"} if name.endswith(("_merge", "_move")) else {}
    if name == "admin:measures_responsiblebody_succeed":
        query = {"ids": records["responsiblebody"].pk}
    if name in ("admin:reports_file", "api:reports-detail"):
        query = {"format": "csv"}
    if name == "admin:autocomplete":
        query = {"app_label": "measures", "model_name": "measure", "field_name": "section", "term": ""}
    return reverse(name, kwargs=wanted, query=query)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Caller:
    """A person with a browser and, for the API, a token."""

    def __init__(self, user: User | None) -> None:
        self.browser, self.program = Client(), Client()
        if user is not None:
            self.browser.force_login(user)
            secret = ApiToken.objects.create(user, name=user.username, read_only=False)[1]
            self.program.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"

    def call(self, call: str, address: str) -> HttpResponseBase:
        """Whatever it writes is taken back."""
        _name, method = parted(call)
        client = self.program if address.startswith("/api/") else self.browser
        sent = {"content_type": "application/json"} if address.startswith("/api/") and method != "GET" else {}
        with rolled_back():
            response: Any = client.generic(method, address, b"{}" if sent else b"", **sent)  # type: ignore[arg-type]
        if isinstance(response, FileResponse):
            read_file(response)
        answer: HttpResponseBase = response
        return answer


def may(response: HttpResponseBase) -> bool:
    """Whether it was not refused, by whatever the address refuses with."""
    leads_out = response.get("Location", "").partition("?")[0] in ("/admin/login/", "/admin/")
    return response.status_code not in (401, 403, 404) and not leads_out


def text_of(response: Any) -> str:
    if not response.streaming and response["Content-Type"].startswith("application/json"):
        return json.dumps(response.json(), ensure_ascii=False)  # Django's own writes no Chinese
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


@contextmanager
def not_drawn(call: str) -> Iterator[None]:
    """Of pages that nobody reads here neither the template is drawn nor the menu made."""
    with ExitStack() as patches:
        if call not in SHOWING:
            patches.enter_context(patch.object(SimpleTemplateResponse, "rendered_content", ""))
        if call != "admin:app_list":
            patches.enter_context(patch.object(PolicyAdminSite, "get_app_list", lambda *arguments: []))
        yield


def test_the_table_names_every_address_and_no_other() -> None:
    assert sorted(WHO) == sorted(calls())


def test_each_address_is_open_to_whom_the_table_says_and_shows_them_their_drafts(
    people: dict[str, User], plans: dict[str, dict[str, Any]]
) -> None:
    callers = {"0": Caller(None)} | {letter: Caller(user) for letter, user in people.items()}
    found, shown = {}, {}
    for call, pattern in calls().items():
        with not_drawn(call):
            own, other = (address_of(call, pattern, plans[title]) for title in SEEN_BY)
            answers = {letter: caller.call(call, own) for letter, caller in callers.items()}
            found[call] = "".join(letter for letter, answer in answers.items() if may(answer))
            if own != other:
                found[call] += " 乙" + "".join(letter for letter in "EL" if may(callers[letter].call(call, other)))
        if call in SHOWING:
            texts = {letter: text_of(answer) for letter, answer in answers.items() if may(answer)}
            shown[call] = {title: "".join(each for each in texts if title in texts[each]) for title in SEEN_BY}
    assert {call: who.strip() for call, who in found.items() if who.strip() != WHO.get(call)} == {}
    assert {call: seen for call, seen in shown.items() if seen != SEEN_BY} == {}


# What anybody who is in writes of their own: views and reports that they keep, session, password and second factor.
OWN_TABLES = ("measures_savedview", "measures_reportjob", "accounts_", "otp_", "axes_", "django_", "knox_")
# Pages whose forms, sent as they are found, write something for somebody who may.
WRITING = """
    auth_user_change auth_user_delete auth_group_change measures_apitoken_delete measures_edit_return
    measures_import_change measures_conflict_change measures_plan_change measures_plan_delete measures_section_change
    measures_measure_change measures_responsiblebody_change reports_issue
    """
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)


def forms_of(response: Any, address: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each form of a page as its first button sends it: where to, and its fields."""
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return
    for form in page_of(response).forms:
        to = urljoin(address, form.get("action") or "")
        if form.method == "POST" and to not in (reverse("admin:logout"), reverse("set_language")):
            buttons = form.xpath(".//*[@type='submit' and @name]")
            pressed = {buttons[0].get("name"): buttons[0].get("value", "")} if buttons else {}
            radios = {radio.get("name"): radio.get("value") for radio in form.xpath(".//input[@type='radio']")}
            fields = radios | dict(form.form_values()) | pressed
            yield to, fields | {name: "试" for name in ("reason", "title", "name") if name in fields}


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables that statements write to, but for what is everybody's own; all is taken back."""
    found: set[str] = set()

    def hear(execute: Any, sql: str, *arguments: Any) -> Any:
        if (written := WRITES.match(sql)) and not written[1].startswith(OWN_TABLES):
            found.add(written[1])
        return execute(sql, *arguments)

    with connection.execute_wrapper(hear), rolled_back():
        yield found


def test_the_forms_of_a_page_write_nothing_for_whoever_may_not_open_it_or_only_reads(
    people: dict[str, User], plans: dict[str, dict[str, Any]]
) -> None:
    callers = {letter: Caller(people.get(letter)) for letter in "0OVEPLS"}
    written: dict[str, set[str]] = {}
    for call, pattern in calls().items():
        if not call.startswith("admin:") or parted(call)[1] != "GET" or "S" not in WHO[call]:
            continue
        who, _space, of_other = WHO[call].partition(" 乙")
        address = address_of(call, pattern, plans["乙规划"])
        own = address == address_of(call, pattern, plans["甲规划"])
        may_write = {each for each in who if each not in "V" and (own or each != "L" or "L" in of_other)}
        with patch.object(PolicyAdminSite, "get_app_list", lambda *arguments: []):
            forms = list(forms_of(callers["S"].call(call, address), address))
        for to, fields in forms:
            for letter, caller in callers.items():
                if letter == "S" or letter not in may_write:
                    with not_drawn(call), tables_written() as tables:
                        caller.browser.post(to, fields)
                    if tables:
                        written.setdefault(letter, set()).add(call)
    assert written.pop("S") >= {f"admin:{name}" for name in WRITING.split()}
    assert written == {}
