"""Two wordings as one marked text: <del> what went, <ins> what came."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

BY_CHARACTER = 2_000  # a longer text is compared by sentence: the matcher's cost grows with the square
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")
LONGEST_JOINED = 2  # characters; equal runs no longer than this between two changes only make the marks hard to read
CONTEXT = 24

Run = tuple[str, str, str]  # operation, old words, new words


def marked_difference(old: str, new: str, *, whole: bool = False) -> SafeString:
    """Both texts as escaped HTML; unless the `whole` is wanted, long equal stretches are cut to their ends."""
    return format_html_join("", "{}", ([render(run, whole)] for run in joined(runs(old, new))))


def marked_sides(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Each of both texts whole, as escaped HTML: what went is marked in the first, what came in the second."""
    found = joined(runs(old, new))
    before = format_html_join("", "{}", ([marked("del", words, operation)] for operation, words, _came in found))
    after = format_html_join("", "{}", ([marked("ins", words, operation)] for operation, _went, words in found))
    return before, after


def marked(tag: str, words: str, operation: str) -> SafeString:
    if operation == "equal" or not words:
        return mark_safe(escape(words))  # noqa: S308  # escaped
    return format_html("<{0}>{1}</{0}>", mark_safe(tag), words)  # noqa: S308  # one of ours


def pieces(text: str) -> list[str]:
    return [piece for piece in SENTENCE.findall(text) if piece]


def runs(old: str, new: str) -> Iterator[Run]:
    long = max(len(old), len(new)) > BY_CHARACTER
    before, after = (pieces(old), pieces(new)) if long else (list(old), list(new))
    for operation, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield operation, "".join(before[a:b]), "".join(after[c:d])


def joined(found: Iterator[Run]) -> list[Run]:
    """Neighbouring changes as one, tiny equal runs between them included."""
    every = list(found)
    inner = range(1, len(every) - 1)
    result: list[Run] = []
    for index, (operation, old, new) in enumerate(every):
        is_short = index in inner and len(old) <= LONGEST_JOINED
        if result and result[-1][0] != "equal" and (operation != "equal" or is_short):
            result[-1] = ("replace", result[-1][1] + old, result[-1][2] + new)
        else:
            result.append((operation, old, new))
    return result


def render(run: Run, whole: bool = False) -> SafeString:
    """One run as HTML: equal words as they are, others as deleted and inserted."""
    operation, old, new = run
    if operation == "equal":
        return mark_safe(escape(old if whole else abbreviated(old)))  # noqa: S308  # escaped
    went = format_html("<del>{}</del>", old) if old else ""
    came = format_html("<ins>{}</ins>", new) if new else ""
    return format_html("{}{}", went, came)


def abbreviated(text: str) -> str:
    """Equal words between two changes, without their middle where they are many."""
    return text if len(text) <= 3 * CONTEXT else f"{text[:CONTEXT]} … {text[-CONTEXT:]}"
