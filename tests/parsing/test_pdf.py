"""Which lines and characters of a PDF's page are told."""

import pytest

from measures.parsing.extract import extract
from measures.parsing.extract.layout import Item, Page, lay_out
from tests.parsing.checks import check_refused
from tests.parsing.documents import make_pdf

WORDS = (96.0, 780.0, "一、总则")


def first_page(data: bytes) -> Page:
    """What the first page draws, before its lines are told."""
    pages: list[Page] = []

    def keep(page: Page) -> list[Item]:
        pages.append(page)
        return lay_out(page)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("measures.parsing.extract.pdf.lay_out", keep)
        extract(data)
    return pages[0]


def segments(drawn: bytes) -> list[tuple[float, ...]]:
    page = first_page(make_pdf([WORDS], drawn=drawn))
    return [tuple(round(value, 1) for value in segment) for segment in page.segments]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (b"72 700 m 172 700 l S\n", [(72, 700, 172, 700)]),
        (b"172 700 m 72 700 l S\n", [(72, 700, 172, 700)]),
        (b"72 700 m 72 600 l S\n", [(72, 600, 72, 700)]),
        (b"72 700 m 172 700 l 172 600 l S\n", [(72, 700, 172, 700), (172, 600, 172, 700)]),
        (
            b"72 700 m 172 700 l 172 600 l 72 600 l h S\n",
            [(72, 700, 172, 700), (172, 600, 172, 700), (72, 600, 172, 600), (72, 600, 72, 700)],
        ),
        (b"72 700 m 172 700 l 72 650 m 72 600 l S\n", [(72, 700, 172, 700), (72, 600, 72, 650)]),
        (b"72 700 m 172 600 l S\n", []),
        (b"72 700 m 172 701.9 l S\n", [(72, 700, 172, 701.9)]),
        (b"72 700 m 172 702 l S\n", []),
        (b"72 700 m 74 700 l S\n", []),
        (b"72 700 m 74.1 700 l S\n", [(72, 700, 74.1, 700)]),
        (b"72 700 m 100 720 120 720 172 700 c S\n", []),
        (b"q 2 0 0 1 10 20 cm 72 700 m 172 700 l S Q\n", [(154, 720, 354, 720)]),
    ],
)
def test_level_and_upright_lines_longer_than_two_points_and_no_thicker_are_drawn(
    drawn: bytes, expected: list[tuple[float, ...]]
) -> None:
    assert segments(drawn) == expected


def test_the_four_sides_of_a_box_are_lines_and_of_a_thin_box_the_long_ones() -> None:
    assert sorted(segments(b"72 600 100 50 re S\n")) == [
        *((72, 600, 72, 650), (72, 600, 172, 600), (72, 650, 172, 650), (172, 600, 172, 650)),
    ]
    assert sorted(segments(b"72 600 100 1 re f\n")) == [(72, 600, 172, 600), (72, 601, 172, 601)]


def test_a_page_of_more_lines_than_any_table_has_none() -> None:
    assert segments(b"72 700 m 172 700 l S\n" * 20_000) == []


@pytest.mark.parametrize(("limit", "is_read"), [(4, True), (3, False)])
def test_a_page_may_have_as_many_characters_as_the_limit(
    limit: int, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.parsing.extract.pdf.MAX_PAGE_CHARACTERS", limit)
    if is_read:
        assert extract(make_pdf([WORDS])).text == "一、总则"
    else:
        check_refused(make_pdf([WORDS]), "too_many_characters")


def test_a_page_may_have_as_many_lines_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.parsing.extract.pdf.MAX_SEGMENTS", 3)
    assert len(segments(b"72 700 m 172 700 l S\n" * 3)) == 3
    assert segments(b"72 700 m 172 700 l S\n" * 4) == []


def test_characters_have_their_places_and_lines_their_order() -> None:
    page = first_page(make_pdf([WORDS, (96, 760, "正文。")]))
    printed = ["".join(glyph.text for glyph in line) for line in page.lines]
    assert [words for words in printed if words.strip()] == ["一、总则", "正文。"]
    first, second = page.lines[0][:2]
    assert 96 <= first.left < first.right <= 108 <= second.left < 120
    assert 776 < first.bottom < first.top < 796


@pytest.mark.parametrize("char", ["𐀀", "𬭩", "𠀀", "\U0010fffd"])
def test_a_character_of_two_halves_is_one(char: str) -> None:
    page = first_page(make_pdf([(96, 780, f"一{char}二")]))
    assert "".join(glyph.text for glyph in page.lines[0]).strip() == f"一{char}二"


def test_each_page_has_its_place_and_an_empty_one_between_is_counted() -> None:
    extracted = extract(make_pdf([WORDS], [], [(96, 780, "正文。")]))
    assert [(place.number, place.start) for place in extracted.places] == [(1, 0), (3, 5)]
