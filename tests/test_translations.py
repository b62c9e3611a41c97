from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation import override

from measures.choices import PROBLEM_MESSAGES
from measures.terms import ProblemCode
from policyhub.messages import LOCALE, extract

CATALOGS = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
REMEDY = "run `python -m policyhub.messages` and translate what it adds"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def key(message: Message) -> tuple[str, str]:
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    template = tmp_path_factory.mktemp("messages") / "django.pot"
    extract(template)
    return {key(message) for message in messages(read(template))}


def test_there_is_a_chinese_catalog() -> None:
    assert [path.parent.parent.name for path in CATALOGS] == ["zh_Hans"]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_a_catalog_holds_exactly_the_messages_of_the_code(path: Path, in_code: set[tuple[str, str]]) -> None:
    catalog = read(path)
    held = {key(message) for message in messages(catalog)}
    assert held == in_code, f"{REMEDY}: missing {in_code - held}, unused {held - in_code}"
    assert not catalog.obsolete, REMEDY


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_every_message_is_translated_with_the_same_placeholders(path: Path) -> None:
    for message in messages(read(path)):
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        assert all(forms), f"untranslated: {message.id}"
        assert not message.fuzzy, f"fuzzy: {message.id}"
        assert not [str(error) for error in message.check()], message.id


@pytest.mark.parametrize("code", ProblemCode)
def test_every_problem_of_the_reader_has_a_sentence_in_both_languages(code: ProblemCode) -> None:
    found = {"subject": "（三）", "detail": "（二）"}
    with override("zh-hans"):
        chinese = str(PROBLEM_MESSAGES[code]) % found
    with override("en"):
        assert str(PROBLEM_MESSAGES[code]) % found != chinese
