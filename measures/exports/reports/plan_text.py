"""The plan text 规划文本: a plan as a readable document with its curated wording."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from measures.as_of import MeasureRow, PlanRow, TargetRow
from measures.exports.contents import Block, Column, Mark, Paragraph, Part, Report, Row, Run, Runs, Table
from measures.exports.filters import FALSE
from measures.exports.reports.outline import Branch, heading, is_the_plan, outline, without_empty
from measures.exports.reports.wording import is_the_whole, lead
from measures.exports.scope import IN_FORCE, Scope, site_name

# 本规划由某局负责解释, 自印发之日起施行 stand at the end.
_CLOSING = re.compile("负责解释|[自从].{0,24}[起日](?:施行|执行|实施|生效)|有效期")
BOX_WIDTH = 72
WIDEST_CELL, NARROWEST_CELL = 36, 6  # characters


def plan_text(scope: Scope) -> Report:
    """One part a plan: all of it, or, where more than a plan is asked for, the sections with those measures."""
    label = _("Plan text")
    return Report(
        name="plan_text",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=scope.facts(),
        remarks=scope.remarks(),
        parts=parts(scope),
    )


def parts(scope: Scope) -> Iterator[Part]:
    """A part for each plan, which is held in memory while it is written."""
    asked = scope.filters
    is_whole = scope.chosen is None and replace(asked, plan=(), withdrawn=FALSE) == IN_FORCE
    for plan in scope.source.plans():
        sections = [
            each for each in scope.source.sections(plan.pk) if asked.withdrawn != FALSE or not each.withdrawn_on
        ]
        top = outline(sections, scope.source.measures(plan.pk))
        text = PlanText(plan, top if is_whole else without_empty(top), is_whole=is_whole)
        yield Part(plan.title, text.blocks())


class PlanText:
    """The words of one plan."""

    def __init__(self, plan: PlanRow, top: list[Branch], *, is_whole: bool) -> None:
        self.plan, self.top, self.is_whole = plan, top, is_whole

    def blocks(self) -> Iterator[Block]:
        """The preamble, the sections, the closing provisions."""
        own = [line for line in self.plan.text.split("\n") if line.strip()] if self.is_whole else []
        closing = [line for line in own if _CLOSING.search(line)]
        yield from prose([(Run(line),) for line in own if line not in closing])
        for branch in self.top:
            yield from self.branch(branch, 1)
        yield from prose([(Run(line),) for line in closing])

    def branch(self, branch: Branch, level: int) -> Iterator[Block]:
        """A section as it stands in the document: heading, text, then measures and sections by their places."""
        if branch.is_box:
            yield Table((Column("box", branch.section.heading, BOX_WIDTH),), self.in_box(branch))
            return
        if is_the_plan(branch, self.plan):
            level -= 1
        else:
            yield heading(branch.section, level)
        waiting = own_text(branch)
        for content in branch.contents:
            if isinstance(content, Branch):
                yield from prose(waiting)
                waiting = []
                yield from self.branch(content, level + 1)
            else:
                waiting += measure_text(content, titled=not is_the_whole(branch))
        yield from prose(waiting)

    def in_box(self, branch: Branch) -> Iterator[Row]:
        yield from ((runs,) for runs in own_text(branch))
        for content in branch.contents:
            if isinstance(content, Branch):
                yield ((Run(content.section.heading, strong=True),),)
                yield from self.in_box(content)
            else:
                yield from ((runs,) for runs in measure_text(content, titled=not is_the_whole(branch)))


def own_text(branch: Branch) -> list[Runs]:
    section = branch.section
    lines = [line for line in section.text.split("\n") if line.strip()]
    return [*(with_targets((Run(line),), section.targets) for line in lines), *missing(section.text, section.targets)]


def measure_text(measure: MeasureRow, *, titled: bool) -> list[Runs]:
    """The paragraphs of a measure, its targets in a strong face; one that was withdrawn is struck out."""
    is_row = "\t" in measure.text
    first, *others = [measure.text] if is_row else measure.text.split("\n")
    opening = lead(measure.title, first) if titled and not is_row else (Run(first),)
    number = (Run(measure.label),) if measure.label and not is_row else ()
    found = [(*number, *opening), *((Run(other),) for other in others if other.strip())]
    found = [with_targets(runs, measure.targets) for runs in found] + missing(measure.text, measure.targets)
    if measure.withdrawn_on is None:
        return found
    told = Run(_(" (withdrawn on %(day)s)") % {"day": measure.withdrawn_on.isoformat()})
    *before, last = [tuple(replace(run, mark=Mark.REMOVED) for run in runs) for runs in found]
    return [*before, (*last, told)]


def with_targets(runs: Runs, targets: tuple[TargetRow, ...]) -> Runs:
    """The runs with the words of the targets in a strong face."""
    words = sorted({target.text for target in targets if target.text}, key=len, reverse=True)
    if not words:
        return runs
    pattern = re.compile(f"({'|'.join(map(re.escape, words))})")
    return tuple(
        Run(piece, run.mark, run.strong or piece in words, run.link)
        for run in runs
        for piece in pattern.split(run.text)
        if piece
    )


def missing(text: str, targets: tuple[TargetRow, ...]) -> list[Runs]:
    """A line for the targets that an editor added and the text does not name."""
    squeezed = "".join(text.split())
    added = [target.text for target in targets if target.text and "".join(target.text.split()) not in squeezed]
    return [(Run(_("Targets: ")), Run("；".join(added), strong=True), Run("。"))] if added else []


def prose(lines: list[Runs]) -> Iterator[Block]:
    """Paragraphs; lines of cells that follow one another are a table, the first its head."""
    rows: list[list[str]] = []
    for runs in lines:
        text = "".join(run.text for run in runs)
        if "\t" in text:
            rows.append([cell.strip() for cell in text.split("\t")])
            continue
        yield from table(rows)
        rows = []
        yield Paragraph(runs)
    yield from table(rows)


def table(rows: list[list[str]]) -> Iterator[Table]:
    if not rows:
        return
    count = max(map(len, rows))
    head, *body = [row + [""] * (count - len(row)) for row in rows]
    widths = [
        max(NARROWEST_CELL, min(WIDEST_CELL, 2 * max(map(len, cells)))) for cells in zip(head, *body, strict=True)
    ]
    columns = tuple(
        Column(f"column{i}", title, width) for i, (title, width) in enumerate(zip(head, widths, strict=True))
    )
    yield Table(columns, iter([tuple(row) for row in body]))
