"""Words that rules of reading depend on stand in `measures.parsing.lexicon`, each list once, and nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from measures import parsing
from measures.parsing.lexicon import (
    any_of,
    body_words,
    document_words,
    duty_words,
    one_of_first,
    section_words,
    target_words,
)

ROOM = Path(parsing.__file__).parent
LEXICON = (body_words, document_words, duty_words, section_words, target_words)
# What these hold is no word: the characters that count or that tell encodings and scripts apart, and how the office
# programs themselves name styles, sheets and hours.
CHARACTERS = {"numerals.py", "traditional.py", "numbering.py", "word_numbers.py", "plain.py"}
FORMATS = {"docx.py", "number_formats.py", "spreadsheet.py"}
RULES = sorted(path for path in ROOM.rglob("*.py") if path.parent.name != "lexicon")
MODULES = [path for path in RULES if path.name not in CHARACTERS | FORMATS]
_CLASS = re.compile(r"\[[^\]]*\]")  # of single characters
_WORD = re.compile("[\u3400-\u9fff]{2,}")


def literals(path: Path) -> Iterator[str]:
    """The strings of a module but for docstrings; comments are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sentences = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sentences:
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_a_rule_names_its_words_by_the_lexicon(path: Path) -> None:
    assert [word for text in literals(path) for word in _WORD.findall(_CLASS.sub(" ", text))] == []


def lists() -> dict[str, tuple[str, ...]]:
    found = [(name, value) for module in LEXICON for name, value in vars(module).items() if name.isupper()]
    assert len(dict(found)) == len(found)
    return {name: value for name, value in found if isinstance(value, tuple)}


def test_no_list_names_a_word_twice() -> None:
    twice = {name: {word for word in found if found.count(word) > 1} for name, found in lists().items()}
    assert {name: words for name, words in twice.items() if words} == {}


def test_no_list_is_written_down_twice() -> None:
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, found in lists().items():
        alike.setdefault(tuple(sorted(found)), []).append(name)
    assert [names for names in alike.values() if len(names) > 1] == []


def test_every_list_serves_a_rule() -> None:
    used = {word for path in RULES for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    names = {name for module in LEXICON for name in vars(module) if name.isupper()}
    assert names - used == set()


def test_a_pattern_of_words_takes_the_longest_and_each_character_as_it_is() -> None:
    assert re.findall(any_of(["市", "市局", "a.c", "["]), "市局市[abca.c") == ["市局", "市", "[", "a.c"]


def test_the_first_characters_of_words_are_looked_for_at_once() -> None:
    assert re.findall(one_of_first(["市局", "区委"], "0-9") + ".", "市区县7局") == ["市", "区", "7"]
