"""Which paragraphs are no text at all: keys struck at random, characters decoded wrongly, one word over and over.

Reads: the paragraphs that are left for the outline. Writes: those that can be read, without noise inside them; the
others are claimed by nobody, so that their characters end as `unparsed`.
"""

from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from measures.parsing.extract import LineKind
from measures.parsing.lexicon.document_words import COMMON_IDEOGRAPHS
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.paragraphs import Paragraph, joined
from measures.parsing.traditional import with_traditional

_IDEOGRAPHS = lazy_regex(r"[\u3400-\u9fff]+")
_LETTER = lazy_regex(r"[A-Za-zＡ-Ｚａ-ｚ\u0400-\u04ff\u3040-\u30ff\uac00-\ud7a3]")
_COMMON = lazy_regex(f"[{''.join(sorted(with_traditional(COMMON_IDEOGRAPHS)))}]+")
LEAST_LETTERS, LETTERS_AN_IDEOGRAPH = 6, 4
SHORT, LONG = 6, 20  # ideographs: fewer tell nothing, from LONG on the share is steady
SHORTEST = min(SHORT, LEAST_LETTERS)
LEAST_COMMON, LEAST_SHORT = 0.3, 0.15  # of the ideographs of a long line, and of a short one
SAMPLE = 40  # characters that tell of a long line as well as all of them
REPEATED = 3  # the same line more often than this, one after the other
LONGEST_WITHOUT_MARK = 150
SHORTEST_NOISE = 100  # characters of noise inside a paragraph
_MARK = lazy_regex(r"[\s，。、；：！？,.;:!?/（）()“”《》]")
_STRETCH = lazy_regex(rf"[^\s，。、；：！？,.;:!?/（）()“”《》]{{{SHORTEST_NOISE},}}")
LEAST_DIFFERENT = 16  # of forty characters and more; those of a sentence are almost all different


def readable(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs that hold text. A short line among noise is noise where it is doubtful."""
    repeated = _repeated(paragraphs)
    shares = [1.0 if p.kind is LineKind.ROW else 0.0 if p in repeated else legibility(p.text) for p in paragraphs]
    around = zip([*shares[:1], *shares[:-1]], shares, [*shares[1:], *shares[-1:]], strict=True)
    kept = [share >= (LEAST_COMMON if min(before, after) == 0 else LEAST_SHORT) for before, share, after in around]
    return [_without_noise(paragraph) for paragraph, is_kept in zip(paragraphs, kept, strict=True) if is_kept]


def _without_noise(paragraph: Paragraph) -> Paragraph:
    """The paragraph without stretches inside it of 100 characters and more that are no text.

    What is left keeps its place in the document; the stretch itself is claimed by nobody.
    """
    text, step = paragraph.text, SHORTEST_NOISE // 2
    if all(_MARK.search(text, at, at + step) for at in range(0, len(text) - step + 1, step)):
        return paragraph  # no stretch of 100 characters is without a mark
    stretches = _STRETCH.finditer(text) if paragraph.kind is not LineKind.ROW else ()
    for noise in stretches:
        if noise.start() >= paragraph.words_at and not legibility(noise[0][:LONGEST_WITHOUT_MARK]):
            return _without_noise(_joined(paragraph, noise.start(), noise.end()))
    return paragraph


def _joined(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """The words before `start` and after `end` as one paragraph."""
    parts = [part for part in (paragraph.part(0, start), paragraph.part(end)) if part.text]
    whole = joined(parts)
    return replace(paragraph, start=whole.start, end=whole.end, text=whole.text, pieces=whole.pieces)


def legibility(text: str) -> float:
    """From 0 to 1: whether a line may be prose, a heading or a cell, by its characters alone."""
    if len(text) < SHORTEST:
        return 1.0
    sample = text if len(text) <= 2 * SAMPLE else text[:: len(text) // SAMPLE]
    usual = len(sample) - len(_COMMON.sub("", sample))
    if 2 * usual >= len(sample) and len(text) <= LONGEST_WITHOUT_MARK:
        return usual / len(sample)  # more common ideographs than all other characters: no need to look at these
    ideographs = len(sample) - len(_IDEOGRAPHS.sub("", sample))
    if len(sample) > LETTERS_AN_IDEOGRAPH * ideographs:
        letters = len(_LETTER.findall(sample))
        if letters >= LEAST_LETTERS and letters > LETTERS_AN_IDEOGRAPH * ideographs:
            return 0.0
    if ideographs < SHORT:
        return 1.0
    common = usual / ideographs
    if common < (LEAST_COMMON if ideographs >= LONG else LEAST_SHORT):
        return 0.0
    is_long = len(text) > LONGEST_WITHOUT_MARK
    return 0.0 if is_long and (len(set(sample)) < LEAST_DIFFERENT or _never_pauses(text)) else common


def _never_pauses(text: str) -> bool:
    """Prose pauses every ten to forty characters."""
    return sum(map(text.count, "，。、；：,.; ")) * LONGEST_WITHOUT_MARK < len(text)


def _repeated(paragraphs: list[Paragraph]) -> set[Paragraph]:
    """Lines that stand one after the other more than three times."""
    found: set[Paragraph] = set()
    for text, group in groupby(paragraphs, key=attrgetter("text")):
        run = list(group)
        if len(run) > REPEATED and _IDEOGRAPHS.search(text):
            found.update(run)
    return found
