"""Whole documents with the whole tree that a careful clerk would record, written by hand beside each.

A `.tree` file holds, in this order:

    title | kind | issuer | number | date | period | horizon year | jurisdiction | encoding or media type
    # field place words                       where a fact of the plan was found
    = the plan's text
    code numbering label title place          a section; below it its records, in document order
    - code label title [role body (rule), …] {due date} place      a measure; + for one of kind project
      . the record's text
      > metric comparator value unit year nature rule: words       a target
    ! code place subject detail               a problem
    ~ kind code place                         a passage of frame, furniture or no kind

A zip has `/ name` above each of its documents, and one that is refused has a problem for that alone.

A place is `@3` or `@3–5`, lines of the extracted text from 1, and of what has pages or sheets `p2` or `sheet!row`.
What is not given is left out, or `-` in a target. That spans hold the very words is checked by `check_spans`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from measures.intake.unpacking import unpack
from measures.parsing import DocumentError, MeasureNode, PlanTree, SectionNode, Span, read
from measures.terms import KEPT, MeasureKind
from tests.parsing.checks import check_coverage, check_passages, check_spans

FOLDER = Path(__file__).parent / "golden"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".tree")
# Not read right yet: take a name away once it is (strict, so that the suite says when).
WAITING: set[str] = set()


def case(document: Path) -> ParameterSet:
    marks = [pytest.mark.xfail(strict=True)] if document.name[:2] in WAITING else []
    return pytest.param(document, marks=marks, id=document.stem)


@pytest.mark.parametrize("document", [case(document) for document in DOCUMENTS])
def test_a_document_is_read_as_a_careful_clerk_would_record_it(document: Path) -> None:
    data = document.read_bytes()
    lines = written_zip(data) if document.suffix == ".zip" else written_document(data)
    assert list(lines) == document.with_suffix(".tree").read_text().splitlines()


def written_zip(data: bytes) -> Iterator[str]:
    for name, content in unpack(data):
        yield f"/ {name}"
        try:
            yield from written_document(content)
        except DocumentError as refused:
            yield f"! {refused.code} @{refused.line}"


def written_document(data: bytes) -> Iterator[str]:
    tree = read(data)
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
    yield from written(tree)


def written(tree: PlanTree) -> Iterator[str]:
    period = f"{tree.period_start}–{tree.period_end}" if tree.period_start else ""
    facts = (tree.title, tree.kind, tree.issuer, tree.document_number, tree.issued_on, period, tree.horizon_year)
    yield " | ".join(str(fact or "") for fact in (*facts, tree.jurisdiction, tree.encoding or tree.media_type))
    for name, span in sorted(tree.metadata_spans.items()):
        yield f"# {name} {place(tree, span)} {_words(tree, span)}"
    yield from (f"= {line}" for line in tree.plan_text.splitlines() if line)
    for section in tree.sections:
        yield from written_section(tree, section)
    for problem in tree.problems:
        yield " ".join(filter(None, ("!", problem.code, place(tree, problem.span), problem.subject, problem.detail)))
        assert problem.line == _line(tree, problem.span.start)
    for passage in tree.passages:
        if passage.kind not in KEPT:
            yield f"~ {passage.kind} {passage.code or '-'} {place(tree, passage.span)}"


def written_section(tree: PlanTree, section: SectionNode) -> Iterator[str]:
    heading = (section.code, section.numbering, section.label, section.title, place(tree, section.span))
    yield " ".join(filter(None, heading))
    yield from written_words(section)
    rows: list[tuple[int, list[str]]] = [(m.position, list(written_measure(tree, m))) for m in section.measures]
    rows += [(child.position, list(written_section(tree, child))) for child in section.sections]
    for _, lines in sorted(rows):
        yield from lines


def written_measure(tree: PlanTree, measure: MeasureNode) -> Iterator[str]:
    bodies = ", ".join(f"{part.role} {part.body} ({part.rule})" for part in measure.responsibilities)
    due = " ".join(filter(None, (measure.due_text, str(measure.due_on or ""))))
    mark = "+" if measure.kind is MeasureKind.PROJECT else "-"
    said = (f"[{bodies}]" if bodies else "", f"{{{due}}}" if due else "", place(tree, measure.span))
    yield " ".join(filter(None, (mark, measure.code, measure.label, measure.title, *said)))
    yield from written_words(measure)


def written_words(record: SectionNode | MeasureNode) -> Iterator[str]:
    yield from (f"  . {line}" for line in record.text.splitlines() if line)
    for target in record.targets:
        value = "-" if target.value is None else f"{target.value:f}"
        goal = f"{target.metric} {target.comparator} {value} {target.unit} {target.year or '-'}"
        yield f"  > {goal} {target.nature} {target.rule}: {target.text}"


def place(tree: PlanTree, span: Span) -> str:
    """@3 or @3–5, the lines of the extracted text; then the page (p2) or the sheet and row of the first."""
    first, last = _line(tree, span.start), _line(tree, span.end - 1)
    lines = f"@{first}" if first == last else f"@{first}–{last}"
    found = tree.place_at(span.start)
    if found is None:
        return lines
    return f"{lines} {found.sheet}!{found.number}" if found.sheet else f"{lines} p{found.number}"


def _line(tree: PlanTree, offset: int) -> int:
    return tree.text.count("\n", 0, offset) + 1


def _words(tree: PlanTree, span: Span) -> str:
    return " ".join(tree.text[span.start : span.end].split())
