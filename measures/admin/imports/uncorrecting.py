"""The page that undoes corrections of a reading in the plan: what would change, and then changing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures.admin.history.edit import edit_link
from measures.admin.imports.comparison import listing_of
from measures.importing import ComparisonChangedError, FixtureError
from measures.intake.corrections import CorrectionRefusedError
from measures.intake.uncorrecting import undo_corrections, without_edit
from measures.models import Edit, SourceDocument


def uncorrect_response(
    request: HttpRequest, context: dict[str, object], document: SourceDocument, made_in: Edit
) -> HttpResponse:
    """The page; a POST undoes what it showed and leads to the document, or shows what has changed since."""
    if request.method == "POST":
        try:
            return undone(request, document, made_in)
        except ComparisonChangedError:
            messages.error(request, _("The records were changed meanwhile. Nothing was written: look again."))
        except (CorrectionRefusedError, FixtureError) as error:
            messages.error(request, str(error))
    context |= {"title": _("Undo a correction of the reading"), "opts": document._meta, "original": document}
    context |= {"made_in": made_in} | shown(document, made_in)
    return TemplateResponse(request, "admin/measures/sourcedocument/uncorrect.html", context)


def shown(document: SourceDocument, made_in: Edit) -> dict[str, object]:
    """The corrections and what undoing them would change; or why they cannot be undone here."""
    try:
        found = without_edit(document, made_in)
        comparison = found.comparison()
    except (CorrectionRefusedError, FixtureError) as error:
        return {"refusal": str(error)}
    return {
        "corrections": found.corrections,
        "listing": listing_of(comparison),
        "fingerprint": comparison.fingerprint(),
    }


def undone(request: HttpRequest, document: SourceDocument, made_in: Edit) -> HttpResponse:
    """Raises ComparisonChangedError, CorrectionRefusedError, FixtureError; nothing is written then."""
    by = request.user if request.user.is_authenticated else None
    edit = undo_corrections(document, made_in, by, request.POST.get("fingerprint") or "none was shown")
    messages.success(request, format_html("{} {}", _("The correction was undone."), edit_link(edit)))
    return HttpResponseRedirect(reverse("admin:measures_sourcedocument_change", args=[document.pk]))
