"""Two wordings as one marked text: <del> what went, <ins> what came; `measures.differences` finds both."""

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from measures.differences import Run, runs

CONTEXT = 24


def marked_difference(old: str, new: str, *, whole: bool = False) -> SafeString:
    """Both texts as escaped HTML; unless the `whole` is wanted, long equal stretches are cut to their ends."""
    return format_html_join("", "{}", ([render(run, whole)] for run in runs(old, new)))


def marked_sides(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Each of both texts whole, as escaped HTML: what went is marked in the first, what came in the second."""
    found = list(runs(old, new))
    before = format_html_join("", "{}", ([marked("del", words, operation)] for operation, words, _came in found))
    after = format_html_join("", "{}", ([marked("ins", words, operation)] for operation, _went, words in found))
    return before, after


def marked(tag: str, words: str, operation: str) -> SafeString:
    if operation == "equal" or not words:
        return mark_safe(escape(words))  # noqa: S308  # escaped
    return format_html("<{0}>{1}</{0}>", mark_safe(tag), words)  # noqa: S308  # one of ours


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
