"""Layouts as they are typed: read, written again, and refused with what is wrong."""

import pytest
from django.core.exceptions import ValidationError

from measures.exports.contents import Column
from measures.exports.layouts import Choice, Layout, checked, in_words, layout_of, read

KNOWN = {name: Column(name, title, 10) for name, title in (("title", "任务举措"), ("lead", "牵头单位"))}


@pytest.mark.parametrize(
    "text", ["title,lead=主责单位,progress,=下周安排", "title", "grouped", "title,grouped", "lead=甲=乙,=a=b", ""]
)
def test_a_layout_is_written_as_it_was_typed(text: str) -> None:
    assert str(read(text)) == text


def test_spaces_and_commas_of_either_width_part_the_names() -> None:
    found = read(" title ，lead = 主责单位,, grouped ,=备注")
    assert found == Layout((Choice("title"), Choice("lead", "主责单位"), Choice("blank", "备注")), grouped=True)


def test_it_is_told_by_the_titles_of_its_columns() -> None:
    assert in_words(read("lead=主责单位,title,progress,=下周"), KNOWN) == "主责单位、任务举措、完成情况、下周"
    assert in_words(read("title,grouped"), KNOWN) == "任务举措（章节标题作分组行）"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,colour,height", "没有名为colour、height的列，可用的列有：title、lead、progress"),
        ("title,title", "列title重复。"),
        ("progress,=完成情况", "有两列都叫“完成情况”。"),
        ("title,=甲,=甲", "有两列都叫“甲”。"),
        ("lead=任务举措,title", "有两列都叫“任务举措”。"),
        ("title,=", "空白列须有列名。"),
        (f"title={'长' * 41}", "超过列名40字的上限。"),
        ("title==1+1", "会被当作公式"),
        ("==HYPERLINK(1)", "会被当作公式"),
        ("title=＠甲", "会被当作公式"),
        ("title=甲\n乙", "列名须为一行文字"),
        ("title=甲\x01", "列名须为一行文字"),
        (",".join(f"=列{number}" for number in range(61)), "列数超过60。"),
    ],
)
def test_what_is_wrong_with_it_is_said(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        layout_of(text, KNOWN)
    [message] = [message for message in refused.value.messages if said in message]
    assert len(refused.value.messages) == 1, message


def test_a_title_has_no_comma_in_it() -> None:
    with pytest.raises(ValidationError, match="不含逗号"):
        checked(Layout((Choice("title", "甲，乙"),)), KNOWN)


def test_all_that_is_wrong_is_said_at_once_and_once() -> None:
    with pytest.raises(ValidationError) as refused:
        layout_of("title=-甲,title=-甲,=,=", KNOWN)
    assert refused.value.messages == ["列title重复。", "“-甲”以 = + - @ 开头，会被当作公式。", "空白列须有列名。"]


def test_sixty_columns_are_not_too_many_and_forty_characters_not_too_long() -> None:
    titles = [f"列{number}".ljust(40, "长") for number in range(60)]
    assert len(layout_of(",".join(f"={title}" for title in titles), KNOWN).columns) == 60
