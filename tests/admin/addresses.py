"""Every address of the site, filled with the keys of records, and each kind of user who asks for it.

The letters: 0 nobody logged in, O an account without rights, V 查看, E 编辑, P 审核发布, A 管理, S a superuser, L an
editor limited to plan 甲.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from io import BytesIO
from typing import Any
from unittest.mock import patch

from axes.models import AccessAttempt
from django.contrib.auth import middleware
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from docx import Document

from measures.choices import EditVia, ImportState, PlanState, ReviewState
from measures.edits import edit
from measures.models import ApiToken, Conflict, Import, PlanLimit, ReportLayout, ReportTemplate
from measures.models.rights import make_shipped_groups
from policyhub.accounts.models import UserSession
from policyhub.accounts.sessions import SessionStore
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target
from tests.issued_reports import issue, read_file

GROUPS = {"V": "查看", "E": "编辑", "P": "审核发布", "A": "管理"}
PLANS = ("甲规划", "乙规划")


def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each address under its name; those of Django's without a name only lead on, and are left out."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}", each


def calls(who: Iterable[str]) -> dict[str, URLPattern]:
    """Name, and method where it is not GET, of what can be asked for; of what is posted, what `who` names."""
    patterns = dict(walk(get_resolver().url_patterns))
    found: dict[str, URLPattern] = {}
    for name, pattern in patterns.items():
        methods = set(getattr(pattern.callback, "actions", {"get": ""})) - {"head"}
        found |= {name if method == "get" else f"{name}:{method.upper()}": pattern for method in sorted(methods)}
    posted = {call: patterns[call.removesuffix(":POST")] for call in who if call.endswith(":POST")}
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


def make_people() -> dict[str, User]:
    """One of each kind, by the letters of the table."""
    make_shipped_groups("default")
    found = {
        letter: User.objects.create_user(f"user-{letter}", is_staff=True, is_superuser=letter == "S")
        for letter in "OVEPASL"
    }
    for letter, name in (*GROUPS.items(), ("L", "编辑")):
        found[letter].groups.add(Group.objects.get(name=name))
    return found


def make_records(people: dict[str, User]) -> dict[str, dict[str, Any]]:
    """The records of both plans, and what belongs to none."""
    shared = {
        "user": people["V"],
        "reporttemplate": a_template(),
        "reportlayout": ReportLayout.objects.create(name="督办", report="ledger", columns="code"),
        "group": Group.objects.get(name="查看"),
        "apitoken": ApiToken.objects.create(people["V"], name="平台")[0],
        "accessattempt": AccessAttempt.objects.create(username="x", ip_address="127.0.0.1", failures_since_start=1),
    }
    found = {title: fill(slug, title) | shared for slug, title in zip(("jia", "yi"), PLANS, strict=True)}
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
    """A person with a browser and, for the API, a token.

    The session, and with it whose it is and what they may, is looked up at the first page and not at each: nobody's
    rights change meanwhile.
    """

    session: UserSession | None = None

    def __init__(self, user: User | None) -> None:
        self.browser, self.program = Client(), Client()
        self.user = user
        if user is not None:
            self.browser.force_login(user)
            self.session = UserSession.objects.get(user=user)
            secret = ApiToken.objects.create(user, name=user.username, read_only=False)[1]
            self.program.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"

    @contextmanager
    def known(self) -> Iterator[None]:
        def load(store: SessionStore) -> UserSession | None:
            store.row = self.session
            return store.row

        user = self.user
        with (
            patch.object(middleware, "get_user", lambda request: user) if user else nullcontext(),
            patch.object(SessionStore, "_get_session_from_db", load) if user else nullcontext(),
        ):
            yield

    def call(self, call: str, address: str) -> HttpResponseBase:
        """Whatever it writes is taken back."""
        _name, method = parted(call)
        client = self.program if address.startswith("/api/") else self.browser
        sent = {"content_type": "application/json"} if address.startswith("/api/") and method != "GET" else {}
        with rolled_back(), self.known():
            response: Any = client.generic(method, address, b"{}" if sent else b"", **sent)  # type: ignore[arg-type]
        if isinstance(response, FileResponse):
            read_file(response)
        answer: HttpResponseBase = response
        return answer
