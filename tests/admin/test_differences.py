import pytest

from measures.admin.history.differences import BY_CHARACTER, marked_difference


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("支持研究", "支持研究", "支持研究"),
        ("支持基础研究", "支持应用研究", "支持<del>基础</del><ins>应用</ins>研究"),
        ("研究", "研究开发", "研究<ins>开发</ins>"),
        ("研究开发", "研究", "研究<del>开发</del>"),
        ("", "新", "<ins>新</ins>"),
        ("<", "&", "<del>&lt;</del><ins>&amp;</ins>"),
    ],
)
def test_marks(old: str, new: str, html: str) -> None:
    assert marked_difference(old, new) == html


def test_a_tiny_equal_run_between_changes_is_drawn_into_them() -> None:
    assert marked_difference("甲的乙", "丙的丁") == "<del>甲的乙</del><ins>丙的丁</ins>"


def test_a_long_equal_stretch_is_cut_to_its_ends() -> None:
    same = "一" * 200
    assert marked_difference(same + "甲", same + "乙") == f"{'一' * 24} … {'一' * 24}<del>甲</del><ins>乙</ins>"


def test_a_very_long_text_is_compared_by_sentence() -> None:
    sentences = [f"第{number}项工作。" for number in range(BY_CHARACTER)]
    edited = [*sentences[:5], "新的一项。", *sentences[6:]]
    assert "<del>第5项工作。</del><ins>新的一项。</ins>" in marked_difference("".join(sentences), "".join(edited))
