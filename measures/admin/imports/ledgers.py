"""The comparison of a ledger that came back: cell by cell, with what is refused and asked; applied as it was shown."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.admin.bodies.questions import answer_on_the_way_in, may_merge, require_merging
from measures.admin.bulk.pages import pending_words, tell_of
from measures.admin.history.differences import marked_difference
from measures.admin.imports.comparison import (
    MOST_LISTED,
    Group,
    ListedField,
    ListedRecord,
    Listing,
    edits_since,
)
from measures.admin.numbers import whole_number
from measures.admin.types import Context, Label
from measures.choices import ImportState
from measures.importing import ComparisonChangedError, FixtureError
from measures.importing.declined import Choice
from measures.importing.labels import OUTCOMES
from measures.intake.applying import apply_or_start
from measures.intake.imports import ImportEndedError
from measures.intake.ledgers.bodies import wanted_in
from measures.intake.ledgers.columns import label_of
from measures.intake.ledgers.comparison import CellChange, LedgerComparison, RowChange
from measures.intake.ledgers.imports import comparison_of_ledger
from measures.intake.ledgers.permissions import Rights
from measures.models import Edit, Import, Measure, ResponsibleBody

APPLY = "measures.apply_import"
MOST_REFUSED = 500  # that are listed
REASON_LENGTH = 255


def author_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def listing_of(comparison: LedgerComparison) -> Listing:
    """The rows that change and add measures, each cell of the first kind and each row of the second with a tick."""
    choices: dict[str, Choice] = {}
    groups = [
        Group("update", _("Changed in the ledger"), len(comparison.updated)),
        Group("new", _("Added in the ledger"), len(comparison.added)),
    ]
    numbered = enumerate(comparison.changes)
    for number, row in numbered:
        if len(choices) >= MOST_LISTED:
            return Listing(groups, counts_of(comparison), choices, len(comparison.changes) - number)
        groups[row.measure is None].records.append(listed_row(str(number), row, choices))
    return Listing(groups, counts_of(comparison), choices, 0)


def listed_row(number: str, row: RowChange, choices: dict[str, Choice]) -> ListedRecord:
    tick = number if row.measure is None else ""
    if tick:
        choices[tick] = row.choice()
    fields = [listed_cell(f"{number}.{cell.column}", cell, row, choices) for cell in row.cells]
    name = f"{row.name} （{row.place}）" if row.measure else f"{row.name} （{row.place}，{row.section}）"
    return ListedRecord(str(Measure._meta.verbose_name), name, tick, False, "", fields)


def listed_cell(tick: str, cell: CellChange, row: RowChange, choices: dict[str, Choice]) -> ListedField:
    if row.measure is None:
        return ListedField(label_of(cell.column), "", "new", "", "", cell.after)
    choices[tick] = row.choice(cell.column)
    difference = marked_difference(cell.before, cell.after)
    return ListedField(label_of(cell.column), tick, "update", "", cell.before, difference)


def counts_of(comparison: LedgerComparison) -> list[tuple[str, list[tuple[Label, int]]]]:
    """How many records of each kind become what, and how many rows are refused."""
    models = {"measure": Measure, "responsiblebody": ResponsibleBody}
    found = []
    for name, counts in comparison.counts().items():
        shares: list[tuple[Label, int]] = [
            (label, count) for outcome, label in OUTCOMES.items() if (count := counts.get(outcome.value))
        ]
        if name == "measure" and (refused := comparison.rows_refused()):
            shares.append((_("refused"), refused))
        found += [(str(models[name]._meta.verbose_name), shares)] if shares else []
    return found


def compared(request: HttpRequest, item: Import, comparison: LedgerComparison) -> Context:
    """What the page says of a comparison."""
    return {
        "listing": listing_of(comparison),
        "refused": comparison.refused[:MOST_REFUSED],
        "refused_more": max(len(comparison.refused) - MOST_REFUSED, 0),
        "notes": comparison.notes,
        "questions": list(enumerate(comparison.questions)),
        "made": wanted_in(item.answers),
        "may_merge": may_merge(request),
        "may_create": Rights(author_of(request)).may_add_bodies(),
        "fingerprint": comparison.fingerprint(),
        "changes_nothing": comparison.changes_nothing,
        "since": Edit.objects.aggregate(last=Max("pk"))["last"] or 0,
        "reason": item.filename,
    }


def ledger_page(request: HttpRequest, context: Context, item: Import) -> HttpResponse:
    """What applying a ledger would do; a POST does what was shown and ticked, or says what has changed since.

    `context` is what every page of the admin shows.
    """
    comparison = comparison_of_ledger(item, author_of(request))
    if request.method == "POST":
        return apply(request, context, item, comparison)
    return shown(request, context, item, compared(request, item, comparison))


def shown(request: HttpRequest, context: Context, item: Import, said: Context, status: int = 200) -> HttpResponse:
    whole = context | {
        "title": _("Compare and apply"),
        "opts": Import._meta,
        "original": item,
        "may_apply": request.user.has_perm(APPLY),
    }
    return TemplateResponse(request, "admin/measures/import/ledger.html", whole | said, status=status)


def apply(request: HttpRequest, context: Context, item: Import, comparison: LedgerComparison) -> HttpResponse:
    """Apply what was ticked, if the comparison is still the one that was shown."""
    offered, ticked = listing_of(comparison).choices, set(request.POST.getlist("tick"))
    declined = frozenset(choice for tick, choice in offered.items() if tick not in ticked)
    said = {
        "expected": request.POST.get("fingerprint") or "none was shown",
        "reason": request.POST.get("reason", "").strip()[:REASON_LENGTH],
    }
    page = reverse("admin:measures_import_change", args=[item.pk])
    try:
        apply_or_start(item, author_of(request), comparison, declined=declined, **said)
    except ComparisonChangedError:
        return changed_page(request, context, item)
    except FixtureError as error:
        problems = {"problems": error.lines()}
        return shown(request, context, item, compared(request, item, comparison) | problems, status=409)
    except ImportEndedError:
        messages.info(request, _("Nothing was written: somebody else has applied or changed this import."))
        return HttpResponseRedirect(page)
    tell(request, item, page)
    return HttpResponseRedirect(page)


def tell(request: HttpRequest, item: Import, page: str) -> None:
    """What was applied, with its undoing; nothing yet where a process of its own does it."""
    item.refresh_from_db()
    if item.state == ImportState.APPLIED and item.edit is not None:
        counts = item.counts.get("measure", {})
        count = counts.get("update", 0) + counts.get("new", 0)
        text = ngettext("%(count)d record changed.", "%(count)d records changed.", count) % {"count": count}
        tell_of(request, item.edit, text + pending_words(item.edit), page)


def changed_page(request: HttpRequest, context: Context, item: Import) -> HttpResponse:
    """The comparison as it is now, with the edits since the one that was shown."""
    comparison = comparison_of_ledger(item, author_of(request))
    since = whole_number(request.POST.get("since"))
    plans = {row.plan for row in comparison.changes} | ({item.plan} if item.plan else set())
    edits = [] if since is None else [edit for plan in plans for edit in edits_since(plan, since)]
    said = compared(request, item, comparison) | {"changed": True, "edits": list(dict.fromkeys(edits))}
    return shown(request, context, item, said, status=409)


def answer_question(request: HttpRequest, item: Import) -> None:
    """What a person says of a name that no body has: it is another's name, no other's, or a body that is to be made."""
    if unmade := request.POST.get("unmade"):
        require_making(request)
        item.answer("made", lambda made: [pair for pair in made if joined(*pair) != unmade], list[list[str]]())
        return
    comparison = comparison_of_ledger(item, author_of(request))
    asked = (each for each in comparison.questions if joined(each.jurisdiction, each.name) == request.POST.get("asked"))
    question = next(asked, None)
    if question is None:
        return
    if "make" in request.POST:
        require_making(request)
        pair = [question.jurisdiction, question.name]
        item.answer("made", lambda made: made if pair in made else [*made, pair], list[list[str]]())
    elif question.other is not None:
        require_merging(request)
        answer_on_the_way_in(request, item, question.other, same="merge" in request.POST)


def joined(jurisdiction: str, name: str) -> str:
    return f"{jurisdiction} {name}"


def require_making(request: HttpRequest) -> None:
    if not Rights(author_of(request)).may_add_bodies():
        raise PermissionDenied
