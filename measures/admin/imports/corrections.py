"""Correcting a reading on its page: what is asked for, the list of what was corrected, and how to undo it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures import choices, terms
from measures.admin.history.edit import edit_link
from measures.admin.numbers import whole_number
from measures.choices import CorrectionKind
from measures.correcting import Wish
from measures.importing import FixtureError
from measures.intake.corrections import CorrectedReading, CorrectionRefusedError, Made, ReadingChangedError
from measures.intake.uncorrecting import is_part_of_reading
from measures.models import Correction, Edit, SourceDocument
from measures.parsing import Span

CORRECT = "measures.correct_import"
LEVELS = range(1, 7)
KEYS = {"heading": "h", "measure": "m", "text": "t", "furniture": "x", "merge": "j", "split": "s"}


@dataclass(frozen=True)
class ListedEdit:
    """What one edit corrected: by whom, of what kinds and which words, what became of it, and the page to undo it."""

    made: list[Made]
    kinds: list[tuple[str, int]]
    outcomes: list[tuple[str, int]]
    undo: str

    @property
    def first(self) -> Correction:
        return self.made[0].correction


def listed(reading: CorrectedReading, source: SourceDocument | None) -> list[ListedEdit]:
    """The newest first. In a `source` that is here the records say what was corrected: that is no news."""
    pks = [each.correction.pk for each in reading.made]
    edits = dict(Correction.history.filter(id__in=pks, history_type="+").values_list("id", "edit"))
    by_edit: dict[int | None, list[Made]] = {}
    for each in reading.made:
        by_edit.setdefault(edits.get(each.correction.pk), []).append(each)
    return [listed_edit(made, edit, source) for edit, made in reversed(by_edit.items())]


def listed_edit(made: list[Made], edit: int | None, source: SourceDocument | None) -> ListedEdit:
    """Undone in the plan on a page of its own where it was part of what was imported."""
    kinds = Counter(kind_of(each.correction) for each in made)
    outcomes = Counter(outcome(each, is_applied=source is not None) for each in made)
    undo = reverse("admin:measures_edit_undo", args=[edit]) if edit else ""
    if edit and source is not None and is_part_of_reading(made[0].correction, source):
        undo = reverse("admin:measures_sourcedocument_uncorrect", args=[source.pk, edit])
    return ListedEdit(made, list(kinds.items()), list(outcomes.items()), undo)


def kind_of(correction: Correction) -> str:
    """The kind with its level or title."""
    arguments = correction.arguments
    words = (correction.get_kind_display(), arguments.get("level"), arguments.get("title"))
    return " ".join(str(each) for each in words if each)


def outcome(made: Made, *, is_applied: bool) -> str:
    """What became of a correction, and why it could not be made."""
    if is_applied and made.result.outcome is terms.CorrectionOutcome.SO_ALREADY:
        return str(choices.CorrectionOutcome.MADE.label)
    return f"{made.outcome} {made.reason}".rstrip()


def correcting_context(
    reading: CorrectedReading, user: User | AnonymousUser, action: str, source: SourceDocument | None = None
) -> dict[str, object]:
    """What the page of an upload, or of a `source`, needs to correct a reading; without the right to, only the list."""
    kinds = [(kind.value, kind.label, key) for kind in CorrectionKind if (key := KEYS.get(kind.value))]
    return {
        "corrections": listed(reading, source),
        "correcting": {"action": action, "seen": reading.fingerprint, "kinds": kinds, "levels": LEVELS}
        if user.has_perm(CORRECT)
        else None,
    }


def wish_of(data: QueryDict, text: str) -> Wish:
    """What a form asks for. Raises CorrectionRefusedError where it names no passage."""
    kind, _colon, place = data.get("kind", "").partition(":")
    if kind not in set(CorrectionKind.values):
        raise CorrectionRefusedError(_("Choose what is to be corrected."))
    codes, stretch = data.getlist("code"), stretch_of(data, text)
    if kind == CorrectionKind.SPLIT or not codes:
        if stretch is None:
            raise CorrectionRefusedError(_("Tick records in the tree, or mark words in the document."))
        codes = []
    level = data.get("level", "")
    return Wish(
        kind=terms.CorrectionKind(kind),
        codes=codes,
        branch=bool(data.get("branch")),
        stretch=None if codes else stretch,
        level=int(level) if level in map(str, LEVELS) else None,
        title=data.get("title", "").strip()[:255],
        place=place,
        into=data.get("into", ""),
    )


def stretch_of(data: QueryDict, text: str) -> Span | None:
    """The words that were marked, or those that stand on the line that is named; from a cursor to the line's end."""
    start, end = whole_number(data.get("start")), whole_number(data.get("end"))
    if start is None:
        return stretch_on_line(whole_number(data.get("line")), data.get("words", "").strip(), text)
    if start >= len(text):
        return None
    if end is None or end <= start:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
    return Span(start, min(end, len(text)))


def stretch_on_line(line: int | None, words: str, text: str) -> Span | None:
    """Words on a line, all of it where none are given. Raises CorrectionRefusedError where they do not stand there."""
    if not line:
        return None
    rows = text.split("\n")
    if line > len(rows):
        raise CorrectionRefusedError(_("The document has no line %(line)d.") % {"line": line})
    before, row = sum(len(each) + 1 for each in rows[: line - 1]), rows[line - 1]
    at = row.find(words) if words else 0
    if at < 0:
        raise CorrectionRefusedError(_("Line %(line)d has no “%(words)s”.") % {"line": line, "words": words})
    return Span(before + at, before + (at + len(words) if words else len(row)))


def corrected_response(
    request: HttpRequest, page: str, text: str, correct: Callable[[Wish, User | None, str], Edit]
) -> HttpResponse:
    """Correct as the form asks, and say what was done, or why nothing was."""
    by = request.user if request.user.is_authenticated else None
    try:
        made = correct(wish_of(request.POST, text), by, request.POST.get("seen", ""))
    except CorrectionRefusedError as error:
        messages.error(request, _("Nothing was corrected. %(why)s") % {"why": error})
    except ReadingChangedError:
        messages.error(request, _("The reading was changed meanwhile. Nothing was corrected: look again."))
    except FixtureError as error:
        messages.error(request, " ".join(error.lines()))
    else:
        link = format_html(
            '<a href="{}">{}</a>', reverse("admin:measures_edit_undo", args=[made.pk]), _("Undo this correction")
        )
        messages.success(request, format_html("{} {} · {}", _("Corrected."), edit_link(made), link))
    return HttpResponseRedirect(page)
