"""For any text: no undocumented error, every character covered once, codes unique, the same tree twice."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from measures.parsing import DocumentError, PlanTree, read
from measures.parsing.numerals import int_to_han
from measures.terms import Numbering
from tests.examples import examples
from tests.parsing.checks import check_coverage

MARKERS = (
    "第一篇 |第一章 |第二章　|第一节 |第三条 |一、|二、|十二、|（一）|(二)|1.|2．|3、|（1）|2）|①|1.1 |1.1.2 |Ⅰ、|壹、"
    "|专栏1 |专栏：|附件1|附件：1.|附表2 |表1 |注：1.|目录|前言|— 3 —|——|01 |"
)
WORDS = (
    "加强领导|。|；|，|：|（责任单位：市科技局、市财政局）|（市发展改革委牵头，市教育局等配合）|"
    "（5月底完成，牵头考核单位：A局）"
    "|到2025年，产值突破300亿元|总体要求|发展目标|重点任务|责任单位：|（|）|《|》|5G|自发布之日起施行|2022年5月30日"
    "|示例市人民政府|关于印发|的通知|清华大学|1.2万亿元|下同|等|各市、县人民政府|\t|\u3000|\xa0| |\n|\n\n|\x0b|\u2028"
)
LINES = st.lists(
    st.tuples(st.sampled_from(MARKERS.split("|")), st.lists(st.sampled_from(WORDS.split("|")), max_size=6)).map(
        lambda line: line[0] + "".join(line[1])
    ),
    max_size=30,
).map("\n".join)


CODES = {
    "empty",
    "binary",
    "encoding",
    "no_headings",
    "no_text_layer",
    "too_large",
    "damaged",
    "unknown_format",
    "needs_office",
}


def read_or_refuse(data: bytes) -> PlanTree | None:
    try:
        return read(data)
    except DocumentError as refused:
        code = refused.code
    assert code in CODES
    return None


@given(LINES | st.text(max_size=400))
@examples(300)
def test_any_text_is_covered_once_and_read_alike_twice(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    tree = read_or_refuse(data)
    if tree is not None:
        check_coverage(tree)
        assert read(data) == tree


@given(st.binary(max_size=600))
@examples(200)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@given(st.sampled_from([b"PK\x03\x04", b"%PDF-1.4\n", b"<html><body>", b"<!DOCTYPE html><p>"]), st.binary(max_size=400))
@examples(200)
def test_bytes_that_pretend_to_be_a_format_are_read_or_refused(start: bytes, data: bytes) -> None:
    read_or_refuse(start + data)


STYLES = {
    Numbering.CHAPTER: lambda n: f"第{int_to_han(n)}章 ",
    Numbering.SECTION: lambda n: f"第{int_to_han(n)}节 ",
    Numbering.HAN_COMMA: lambda n: f"{int_to_han(n)}、",
    Numbering.HAN_PAREN: lambda n: f"（{int_to_han(n)}）",
    Numbering.ARABIC_DOT: lambda n: f"{n}.",
    Numbering.ARABIC_PAREN: lambda n: f"（{n}）",
}
Expected = list[tuple[str, str, int]]  # code, title, number of measures


@st.composite
def rendered_trees(draw: st.DrawFn) -> tuple[str, Expected]:
    """A document with one to four levels in a random selection of styles, and what a reader must find in it."""
    styles = sorted(
        draw(st.lists(st.sampled_from(list(STYLES)), min_size=1, max_size=4, unique=True)), key=list(STYLES).index
    )
    names = (f"建设示例园区之{int_to_han(n)}" for n in itertools.count(1))
    lines: list[str] = ["示例市产业发展行动计划（2023—2025年）"]
    expected: Expected = []

    def branch(depth: int, prefix: str) -> None:
        for number in range(1, draw(st.integers(2, 3)) + 1):
            code, title = f"{prefix}{number}", next(names)
            lines.append(STYLES[styles[depth]](number) + title)
            if depth + 1 < len(styles):
                expected.append((code, title, 0))
                branch(depth + 1, f"{code}.")
            else:
                count = draw(st.integers(1, 3))
                expected.append((code, title, count))
                lines.extend(
                    f"推进示例{int_to_han(n)}期。加快完善配套设施，提升综合服务水平。" for n in range(1, count + 1)
                )

    branch(0, "")
    return "\n\n".join(lines), expected


@given(rendered_trees())
@examples(150)
def test_a_document_rendered_from_a_tree_is_read_back_as_that_tree(case: tuple[str, Expected]) -> None:
    text, expected = case
    tree = read(text.encode())
    assert [(section.code, section.title, len(section.measures)) for section in tree.walk()] == expected
    assert not [problem for problem in tree.problems if problem.code.startswith(("number", "wrong"))]
