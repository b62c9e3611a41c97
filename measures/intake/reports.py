"""What a reading is reported as: lines for people, JSON for programs."""

import json

from django.apps import apps
from django.utils.translation import gettext as _

from measures import fixture
from measures.intake.coverage import place_words, problem_sentence, tree_shares
from measures.parsing.tree import PlanTree, Problem

Rows = list[fixture.FixtureRecord]


def sentence(problem: Problem) -> str:
    return problem_sentence(problem.code, problem.subject, problem.detail)


def label_of(model: str) -> str:
    return str(apps.get_model("measures", model)._meta.verbose_name)


def text_report(tree: PlanTree, rows: Rows) -> str:
    """The report of a reading for people: shares of the text, numbers of records, problems by line."""
    lines = [tree.title or _("(no title)")]
    lines += [f"  {share.label}  {share.characters}  {share.percent:.2f}%" for share in tree_shares(tree)]
    lines += ["  " + "  ".join(f"{label_of(model)} {count}" for model, count in fixture.counts(rows).items())]
    lines += [_("%(count)d to look at") % {"count": len(tree.problems)}]
    lines += [_("  line %(line)d: %(what)s") % {"line": p.line, "what": _placed(tree, p)} for p in tree.problems]
    return "\n".join(lines)


def json_report(tree: PlanTree, rows: Rows) -> str:
    """The same report for programs."""
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
                "place": _place(tree, each),
            }
            for each in tree.problems
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _placed(tree: PlanTree, problem: Problem) -> str:
    place = _place(tree, problem)
    return f"{sentence(problem)}（{place}）" if place else sentence(problem)


def _place(tree: PlanTree, problem: Problem) -> str:
    """The page, or the sheet and row, where the file has any."""
    place = tree.place_at(problem.span.start)
    return place_words(place) if place else ""
