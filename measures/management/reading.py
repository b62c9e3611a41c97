"""What a reading is shown as: lines for people, JSON for programs, a page to check it by."""

import json
from collections.abc import Iterable, Iterator
from operator import attrgetter

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from measures import fixture
from measures.choices import PROBLEM_MESSAGES, PassageKind
from measures.parsing.tree import MeasureNode, PlanTree, Problem, SectionNode

Rows = list[fixture.Record]


def sentence(problem: Problem) -> str:
    return PROBLEM_MESSAGES[problem.code] % {"subject": problem.subject, "detail": problem.detail}


def shares(tree: PlanTree) -> list[tuple[str, int, float]]:
    """(label, characters, share of the document) of each kind of passage."""
    whole = max(1, len(tree.text))
    return [(str(PassageKind(kind).label), count, count / whole) for kind, count in tree.coverage().items()]


def text_report(tree: PlanTree, rows: Rows) -> str:
    lines = [tree.title or _("(no title)")]
    lines += [f"  {label}  {count}  {share:.2%}" for label, count, share in shares(tree)]
    lines += ["  " + "  ".join(f"{name} {count}" for name, count in fixture.counts(rows).items())]
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


def coverage_page(tree: PlanTree, filename: str) -> str:
    """One HTML page, whole in itself: the document with every passage coloured, beside the records they became."""
    context = {
        "tree": tree,
        "filename": filename,
        "shares": shares(tree),
        "passages": [(each, tree.text[each.span.start : each.span.end]) for each in tree.passages],
        "records": list(_outline(tree.sections)),
        "problems": [(each, sentence(each)) for each in tree.problems],
    }
    return render_to_string("measures/coverage.html", context)


def _outline(sections: Iterable[SectionNode], depth: int = 0) -> Iterator[tuple[int, SectionNode | MeasureNode]]:
    """(depth, node) in document order."""
    for section in sections:
        yield depth, section
        parts: list[SectionNode | MeasureNode] = [*section.sections, *section.measures]
        for part in sorted(parts, key=attrgetter("position")):
            yield from _outline([part], depth + 1) if isinstance(part, SectionNode) else [(depth + 1, part)]
