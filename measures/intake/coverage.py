"""What part of a document became what, and how much of it may stay unread."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures import terms
from measures.choices import DOCUMENT_ERRORS, PROBLEM_MESSAGES, PassageKind
from measures.parsing import DocumentError, PlanTree
from measures.parsing.tree import Place

MOST_UNPARSED = 0.02


@dataclass(frozen=True)
class Share:
    """A kind of passage: `percent` of the document's characters, `start` percent of the bar to the left of it."""

    kind: str
    label: str
    characters: int
    percent: float
    start: float


def tree_shares(tree: PlanTree) -> Iterator[Share]:
    return shares({kind.value: characters for kind, characters in tree.coverage().items()})


def shares(coverage: Mapping[str, int]) -> Iterator[Share]:
    """The share of every kind of passage; `coverage` has the characters of each, as a stored source keeps them."""
    total = sum(coverage.values()) or 1
    start = 0.0
    for kind in PassageKind:
        characters = coverage.get(kind.value, 0)
        percent = 100 * characters / total
        yield Share(kind.value, str(kind.label), characters, round(percent, 2), round(start, 2))
        start += percent


def check_coverage(tree: PlanTree) -> None:
    """Raises DocumentError `unparsed` where more of the document than MOST_UNPARSED became no record."""
    share = tree.coverage()[terms.PassageKind.UNPARSED] / max(1, len(tree.text))
    if share > MOST_UNPARSED:
        raise DocumentError("unparsed", detail=f"{share:.1%}")


def problem_sentence(code: str, subject: str, detail: str) -> str:
    """A problem in the reader's language; one of a later release's parser shows its code."""
    if code not in set(terms.ProblemCode):
        return f"{code}：{subject} {detail}"
    return PROBLEM_MESSAGES[terms.ProblemCode(code)] % {"subject": subject, "detail": detail}


def error_sentence(error: DocumentError) -> str:
    """Why a document could not be read, in the reader's language."""
    return f"{DOCUMENT_ERRORS[error.code]} {error.detail}".rstrip()


def stored_place(places: list[tuple[int, int, str]], offset: int) -> str:
    """The place, in words, of the character at `offset`, from `SourceDocument.places`; "" where there is none."""
    index = bisect_right(places, offset, key=lambda place: place[0]) - 1
    return place_words(Place(*places[index])) if index >= 0 else ""


def place_words(place: Place) -> str:
    """Such as "page 3" or "sheet 任务, row 5"."""
    if place.sheet:
        return _("sheet %(sheet)s, row %(row)d") % {"sheet": place.sheet, "row": place.number}
    return _("page %(page)d") % {"page": place.number}
