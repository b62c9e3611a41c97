"""The numbers that Word prints before a paragraph, in each of its forms and wherever a list begins or begins again."""

import pytest

from measures.parsing.extract import extract
from measures.parsing.extract.word_numbers import to_words
from tests.parsing.documents import make_docx, paragraph


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", {1: "1", 10: "10", 0: "0"}),
        ("decimalZero", {5: "05", 10: "10", 123: "123"}),
        ("chineseCounting", {1: "一", 21: "二十一", 105: "一百零五"}),
        ("chineseCountingThousand", {12: "十二"}),
        ("japaneseCounting", {3: "三"}),
        ("taiwaneseCounting", {4: "四"}),
        ("ideographDigital", {5: "五"}),
        ("chineseLegalSimplified", {1: "壹", 12: "壹拾贰", 230: "贰佰叁拾", 4005: "肆仟零伍"}),
        ("ideographLegalTraditional", {6: "陆"}),
        ("japaneseLegal", {7: "柒"}),
        (
            "upperRoman",
            {
                1: "I",
                4: "IV",
                5: "V",
                8: "VIII",
                9: "IX",
                10: "X",
                40: "XL",
                49: "XLIX",
                50: "L",
                90: "XC",
                100: "C",
                400: "CD",
                500: "D",
                900: "CM",
                1000: "M",
                1994: "MCMXCIV",
                3888: "MMMDCCCLXXXVIII",
            },
        ),
        ("lowerRoman", {4: "iv", 1999: "mcmxcix"}),
        (
            "upperLetter",
            {0: "0", 1: "A", 26: "Z", 27: "AA", 52: "ZZ", 53: "AAA", 799: "S" * 31, 800: "800", -1: "-1"},
        ),
        ("lowerLetter", {1: "a", 28: "bb"}),
        ("decimalEnclosedCircle", {0: "0", 1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {2: "②"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("hindiNumbers", {3: "3"}),
    ],
)
def test_each_form_of_a_number_is_printed_from_its_first_to_its_last(form: str, numbers: dict[int, str]) -> None:
    assert {number: to_words(number, form) for number in numbers} == numbers


def level(depth: object, form: str, text: str, start: str = "1", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f"{more}</w:lvl>"
    )


def abstract(*levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'


def lists(*overrides: str) -> str:
    """The lists 1, 2 … of the one definition, each with its overrides."""
    return "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{override}</w:num>'
        for number, override in enumerate(overrides, 1)
    )


def item(words: str, depth: object = 0, list_id: object = 1) -> str:
    numbers = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbers}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def printed(numbering: str, *paragraphs: str) -> list[str]:
    return extract(make_docx("".join(paragraphs), numbering)).text.split("\n")


CHAPTERS = abstract(
    level(0, "chineseCounting", "第%1章"),
    level(1, "decimal", "%1.%2"),
    level(2, "decimal", "%1.%2.%3", more="<w:isLgl/>"),
)


def test_a_number_holds_those_of_the_levels_above_in_their_own_forms_or_as_figures() -> None:
    numbered = CHAPTERS + lists("")
    assert printed(numbered, item("甲"), item("乙", 1), item("丙", 2), item("丁", 2), item("戊", 1), item("己")) == [
        "第一章 甲",
        "一.1 乙",
        "1.1.1 丙",
        "1.1.2 丁",
        "一.2 戊",
        "第二章 己",
    ]


def test_a_level_begins_again_under_the_next_number_above_it() -> None:
    numbered = CHAPTERS + lists("")
    assert printed(numbered, item("甲"), item("乙", 1), item("丙"), item("丁", 1), item("戊", 2)) == [
        "第一章 甲",
        "一.1 乙",
        "第二章 丙",
        "二.1 丁",
        "2.1.1 戊",
    ]


def test_a_number_under_levels_that_were_never_printed_counts_from_their_starts() -> None:
    numbered = abstract(level(0, "decimal", "%1.", "3"), level(1, "decimal", "%1.%2", "0")) + lists("")
    assert printed(numbered, item("甲", 1), item("乙", 1), item("丙")) == ["3.0 甲", "3.1 乙", "3.丙"]


@pytest.mark.parametrize(
    ("start", "first"), [("7", "7."), ("99999", "99999."), ("100000", "1."), ("x", "1."), ("", "1.")]
)
def test_a_level_starts_where_it_says(start: str, first: str) -> None:
    assert printed(abstract(level(0, "decimal", "%1.", start)) + lists(""), item("甲")) == [f"{first}甲"]


def test_lists_of_one_definition_count_on_and_one_that_overrides_a_start_begins_again() -> None:
    numbered = abstract(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = [item("甲"), item("乙", list_id=2), item("丙", list_id=3), item("丁", list_id=1), item("戊", 1, 3)]
    assert printed(numbered + lists("", "", again), *body) == ["1.甲", "2.乙", "5.丙", "3.丁", "5.1 戊"]


def test_a_list_may_override_a_whole_level() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    empty = '<w:lvlOverride><w:startOverride w:val="5"/></w:lvlOverride>'
    numbered = abstract(level(0, "decimal", "%1.")) + lists(own, empty)
    assert printed(numbered, item("甲"), item("乙"), item("丙", list_id=2)) == ["A)甲", "B)乙", "1.丙"]


def test_a_start_for_a_level_that_the_definition_lacks_counts_as_plain_figures() -> None:
    own = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/></w:lvlOverride>'
    numbered = abstract(level(0, "decimal", "%1.")) + lists(own)
    assert printed(numbered, item("甲", 1)) == ["1.甲"]


@pytest.mark.parametrize("form", ["bullet", "none"])
def test_a_bullet_and_a_level_without_numbers_print_none(form: str) -> None:
    assert printed(abstract(level(0, form, "%1")) + lists(""), item("甲")) == ["甲"]


@pytest.mark.parametrize(("depth", "list_id"), [(3, 1), (0, 9), (0, 0), ("10", 1), ("x", 1)])
def test_a_list_or_level_that_nobody_defined_prints_none(depth: object, list_id: object) -> None:
    numbered = CHAPTERS + lists("")
    expected = ["第一章 甲"] if str(depth) in ("10", "x") else ["甲"]
    assert printed(numbered, item("甲", depth, list_id)) == expected


def test_the_ninth_level_is_printed() -> None:
    numbered = abstract(*(level(depth, "decimal", f"%{depth + 1}.") for depth in range(9))) + lists("")
    assert printed(numbered, item("甲", 8)) == ["1.甲"]


def test_a_paragraph_whose_mark_was_deleted_stands_before_the_words_of_the_next() -> None:
    gone = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>一、建设</w:t></w:r></w:p>'
    assert printed("", gone, paragraph("园区")) == ["一、建设园区"]
    assert printed("", gone, "<w:p><w:r><w:t>园区</w:t></w:r></w:p>") == ["一、建设园区"]
    assert printed("", gone, gone, paragraph("园区")) == ["一、建设一、建设园区"]
    assert printed("", gone) == ["一、建设"]


def test_a_level_above_that_nobody_defined_counts_as_one() -> None:
    assert printed(abstract(level(1, "decimal", "%1.%2")) + lists(""), item("甲", 1), item("乙", 1)) == [
        "1.1 甲",
        "1.2 乙",
    ]


@pytest.mark.parametrize(
    ("restarts", "numbers"), [("", "1. 1. 1."), ("0", "1. 2. 3."), ("1", "1. 2. 1."), ("2", "1. 1. 1.")]
)
def test_a_level_may_count_through_those_above_it(restarts: str, numbers: str) -> None:
    own = f'<w:lvlRestart w:val="{restarts}"/>' if restarts else ""
    levels = (level(0, "decimal", "第%1章"), level(1, "decimal", "%2)"), level(2, "decimal", "%3.", more=own))
    items = [item("甲"), item("乙", 1), item("丙", 2), item("乙", 1), item("丙", 2), item("甲"), item("丙", 2)]
    lines = printed(abstract(*levels) + lists(""), *items)
    assert " ".join(line[:2] for line in lines if line.endswith("丙")) == numbers
