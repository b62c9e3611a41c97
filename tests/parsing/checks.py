"""The two verbs of the parser's tests: a text is read as a tree, or a text has a problem."""

from collections.abc import Iterator
from textwrap import dedent

import pytest

from measures.parsing import DocumentError, MeasureNode, PlanTree, SectionNode, Span, read
from measures.terms import KEPT, POSITION_STEP, PassageKind, ProblemCode

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"  # of a measure: two clauses and more

# Problems that point at the words they are about, no more and no less.
QUOTING = {
    ProblemCode.NUMBER_GAP,
    ProblemCode.NUMBER_REPEATED,
    ProblemCode.WRONG_PARENT,
    ProblemCode.UNCLEAR_BRACKET,
    ProblemCode.DEADLINE_NOT_A_DATE,
}
TITLE = "示例市产业发展行动计划（2023—2025年）\n\n"


def read_text(text: str) -> PlanTree:
    return read((TITLE + dedent(text)).encode())


def check_tree(text: str, expected: str) -> PlanTree:
    """`expected` has a line a record: `code label title` for a section, `- code title [role body, …] {due}`."""
    tree = read_text(text)
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
    assert "\n".join(outline(tree)) == dedent(expected).strip()
    return tree


def check_problem(text: str, code: str, subject: str | None = None, detail: str | None = None) -> None:
    """One problem of `code` is reported, about `subject` where that is given."""
    tree = read_text(text)
    check_spans(tree)
    found = [problem for problem in tree.problems if problem.code == code]
    assert len(found) == 1, found
    assert subject is None or found[0].subject == subject
    assert detail is None or found[0].detail == detail


def check_refused(data: bytes, code: str, line: int | None = None) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.code == code
    assert line is None or caught.value.line == line


def check_coverage(tree: PlanTree) -> None:
    """Every character stands in exactly one passage, every span inside the text, every code once."""
    assert "".join(tree.text[passage.span.start : passage.span.end] for passage in tree.passages) == tree.text
    assert sum(tree.coverage().values()) == len(tree.text)
    records: list[SectionNode | MeasureNode] = [*tree.walk(), *tree.measures()]
    codes = [record.code for record in records]
    assert len(set(codes)) == len(codes), sorted(codes)
    assert sorted(record.position for record in records) == [
        POSITION_STEP * place for place in range(1, len(records) + 1)
    ]
    for record in records:
        assert 0 <= record.span.start < record.span.end <= len(tree.text), record.code
    for problem in tree.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(tree.text), problem
        assert 1 <= problem.line <= tree.text.count("\n") + 1, problem
    for measure in tree.measures():
        for part in measure.responsibilities:
            assert _at(tree, part.span) == bare(part.body), (measure.code, part.body)
    check_words(tree)


def check_spans(tree: PlanTree) -> None:
    """The characters of each span are those of the record that it proves, from the first to the last."""
    for section in tree.walk():
        found, title = _at(tree, section.span), bare(section.title)
        assert found.startswith(bare(section.label or title)[:4]), section.code
        assert title[-4:] in found, section.code
    for measure in tree.measures():
        found, words = _at(tree, measure.span), bare(measure.text)
        assert words[:4] in (found[:4], found.removeprefix(bare(measure.label))[:4]), measure.code
        assert found.endswith(words[-4:]), measure.code
    records: list[SectionNode | MeasureNode] = [*tree.walk(), *tree.measures()]
    for target in (target for record in records for target in record.targets):
        assert _at(tree, target.span) == bare(target.text), target.text
    for record in records:
        words = tree.text[record.span.start : record.span.end]
        assert words == words.strip(" \n\u3000\xa0"), words
    for problem in tree.problems:
        if problem.code in QUOTING:
            assert _at(tree, problem.span) == bare(problem.subject), problem


def check_passages(tree: PlanTree) -> None:
    """The passages of a record, put together, are its words: none is missing, none stands there twice."""
    printed: dict[tuple[PassageKind, str], str] = {}
    for passage in tree.passages:
        key = passage.kind, passage.code
        printed[key] = printed.get(key, "") + bare(tree.text[passage.span.start : passage.span.end])
    for section in tree.walk():
        assert printed.get((PassageKind.TEXT, section.code), "") == bare(section.text), section.code
    for measure in tree.measures():
        found = printed[PassageKind.MEASURE, measure.code]
        assert bare(measure.text) in (found, found.removeprefix(bare(measure.label))), measure.code
    assert printed.get((PassageKind.TEXT, ""), "") == bare(tree.plan_text)


def _at(tree: PlanTree, span: Span) -> str:
    return bare(tree.text[span.start : span.end])


def check_words(tree: PlanTree) -> None:
    """Each line of a heading, text or measure passage stands in the record that it names, but for marks and blanks."""
    wordings = {"": bare(f"{tree.title} {tree.plan_text}")}
    records: list[SectionNode | MeasureNode] = [*tree.walk(), *tree.measures()]
    for record in records:
        wordings[record.code] = bare(record.label + record.title + record.label + record.text)
    for passage in tree.passages:
        if passage.kind in KEPT:
            for line in tree.text[passage.span.start : passage.span.end].split("\n"):
                assert bare(line) in wordings[passage.code], (passage.code, line)


def bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def unparsed(tree: PlanTree) -> str:
    spans = [passage.span for passage in tree.passages if passage.kind is PassageKind.UNPARSED]
    return "".join(tree.text[span.start : span.end] for span in spans)


def outline(tree: PlanTree) -> Iterator[str]:
    for section in tree.sections:
        yield from _section(section)


def _section(section: SectionNode) -> Iterator[str]:
    yield " ".join(filter(None, (section.code, section.label, section.title)))
    rows: list[tuple[int, list[str]]] = [(m.position, [_measure(m)]) for m in section.measures]
    rows += [(child.position, list(_section(child))) for child in section.sections]
    for _, lines in sorted(rows):
        yield from lines


def _measure(measure: MeasureNode) -> str:
    bodies = ", ".join(f"{part.role} {part.body}" for part in measure.responsibilities)
    due = f" {{{measure.due_text}}}" if measure.due_text else ""
    return f"- {measure.code} {measure.title}" + (f" [{bodies}]" if bodies else "") + due


def read_lines(text: str) -> PlanTree:
    """The tree of a text of lines, its coverage checked."""
    tree = read(text.encode())
    check_coverage(tree)
    return tree


def check_records(text: str, *expected: str) -> PlanTree:
    """As `check_tree`, for a text that may hold tabs."""
    tree = read_lines(text)
    assert list(outline(tree)) == list(expected)
    return tree


def codes(tree: PlanTree) -> list[str]:
    return [problem.code.value for problem in tree.problems]
