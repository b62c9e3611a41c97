"""A measure in its sentences: where a person may split it, and where that is in the document."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from measures.correcting.model import ImpossibleError
from measures.correcting.outline import Measure, Outline
from measures.correcting.paragraphs import Paragraph, goes_on
from measures.parsing.structure.passages import words_of
from measures.parsing.tree import PlanTree
from measures.terms import CorrectionFault

# A sentence's end, with the quotes and brackets that close there and a bracket (市科技局牵头) that follows it.
_END = re.compile(r"(?:[。！？；;!?]+[”’」』）)]*(?:（[^（）\n]*）|\([^()\n]*\))?|\n)\s*")
_OPENED, _CLOSED = "（(《〔[【", "）)》〕]】"


def sentences(text: str) -> list[str]:
    """The sentences of a text with the blanks after each: joined, they are the text. Brackets are not cut in two."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        words = text[start : match.end()]
        if words_of(words) and not is_open(words) and words_of(text[match.end() :]):
            found.append(words)
            start = match.end()
    return [*found, text[start:]] if text[start:] else found


def is_open(words: str) -> bool:
    """Whether a bracket is opened that is not closed."""
    return sum(map(words.count, _OPENED)) > sum(map(words.count, _CLOSED))


def pieces(text: str, cuts: Sequence[int]) -> list[str]:
    """The text in pieces, each of which but the first begins with the sentence of a cut, counted from 0."""
    parts = sentences(text)
    starts = [0, *cuts]
    return ["".join(parts[start:end]).strip() for start, end in zip(starts, [*starts[1:], len(parts)], strict=True)]


def joined(texts: Sequence[str]) -> str:
    """Texts one after the other, each a paragraph unless the one before is not at its sentence's end."""
    whole = ""
    for text in texts:
        whole += text if not whole or goes_on(whole) else f"\n{text}"
    return whole


def places_in(tree: PlanTree, code: str, text: str, cuts: Sequence[int]) -> list[int]:
    """Where in the document's text the pieces after the first begin.

    `text` is the measure's as it is now; where an editor changed it, the place is that of the words around it. Raises
    ImpossibleError where the document has no such measure, or its words cannot be found there.
    """
    record = Outline(tree).loaded.get(code)
    if not isinstance(record, Measure):
        raise ImpossibleError(CorrectionFault.NOT_A_RECORD)
    said, now = "".join(words_of(each.words) for each in record.paragraphs), words_of(text)
    parts = sentences(text)
    letters = [len(words_of("".join(parts[:cut]))) for cut in cuts]
    found = [place_of(tree.text, record.paragraphs, letter) for letter in said_places(said, now, letters)]
    if sorted(set(found)) != found:
        raise ImpossibleError(CorrectionFault.CANNOT_CUT)
    return found


def said_places(said: str, now: str, places: Sequence[int]) -> Iterator[int]:
    """The places in what the document said that correspond to places in the text as it is now."""
    steps = SequenceMatcher(None, now, said, autojunk=False).get_opcodes() if said != now else []
    for place in places:
        moved = place
        for operation, start, end, other, other_end in steps:
            if start <= place <= end:
                moved = other + place - start if operation == "equal" else other_end
                if place < end:
                    break
        yield moved


def place_of(text: str, paragraphs: Sequence[Paragraph], letter: int) -> int:
    """The offset in the document of a letter of a measure's words, counted from 0.

    Counted from the end of its paragraph, since the printed number is no word of the measure.
    """
    for paragraph in paragraphs:
        length = len(words_of(paragraph.words))
        if letter < length:
            printed = [at for span in paragraph.spans for at in range(span.start, span.end) if words_of(text[at])]
            if letter - length < -len(printed):
                break
            return printed[letter - length]
        letter -= length
    raise ImpossibleError(CorrectionFault.CANNOT_CUT)
