"""Which lines are text: docs/document-format.md, step 9."""

import pytest

from measures.parsing.extract import LineKind
from measures.parsing.structure.legibility import legibility, readable
from measures.parsing.structure.paragraphs import Paragraph

PROSE = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


@pytest.mark.parametrize(
    "text",
    [PROSE, PROSE * 8, "加强管理", "A", "GDP", "建设5G+AIoT平台", "（一）", "12345678", "2025-12-31", "龘靐齉齾"],
)
def test_prose_headings_and_short_words_can_be_read(text: str) -> None:
    assert legibility(text) > 0.15


@pytest.mark.parametrize(
    "text",
    [
        "asdfgh jkl qwertyu",
        "asdfgh",
        "鍔犲揩瀹屽杽閰嶅璁炬柦锛岀潃鍔涙彁鍗囩患鍚堟湇鍔℃按骞冲拰淇濋殰鑳藉姏",
        "龘靐齉齾爩鱻麤龗",
        "建设" * 100,
        "加快完善配套设施着力提升综合服务水平和保障能力推动各项工作取得实效" * 6,
    ],
)
def test_noise_cannot_be_read(text: str) -> None:
    assert legibility(text) == 0


def test_a_shorter_word_of_letters_tells_nothing() -> None:
    assert legibility("asdfg") == 1


LONG_PROSE = (
    "加快完善配套设施，着力提升综合服务水平和保障能力。建立健全工作机制，压实各方责任，推动各项任务取得实效。"
    "支持企业扩大投资，鼓励社会力量参与公共文化、教育和体育事业。坚持统筹兼顾，形成上下联动的格局，"
    "围绕全市大局，聚焦重点领域和关键环节，抓好农村道路、供水管网与住房改造，让群众得到实惠。"
)
FLUENT = "加强发展建设推进工作实施管理服务企业全面"
USUAL, RARE = "加建设发展推进工作实施管理", "龘靐齉齾爩鱻麤龗虪灪麣鸞厵籲"


def mixed(usual: int, rare: int) -> str:
    """A line of so many ideographs of each kind, all different next to each other."""
    return "".join((USUAL * usual)[:usual]) + "".join((RARE * rare)[:rare])


@pytest.mark.parametrize(
    ("text", "is_text"),
    [
        ("abcdefgh建设", True),  # four letters an ideograph
        ("abcdefghi建设", False),
        ("龘靐齉齾爩1", True),  # five ideographs tell nothing
        ("龘靐齉齾爩鱻", False),
        (mixed(3, 16), True),  # of less than twenty ideographs 15 % are usual
        (mixed(2, 17), False),
        (mixed(6, 14), True),  # of twenty 30 %
        (mixed(5, 15), False),
        (mixed(15, 85), False),
        ("加强发展建设推进工作" * 15, True),  # 150 characters without a pause
        ("加强发展建设推进工作" * 15 + "加", False),
        (f"{FLUENT * 7}，{FLUENT * 7}加强发展建设推进工作加强发展建设推进。", True),  # two pauses in 300 characters
        (f"{FLUENT * 7}，{FLUENT * 7}加强发展建设推进工作加强发展建设推进工。", False),
    ],
)
def test_shares_and_lengths_at_which_a_line_turns_to_noise(text: str, is_text: bool) -> None:
    assert (legibility(text) > 0) is is_text


@pytest.mark.parametrize(("different", "is_text"), [(16, True), (15, False)])
def test_a_long_line_has_sixteen_different_characters(different: int, is_text: bool) -> None:
    text = "".join(char * 4 for char in "，加强发展建设推进工作实施管理服务"[:different]) * 3
    assert len(text) > 150
    assert (legibility(text) > 0) is is_text


NOISE, DOUBTFUL = "龘靐齉齾爩鱻麤龗", "建设龘靐齉齾爩鱻麤龗"  # a fifth of the second is usual


def lines_kept(*texts: str, kind: LineKind = LineKind.PARAGRAPH) -> list[str]:
    return [one.text for one in readable([Paragraph(0, len(text), text, kind) for text in texts])]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        ([DOUBTFUL], [DOUBTFUL]),
        ([PROSE, DOUBTFUL, PROSE], [PROSE, DOUBTFUL, PROSE]),
        ([NOISE, DOUBTFUL, PROSE], [PROSE]),
        ([PROSE, DOUBTFUL, NOISE], [PROSE]),
        ([NOISE, PROSE, NOISE], [PROSE]),
        ([PROSE] * 3, [PROSE] * 3),
        ([PROSE] * 4, []),
        (["一、", *["——"] * 4], ["一、", *["——"] * 4]),  # marks may be repeated
        ([PROSE, "加强管理", *[PROSE] * 3], [PROSE, "加强管理", *[PROSE] * 3]),
        ([], []),
    ],
)
def test_a_doubtful_line_beside_noise_and_the_same_line_again_and_again_are_noise(
    texts: list[str], kept: list[str]
) -> None:
    assert lines_kept(*texts) == kept


def test_a_row_of_a_table_is_never_noise() -> None:
    assert lines_kept(NOISE, "qwrtzpsd" * 20, kind=LineKind.ROW) == [NOISE, "qwrtzpsd" * 20]


@pytest.mark.parametrize(("length", "is_noise"), [(99, False), (100, True), (300, True)])
def test_a_hundred_characters_of_noise_inside_a_paragraph_are_left_out(length: int, is_noise: bool) -> None:
    noise = ("qwrtzpsd" * 50)[:length]
    before, after = LONG_PROSE, LONG_PROSE[::-1]
    text = f"{before}{noise}。{after}"
    assert lines_kept(text) == [f"{before}。{after}" if is_noise else text]
    assert lines_kept(f"{before}{noise}") == [before if is_noise else f"{before}{noise}"]


def test_words_around_noise_keep_their_places_in_the_document() -> None:
    """Two lines that were joined, with noise in each."""
    noise = "qwrtzpsd" * 13
    first, second = f"{PROSE}{noise}。", f"{PROSE}{noise}；{PROSE}"
    pieces = ((0, 1000), (len(first), 5000))
    whole = Paragraph(1000, 5000 + len(second), first + second, LineKind.PARAGRAPH, pieces=pieces)
    (kept,) = readable([whole])
    assert kept.text == f"{PROSE}。{PROSE}；{PROSE}"
    assert (kept.start, kept.end) == (whole.start, whole.end)
    printed = first + second
    places = [1000 + i if i < len(first) else 5000 + i - len(first) for i in range(len(printed))]
    stays = [place for i, place in enumerate(places) if printed[i] not in "qwrtzpsd"]
    assert [kept.at(i) for i in range(len(kept.text))] == stays
