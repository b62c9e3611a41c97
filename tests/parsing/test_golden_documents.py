"""Whole documents with the whole tree that a careful clerk would record, written by hand beside each.

A `.tree` file holds: one line of the plan's own facts (title | kind | issuer | number | date | period | jurisdiction);
`= ` the plan's text; a line a section (`code label title`) and a measure (`- code label title [role body, …] {due}`);
`  . ` a record's text, `  > ` its targets (metric comparator value unit year); `! ` a problem's code and line; `~ ` the
frame, furniture and unparsed passages, each kind once. `-` stands for what is not given.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from measures.parsing import MeasureNode, PlanTree, SectionNode, read

FOLDER = Path(__file__).parent / "golden"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".tree")
# Not read right yet: take a name away once it is (strict, so that the suite says when).
WAITING: set[str] = set()


def case(document: Path) -> ParameterSet:
    marks = [pytest.mark.xfail(strict=True)] if document.name[:2] in WAITING else []
    return pytest.param(document, marks=marks, id=document.stem)


@pytest.mark.parametrize("document", [case(document) for document in DOCUMENTS])
def test_a_document_is_read_as_a_careful_clerk_would_record_it(document: Path) -> None:
    tree = read(document.read_bytes())
    assert list(written(tree)) == document.with_suffix(".tree").read_text().splitlines()


def written(tree: PlanTree) -> Iterator[str]:
    period = f"{tree.period_start}–{tree.period_end}" if tree.period_start else ""
    facts = (tree.title, tree.kind, tree.issuer, tree.document_number, tree.issued_on or "", period, tree.jurisdiction)
    yield " | ".join(map(str, facts))
    yield from (f"= {line}" for line in tree.plan_text.splitlines() if line)
    for section in tree.sections:
        yield from written_section(section)
    yield from (f"! {problem.code} {problem.line}" for problem in tree.problems)
    others = [p for p in tree.passages if p.kind in ("frame", "furniture", "unparsed")]
    yield from dict.fromkeys(f"~ {passage.kind} {passage.code or '-'}" for passage in others)


def written_section(section: SectionNode) -> Iterator[str]:
    yield " ".join(filter(None, (section.code, section.label, section.title)))
    yield from written_words(section)
    rows: list[tuple[int, list[str]]] = [(m.position, list(written_measure(m))) for m in section.measures]
    rows += [(child.position, list(written_section(child))) for child in section.sections]
    for _, lines in sorted(rows):
        yield from lines


def written_measure(measure: MeasureNode) -> Iterator[str]:
    bodies = ", ".join(f"{part.role} {part.body}" for part in measure.responsibilities)
    due = " ".join(filter(None, (measure.due_text, str(measure.due_on or ""))))
    roles, deadline = f"[{bodies}]" if bodies else "", f"{{{due}}}" if due else ""
    yield " ".join(filter(None, ("-", measure.code, measure.label, measure.title, roles, deadline)))
    yield from written_words(measure)


def written_words(record: SectionNode | MeasureNode) -> Iterator[str]:
    yield from (f"  . {line}" for line in record.text.splitlines() if line)
    for target in record.targets:
        value = "-" if target.value is None else f"{target.value:f}"
        yield f"  > {target.metric} {target.comparator} {value} {target.unit} {target.year or '-'}"
