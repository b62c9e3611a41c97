"""Records for tests, each valid with nothing said."""

from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from measures.choices import PlanState, ReviewState, Role
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target

serial = count(1)
RIGHTS = """
    INSERT INTO auth_user_user_permissions (user_id, permission_id)
    SELECT %s, auth_permission.id FROM auth_permission
    JOIN django_content_type ON django_content_type.id = content_type_id WHERE app_label = 'measures'
"""


def give_all_rights(user: User) -> None:
    """To read and write every record: by one statement, for every other test begins so."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [user.pk])


def make_plan(slug: str = "", **fields: Any) -> Plan:
    fields = {"title": "示例市发展规划", "jurisdiction": "示例市", "state": PlanState.PUBLISHED} | fields
    return Plan.objects.create(slug=slug or f"plan-{next(serial)}", **fields)


def make_source(plan: Plan, text: str, **fields: Any) -> SourceDocument:
    said = {"filename": "plan.txt", "media_type": "text/plain", "sha256": "0" * 64, "parser_version": "1"} | fields
    return SourceDocument.objects.create(plan=plan, text=text, **said)


def make_section(plan: Plan, parent: Section | None = None, **fields: Any) -> Section:
    number = plan.sections.filter(parent=parent).count() + 1
    place = {
        "code": f"{parent.code}.{number}" if parent else str(number),
        "path": f"{parent.path}.{number:04d}" if parent else f"{number:04d}",
        "position": next(serial),
    }
    return Section.objects.create(plan=plan, parent=parent, **{"title": f"第{number}部分"} | place | fields)


def make_measure(section: Section, **fields: Any) -> Measure:
    place = {
        "code": f"{section.code}-{section.measures.count() + 1}",
        "position": next(serial),
    }
    words = {"title": "支持基础研究", "text": "支持基础研究。完善投入机制。", "review_state": ReviewState.PUBLISHED}
    return Measure.objects.create(plan=section.plan, section=section, **words | place | fields)


def make_body(name: str = "市科技局", jurisdiction: str = "示例市", **fields: Any) -> ResponsibleBody:
    return ResponsibleBody.objects.get_or_create(jurisdiction=jurisdiction, name=name, defaults=fields)[0]


def assign(measure: Measure, body: ResponsibleBody | str, role: str = Role.LEAD, **fields: Any) -> Responsibility:
    body = make_body(body) if isinstance(body, str) else body
    return Responsibility.objects.create(measure=measure, body=body, role=role, **fields)


def make_target(measure: Measure, **fields: Any) -> Target:
    code = f"{measure.code}/t{measure.targets.count() + 1}"
    return Target.objects.create(plan=measure.plan, measure=measure, **{"code": code, "text": "达到300家"} | fields)
