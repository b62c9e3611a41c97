"""OFD files: what is placed on their pages is read as from a PDF; files made to harm are refused."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from measures.parsing import read
from measures.parsing.extract import extract
from measures.parsing.extract.layout import Item, Page, lay_out
from measures.parsing.tree import DocumentError
from tests.parsing.checks import check_coverage, check_refused, outline
from tests.parsing.documents import OFD, make_docx, make_ofd, ofd_page, paragraph
from tests.parsing.test_formats import PROSE, pdf_page
from tests.parsing.test_hostile_files import within

WORDS = [(96, 780, "一、总则"), (96, 760, "正文。")]


def placed(text: str, attributes: str = "", code: str = "") -> str:
    """A text object of size 4 at the head of the page."""
    return (
        f'<ofd:TextObject Boundary="20 20 180 10" Size="4" {attributes}>'
        f'<ofd:TextCode X="0" Y="4" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def words_of(objects: str, common: str = "", before: str = "", **parts: str) -> str:
    page = ofd_page(objects, before)
    return extract(make_ofd([], common=common, Doc_0__Pages__Page_0__Content=page, **parts)).text


def test_lines_are_joined_across_wraps_and_pages_and_running_heads_left_out() -> None:
    whole = PROSE * 2
    data = make_ofd(
        pdf_page(1, (12, "示例市产业发展规划"), (2, "第一章 重点任务"), (2, "一、建设园区"), (2, whole[:35])),
        pdf_page(2, (0, whole[35:72]), (0, whole[72:])),
        pdf_page(3, (2, "二、培育企业"), (2, PROSE[:35]), (0, PROSE[35:])),
    )
    tree = read(data)
    check_coverage(tree)
    assert list(outline(tree)) == [
        "1 第一章 重点任务",
        "1.1 一、 建设园区",
        "- 1.1-1 建设园区",
        "1.2 二、 培育企业",
        "- 1.2-1 培育企业",
    ]
    assert [measure.text for measure in tree.measures()] == [whole, PROSE]
    assert tree.media_type == "application/ofd"
    place = tree.place_at(next(tree.measures()).span.end)
    assert place is not None
    assert place.number == 2


def test_characters_are_read_by_their_place_whatever_the_order_of_the_objects() -> None:
    assert extract(make_ofd(WORDS[::-1])).text == "一、总则\n正文。"


def test_what_a_template_draws_under_a_page_is_read() -> None:
    template = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    under = ofd_page(placed("示例市人民政府文件"))
    words = words_of(
        placed("一、总则").replace("20 20", "20 40"),
        template,
        '<ofd:Template TemplateID="9"/>',
        Doc_0__Tpls__Tpl_0__Content=under,
    )
    assert words == "示例市人民政府文件\n一、总则"


def test_what_is_drawn_from_the_resources_is_read_at_its_place() -> None:
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{placed("批准")}</ofd:Content></ofd:CompositeGraphicUnit>'
    resources = f"<ofd:Res {{ofd}}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>"
    drawn = '<ofd:CompositeObject ResourceID="7" Boundary="0 100 200 20"/>'
    common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    assert words_of(drawn + placed("一、总则"), common, Doc_0__PublicRes=resources) == "一、总则\n批准"


def test_a_matrix_moves_and_scales_characters() -> None:
    moved = placed("乙", 'CTM="2 0 0 2 40 -4"')
    assert words_of(moved + placed("甲")) == "甲 乙"
    assert words_of(f"<ofd:PageBlock>{moved}</ofd:PageBlock>{placed('甲')}") == "甲 乙"


def test_what_is_printed_twice_to_look_bold_is_read_once_and_what_is_hidden_never() -> None:
    twice = placed("总则") + placed("总则").replace('X="0"', 'X="0.1"')
    assert words_of(twice + placed("隐", 'Visible="false"')) == "总则"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('DeltaX="4 4 4"', "甲乙丙丁"),
        ('DeltaX="g 3 4"', "甲乙丙丁"),
        ('DeltaX="4 g 2 12"', "甲乙 丙 丁"),
        ("", "甲乙丙丁"),
    ],
)
def test_characters_advance_as_the_file_says(code: str, words: str) -> None:
    assert words_of(placed("甲乙丙丁", code=code)) == words


def test_characters_one_under_another_are_lines() -> None:
    assert words_of(placed("甲乙", code='DeltaX="0" DeltaY="10"')) == "甲\n乙"


@pytest.mark.parametrize("space", ['xmlns:ofd="http://www.ofdspec.org"', 'xmlns:ofd="urn:other"'])
def test_files_of_other_namespaces_are_read(space: str) -> None:
    data = make_ofd(WORDS)
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).decode().replace(OFD, space))
    assert extract(buffer.getvalue()).text == "一、总则\n正文。"


def test_xml_in_gbk_is_read_as_it_declares() -> None:
    page = '<?xml version="1.0" encoding="GB2312"?>' + ofd_page(placed("一、总则"))
    buffer = BytesIO()
    with ZipFile(BytesIO(make_ofd([]))) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, page.encode("gb2312") if name.endswith("Content.xml") else old.read(name))
    assert extract(buffer.getvalue()).text == "一、总则"


def test_pages_of_pictures_say_that_they_have_no_text() -> None:
    check_refused(make_ofd([], []), "no_text_layer")


def test_a_locked_file_is_refused() -> None:
    check_refused(make_ofd(WORDS, Encryptions="<x/>"), "locked")


def test_a_page_that_is_missing_is_damage() -> None:
    check_refused(make_ofd(OFD="<ofd:OFD {ofd}><ofd:DocRoot>none.xml</ofd:DocRoot></ofd:OFD>"), "damaged")


def test_units_that_contain_each_other_end() -> None:
    inner = '<ofd:CompositeObject ResourceID="7" Boundary="0 0 9 9"/>' * 10
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'
    page = ofd_page('<ofd:CompositeObject ResourceID="7" Boundary="0 0 9 9"/>')
    data = make_ofd(
        [],
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        Doc_0__PublicRes=f"<ofd:Res {{ofd}}>{unit}</ofd:Res>",
        Doc_0__Pages__Page_0__Content=page,
    )
    with within(seconds=10, megabytes=50):
        check_refused(data, "damaged")


@pytest.mark.parametrize(("depth", "is_read"), [(20, True), (21, False)])
def test_blocks_of_a_page_stand_in_each_other_twenty_deep_at_most(depth: int, is_read: bool) -> None:
    page = ofd_page("<ofd:PageBlock>" * depth + placed("甲乙") + "</ofd:PageBlock>" * depth)
    data = make_ofd([], Doc_0__Pages__Page_0__Content=page)
    if is_read:
        assert extract(data).text == "甲乙"
    else:
        check_refused(data, "damaged")


def test_a_repeat_count_beyond_the_text_costs_nothing() -> None:
    with within(seconds=2, megabytes=20):
        assert words_of(placed("甲乙", code='DeltaX="g 999999999 4"')) == "甲乙"


def test_a_document_with_entities_is_damaged() -> None:
    page = '<!DOCTYPE x [<!ENTITY l "lol">]>' + ofd_page(placed("&amp;l;"))
    check_refused(make_ofd([], Doc_0__Pages__Page_0__Content=page), "damaged")


@pytest.mark.parametrize("data", ["M 0 0 L 10", "X 1 2", "M a b L c d", "C C C", "A 1 2", "M 0 0 L 1e309 5 L nan 3"])
def test_paths_that_are_none_do_no_harm(data: str) -> None:
    path = f'<ofd:PathObject Boundary="0 0 1 1"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    assert words_of(path + placed("甲")) == "甲"


def test_a_word_file_is_still_a_word_file() -> None:
    assert extract(make_docx(paragraph("一、总则"))).media_type.endswith("wordprocessingml.document")


def first_page(data: bytes) -> Page:
    """What the first page draws, before its lines are told."""
    pages: list[Page] = []

    def keep(page: Page) -> list[Item]:
        pages.append(page)
        return lay_out(page)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("measures.parsing.extract.ofd.lay_out", keep)
        extract(data)
    return pages[0]


def glyphs_of(objects: str) -> list[tuple[str | float, ...]]:
    """Each character with its box in millimetres from the left and the foot of the page."""
    data = make_ofd([], Doc_0__Pages__Page_0__Content=ofd_page(objects))
    boxes = [glyph for line in first_page(data).lines for glyph in line]
    places = [[round(value * 25.4 / 72, 2) for value in (g.left, g.bottom, g.right, g.top)] for g in boxes]
    return [(glyph.text, *place) for glyph, place in zip(boxes, places, strict=True)]


def test_a_character_takes_its_size_above_and_below_its_base_line() -> None:
    """Its base line is 4 mm below the boundary's corner, 24 mm from the head of 297 mm."""
    assert glyphs_of(placed("甲")) == [("甲", 20, 272.52, 24, 276.52)]
    assert glyphs_of(placed("a")) == [("a", 20, 272.52, 22, 276.52)]
    scaled = glyphs_of(placed("甲", 'CTM="2 0 0 2 10 5"'))
    assert scaled == [("甲", 30, 263.04, 38, 271.04)]
    turned = glyphs_of(placed("甲乙", 'CTM="0 1 -1 0 0 0"'))
    assert [box[:3] for box in turned] == [("甲", 16, 276.52), ("乙", 16, 272.52)]


def test_a_character_without_a_size_or_a_place_of_its_own_has_the_usual_one() -> None:
    assert glyphs_of(placed("甲").replace('Size="4"', "")) == [("甲", 20, 272.58, 23.5, 276.08)]
    flat = glyphs_of(placed("甲", 'CTM="0 0 0 0 5 5"'))
    assert flat == [("甲", 25, 271.52, 29, 275.52)]


def test_objects_in_a_unit_take_its_matrix_and_its_corner() -> None:
    inner = placed("甲", 'CTM="1 0 0 1 1 2"')
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'
    drawn = '<ofd:CompositeObject ResourceID="7" Boundary="10 30 99 99" CTM="2 0 0 3 5 7"/>'
    data = make_ofd(
        [],
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        Doc_0__PublicRes=f"<ofd:Res {{ofd}}>{unit}</ofd:Res>",
        Doc_0__Pages__Page_0__Content=ofd_page(drawn),
    )
    (glyph,) = first_page(data).lines[0]
    size = 4 * 6**0.5
    left, base = 2 * (20 + 1) + 5 + 10, 297 - (3 * (20 + 2 + 4) + 7 + 30)
    expected = (left, base - 0.12 * size, left + size, base + 0.88 * size)
    assert [v * 25.4 / 72 for v in glyph[1:]] == pytest.approx(expected)


def test_matrices_of_a_unit_and_an_object_are_multiplied() -> None:
    inner = placed("甲", 'CTM="1 2 3 4 5 6"')
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'
    data = make_ofd(
        [],
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        Doc_0__PublicRes=f"<ofd:Res {{ofd}}>{unit}</ofd:Res>",
        Doc_0__Pages__Page_0__Content=ofd_page(
            '<ofd:CompositeObject ResourceID="7" Boundary="1 2 99 99" CTM="2 3 5 7 11 13"/>'
        ),
    )
    (glyph,) = first_page(data).lines[0]
    x, y = 3 * 4 + 5 + 20, 4 * 4 + 6 + 20  # the base line's start, 4 mm down, in the unit
    left, base = 2 * x + 5 * y + 11 + 1, 3 * x + 7 * y + 13 + 2
    size = 4 * abs((1 * 4 - 2 * 3) * (2 * 7 - 3 * 5)) ** 0.5
    expected = (left, 297 - base - 0.12 * size, left + size, 297 - base + 0.88 * size)
    assert [value * 25.4 / 72 for value in glyph[1:]] == pytest.approx(expected)


@pytest.mark.parametrize(("gap", "words"), [(3.2, "甲乙"), (3.3, "甲 乙")])
def test_a_gap_of_more_than_four_fifths_of_the_size_is_a_space(gap: float, words: str) -> None:
    assert words_of(placed("甲乙", code=f'DeltaX="{4 + gap}"')) == words


@pytest.mark.parametrize(("drop", "words"), [(2.0, "甲乙"), (2.1, "甲\n乙")])
def test_characters_within_half_their_size_stand_on_one_line(drop: float, words: str) -> None:
    assert words_of(placed("甲乙", code=f'DeltaX="4" DeltaY="{drop}"')) == words


@pytest.mark.parametrize(("shift", "words"), [(0.1, "甲"), (4.2, "甲甲")])
def test_the_same_character_at_the_same_place_is_one(shift: float, words: str) -> None:
    for attribute in ('X="0"', 'Y="4"'):
        base = float(attribute[3:-1])
        moved = placed("甲").replace(attribute, f'{attribute[0]}="{base + shift}"')
        assert "".join(words_of(placed("甲") + moved).split()) == words


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ('DeltaX="5 6"', [20, 25, 31, 35]),
        ('DeltaX="g 2 5 6"', [20, 25, 30, 36]),
        ('DeltaX="5 g 9 7"', [20, 25, 32, 39]),
        ('DeltaX="g x 5 6"', [20, 26, 30, 34]),
        ('DeltaX="x 6"', [20, 20, 26, 30]),
        ('DeltaX="g -2 5 6"', [20, 26, 30, 34]),
        ("", [20, 24, 28, 32]),
    ],
)
def test_each_character_stands_where_its_advances_add_up(code: str, places: list[float]) -> None:
    assert [box[1] for box in glyphs_of(placed("甲乙丙丁", code=code))] == places


@pytest.mark.parametrize(("across", "second"), [("1000000", 20), ("-1000000", 20), ("x", 20), ("3", 23)])
def test_a_number_past_reason_is_none(across: str, second: float) -> None:
    assert [box[1] for box in glyphs_of(placed("甲乙", code=f'DeltaX="{across}"'))] == [20, second]


def segments_of(data: str) -> list[tuple[float, ...]]:
    path = (
        f'<ofd:PathObject Boundary="10 20 100 100"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )
    page = first_page(make_ofd([], Doc_0__Pages__Page_0__Content=ofd_page(path + placed("甲"))))
    return [tuple(round(value * 25.4 / 72, 2) for value in segment) for segment in page.segments]


@pytest.mark.parametrize(
    ("data", "segments"),
    [
        ("M 0 0 L 30 0", [(10, 277, 40, 277)]),
        ("M 0 0 L 0 30", [(10, 247, 10, 277)]),
        ("S 0 0 L 30 0 L 30 40 C", [(10, 277, 40, 277), (40, 237, 40, 277)]),
        ("M 0 0 L 30 0 M 0 5 L 0 9", [(10, 277, 40, 277), (10, 268, 10, 272)]),
        (
            "M 0 0 L 30 0 L 30 40 L 0 40 C",
            [(10, 277, 40, 277), (40, 237, 40, 277), (10, 237, 40, 237), (10, 237, 10, 277)],
        ),
        ("M 0 0 Q 5 5 30 0 L 30 40", [(40, 237, 40, 277)]),
        ("M 0 0 B 1 1 2 2 30 0 L 30 40", [(40, 237, 40, 277)]),
        ("M 0 0 A 5 5 0 0 1 30 0 L 30 40", [(40, 237, 40, 277)]),
        ("M 0 0 L 30 30", []),
        ("M 0 0 L 30 0.7", [(10, 276.3, 40, 277)]),
        ("M 0 0 L 30 0.8", []),
        ("M 0 0 L 0.7 0", []),
        ("M 0 0 L 0.8 0", [(10, 277, 10.8, 277)]),
    ],
)
def test_level_and_upright_lines_longer_than_two_points_and_no_thicker_are_drawn(
    data: str, segments: list[tuple[float, ...]]
) -> None:
    assert segments_of(data) == segments


def test_a_page_may_have_its_own_height() -> None:
    high = ofd_page(placed("甲"), "<ofd:Area><ofd:PhysicalBox>0 3 210 500</ofd:PhysicalBox></ofd:Area>")
    page = first_page(make_ofd([], Doc_0__Pages__Page_0__Content=high))
    assert page.lines[0][0].bottom * 25.4 / 72 == pytest.approx(503 - 24 - 0.48)


@pytest.mark.parametrize(
    ("common", "height"), [("0 0 210 500", 500), ("0 7 210 500", 507), ("none", 297), ("0 0", 297)]
)
def test_a_page_without_a_height_of_its_own_has_the_documents_or_that_of_a4(common: str, height: float) -> None:
    document = (
        f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{common}</ofd:PhysicalBox></ofd:PageArea>"
        '</ofd:CommonData><ofd:Pages><ofd:Page BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    data = make_ofd([], Doc_0__Document=document, Doc_0__Pages__Page_0__Content=ofd_page(placed("甲")))
    assert first_page(data).lines[0][0].bottom * 25.4 / 72 == pytest.approx(height - 24 - 0.48)


def test_what_stands_after_something_hidden_is_read() -> None:
    assert words_of(placed("隐", 'Visible="false"') + placed("总则")) == "总则"


def test_characters_without_a_start_begin_at_their_corner_and_those_one_under_another_keep_their_left() -> None:
    assert glyphs_of(placed("甲").replace('X="0" Y="4"', "")) == [("甲", 20, 276.52, 24, 280.52)]
    assert [box[:3] for box in glyphs_of(placed("甲乙", code='DeltaY="10"'))] == [
        ("甲", 20, 272.52),
        ("乙", 20, 262.52),
    ]
    second = "<ofd:TextCode>乙</ofd:TextCode></ofd:TextObject>"
    both = placed("甲").replace("</ofd:TextObject>", second)
    assert [box[1] for box in glyphs_of(both.replace('X="0"', 'X="3"'))] == [23, 23]


def test_small_letters_close_to_each_other_are_two() -> None:
    small = placed("ll").replace('Size="4"', 'Size="1.6"').replace("20 20", "19.7 20")
    assert words_of(small) == "ll"


def test_repeat_counts_one_after_another_do_not_add_up_beyond_the_text() -> None:
    with within(seconds=2, megabytes=20):
        assert words_of(placed("甲乙", code=f'DeltaX="{"g 999999999 4 " * 22}"')) == "甲乙"


def test_a_line_without_a_start_is_drawn_from_the_corner_of_the_page() -> None:
    assert segments_of("L -10 30") == [(0, 247, 0, 297)]
    assert segments_of("L -10 30 C") == [(0, 247, 0, 297)] * 2


def test_a_name_that_is_missing_is_told_in_its_first_hundred_characters() -> None:
    with pytest.raises(DocumentError) as caught:
        extract(make_ofd(OFD=f"<ofd:OFD {{ofd}}><ofd:DocRoot>{'名' * 101}</ofd:DocRoot></ofd:OFD>"))
    assert (caught.value.code, caught.value.detail) == ("damaged", "名" * 100)


def test_pages_without_words_are_counted_and_one_of_several_may_be_empty() -> None:
    with pytest.raises(DocumentError) as caught:
        extract(make_ofd([], []))
    assert (caught.value.code, caught.value.detail) == ("no_text_layer", "2")
    assert extract(make_ofd([], WORDS)).text == "一、总则\n正文。"
