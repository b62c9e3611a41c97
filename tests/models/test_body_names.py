"""Names of bodies that nobody can tell apart are one name, whoever writes them."""

import pytest
from django.core.exceptions import ValidationError

from measures.models import ResponsibleBody
from measures.models.names import comparable, plain_name
from tests.factories import make_body

pytestmark = pytest.mark.django_db

LOOK_ALIKES = {
    "zero-width space": "市科技局\u200b",
    "byte order mark": "\ufeff市科技局",
    "word joiner inside": "市科\u2060技局",
    "soft hyphen": "市科\u00ad技局",
    "variation selector": "市科技局\ufe0f",
    "line separator": "市科技局\u2028",
    "direction mark": "\u202d市科技局",
    "Hangul filler": "市科技局\u3164",
    "tag character": "市科技局\U000e0041",
    "control character": "市科技局\x01",
    "line break": "市科\n技局",
    "space at the end": "市科技局\u3000",
}


def refusal(name: str, jurisdiction: str = "示例市", **fields: object) -> dict[str, list[str]]:
    """What is said of each field of a new body, {} where it is accepted."""
    body = ResponsibleBody(name=name, jurisdiction=jurisdiction, **fields)
    try:
        body.full_clean(exclude=["uuid"])
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize("name", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_name_with_what_nobody_sees_is_refused_with_the_name_to_write(name: str) -> None:
    assert refusal(name) == {"name": ["名称中有看不见的字符、代替汉字的部首或首尾空格。请改为：市科技局"]}


@pytest.mark.parametrize("field", ["jurisdiction", "aliases"])
def test_so_is_a_jurisdiction_and_an_alias(field: str) -> None:
    values = {"jurisdiction": "示例市\u200b", "aliases": ["市科委\u200b"]}
    assert list(refusal("市科技局", **{field: values[field]})) == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last"), [(0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF)], ids=["Mongolian", "selectors", "tags"]
)
def test_the_ranges_of_what_is_drawn_as_nothing_are_unicodes(first: int, last: int) -> None:
    """Default_Ignorable_Code_Point of DerivedCoreProperties.txt."""
    assert plain_name(f"市{chr(first)}科{chr(last)}技") == "市科技"
    assert plain_name(chr(first - 1)) == chr(first - 1)
    assert plain_name(chr(last + 1)) == chr(last + 1)


def test_a_radical_is_no_character() -> None:
    assert refusal("\u2f1f地局") == {"name": ["名称中有看不见的字符、代替汉字的部首或首尾空格。请改为：土地局"]}


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("市科 技局", "市科技局"),
        ("市科\u3000技局", "市科技局"),
        ("市科技局", "市科技局"),
        ("ａｂ局", "ab局"),
        ("AB局", "ab局"),
        ("Ａ B局", "ab局"),
        ("市科學技術局", "市科学技术局"),
        ("市科技局(筹)", "市科技局（筹）"),
        ("“双碳”办公室", "双碳办公室"),
        ("А区管委会", "A区管委会"),  # a Cyrillic letter
        ("Ο区管委会", "O区管委会"),  # a Greek one
        ("1O1中学", "101中学"),
        ("一〇一中学", "一0一中学"),
        ("市エ信局", "市工信局"),  # katakana
        ("第—医院", "第一医院"),  # a dash
    ],
)
def test_a_name_that_reads_as_another_is_refused_naming_it(name: str, known: str) -> None:
    make_body(known)
    assert f"“{known}”" in " ".join(refusal(name)["name"])


@pytest.mark.parametrize("name", ["市科委", "市 科委"])
def test_an_alias_of_another_body_is_no_name(name: str) -> None:
    make_body("市科技局", aliases=["市科委"])
    assert refusal(name) == {"name": [f"“{name}”与“市科技局”的名称或别名相同，或看起来一样。"]}


@pytest.mark.parametrize("alias", ["市科技局", "市科委", "市科\u3000委"])
def test_a_name_or_alias_of_another_body_is_no_alias(alias: str) -> None:
    make_body("市科技局", aliases=["市科委"])
    assert list(refusal("市科学院", aliases=["市科院", alias])) == ["aliases"]


def test_another_jurisdiction_may_have_the_same_names() -> None:
    make_body("市科技局", aliases=["市科委"])
    assert refusal("市科技局", "样例市", aliases=["市科委"]) == {}


def test_a_jurisdiction_that_reads_alike_is_the_same() -> None:
    make_body("市科技局", "示例市")
    assert list(refusal("市科技局", "示例 市")) == ["name"]


def test_spaces_inside_a_name_of_letters_are_kept() -> None:
    assert refusal("ABB China Ltd.") == {}
    assert plain_name(" ABB  China ") == "ABB  China"


def test_names_that_differ_in_a_character_do_not_read_alike() -> None:
    make_body("市科技局")
    assert refusal("区科技局") == {}
    assert comparable("市科技局") != comparable("市科投局")


def test_a_body_keeps_its_own_names_and_may_be_edited(db: None) -> None:
    body = make_body("市科技局", aliases=["市科委", "科技局"])
    body.aliases = ["市科委"]
    body.full_clean()


def test_an_older_look_alike_can_still_be_edited_but_not_renamed_into_another() -> None:
    make_body("市科技局")
    older = make_body("市科 技局")
    older.kind = "department"
    older.full_clean()
    older.aliases = ["科技局"]
    with pytest.raises(ValidationError, match="看起来一样"):
        older.full_clean()
