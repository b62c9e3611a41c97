"""What a reading is reported as: lines for people, JSON for programs."""

import json

from django.apps import apps
from django.utils.translation import gettext as _

from measures import fixture
from measures.choices import PROBLEM_MESSAGES, PassageKind
from measures.parsing.tree import PlanTree, Problem

Rows = list[fixture.Record]


def sentence(problem: Problem) -> str:
    return PROBLEM_MESSAGES[problem.code] % {"subject": problem.subject, "detail": problem.detail}


def shares(tree: PlanTree) -> list[tuple[str, str, int, float]]:
    """(kind, label, characters, share of the document) of each kind of passage."""
    whole = max(1, len(tree.text))
    return [(kind, str(PassageKind(kind).label), count, count / whole) for kind, count in tree.coverage().items()]


def label_of(model: str) -> str:
    return str(apps.get_model("measures", model)._meta.verbose_name)


def text_report(tree: PlanTree, rows: Rows) -> str:
    lines = [tree.title or _("(no title)")]
    lines += [f"  {label}  {count}  {share:.2%}" for _kind, label, count, share in shares(tree)]
    lines += ["  " + "  ".join(f"{label_of(model)} {count}" for model, count in fixture.counts(rows).items())]
    lines += [_("%(count)d to look at") % {"count": len(tree.problems)}]
    lines += [_("  line %(line)d: %(what)s") % {"line": each.line, "what": sentence(each)} for each in tree.problems]
    return "\n".join(lines)


def json_report(tree: PlanTree, rows: Rows) -> str:
    report = {
        "title": tree.title,
        "characters": len(tree.text),
        "coverage": dict(tree.coverage()),
        "records": fixture.counts(rows),
        "problems": [
            {
                "code": each.code,
                "line": each.line,
                "subject": each.subject,
                "detail": each.detail,
                "text": sentence(each),
            }
            for each in tree.problems
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)
