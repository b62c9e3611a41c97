"""What is marked as deleted and inserted: numbers and Latin words whole, Chinese by characters, nothing by chance."""

from time import perf_counter

import pytest
from lxml import html

from measures.admin.history.differences import marked_difference, marked_sides
from measures.differences import BY_WORD


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("支持研究", "支持研究", "支持研究"),
        ("支持基础研究", "支持应用研究", "支持<del>基础</del><ins>应用</ins>研究"),
        ("研究", "研究开发", "研究<ins>开发</ins>"),
        ("研究开发", "研究", "研究<del>开发</del>"),
        ("", "新", "<ins>新</ins>"),
        ("<", "&", "<del>&lt;</del><ins>&amp;</ins>"),
        ("到2025年", "到2026年", "到<del>2025</del><ins>2026</ins>年"),
        ("突破300家", "突破1,350家", "突破<del>300</del><ins>1,350</ins>家"),
        ("达到98.5%", "达到98%", "达到<del>98.5%</del><ins>98%</ins>"),
        ("支持 Web 建设", "支持 Wiki 建设", "支持 <del>Web</del><ins>Wiki</ins> 建设"),
        ("甲\U000f0000乙", "甲\U000f0001乙", "甲<del>\U000f0000</del><ins>\U000f0001</ins>乙"),
        ("支持企业上市。培育企业。", "培育企业。", "<del>支持企业上市。</del>培育企业。"),
    ],
)
def test_marks(old: str, new: str, marked: str) -> None:
    assert marked_difference(old, new) == marked


def test_a_character_that_two_wordings_share_by_chance_is_drawn_into_the_change() -> None:
    assert marked_difference("甲的乙", "丙的丁") == "<del>甲的乙</del><ins>丙的丁</ins>"


def test_each_side_has_its_own_words_whole_and_only_its_own_marks() -> None:
    before, after = marked_sides("到2025年建成三家", "到2026年建成三家并运行")
    assert before == "到<del>2025</del>年建成三家"
    assert after == "到<ins>2026</ins>年建成三家<ins>并运行</ins>"


def test_a_long_equal_stretch_is_cut_to_its_ends_unless_the_whole_is_wanted() -> None:
    same = "一" * 200
    assert marked_difference(same + "甲", same + "乙") == f"{'一' * 24} … {'一' * 24}<del>甲</del><ins>乙</ins>"
    assert marked_difference(same + "甲", same + "乙", whole=True) == f"{same}<del>甲</del><ins>乙</ins>"
    assert marked_difference("一" * 72, "一" * 72 + "甲") == f"{'一' * 72}<ins>甲</ins>"


def test_a_very_long_text_is_compared_by_sentence_and_a_changed_sentence_by_words() -> None:
    sentences = [f"第{number}项工作由市政府负责。" for number in range(BY_WORD)]
    edited = [*sentences[:5], "第5项工作由市教育局负责。", *sentences[6:], "末尾。"]
    marked = marked_difference("".join(sentences), "".join(edited))
    assert "第5项工作由市<del>政府</del><ins>教育局</ins>负责。" in marked
    assert marked.endswith("<ins>末尾。</ins>")


def test_nothing_of_either_text_is_lost_however_different_and_long_they_are() -> None:
    old = "。".join(f"{number}甲{number % 7}" for number in range(2000))
    new = "！\n".join(f"{number % 11}乙{number}" for number in range(2500))
    began = perf_counter()
    tree = html.fragment_fromstring(marked_difference(old, new, whole=True), create_parent=True)
    assert perf_counter() - began < 30  # not hours, as where the cost grows with the square
    for tag, text in (("ins", old), ("del", new)):
        copy = html.fragment_fromstring(html.tostring(tree, encoding="unicode"))
        for element in copy.iter(tag):
            element.text = ""
        assert copy.text_content() == text
