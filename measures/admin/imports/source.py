"""The documents that plans were read from, to look at."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ReadOnlyAdmin
from measures.admin.downloads import download
from measures.admin.imports.corrections import CORRECT, corrected_response, correcting_context
from measures.admin.imports.editions import editions_of
from measures.admin.imports.uncorrecting import uncorrect_response
from measures.admin.labels import badge
from measures.choices import PassageKind
from measures.edits.undo_plan import UNDO
from measures.intake import structure
from measures.intake.corrections import is_correctable, reading_of_document
from measures.intake.coverage import shares
from measures.intake.pages import page_of_document
from measures.models import Edit, SourceDocument


@admin.register(SourceDocument)
class SourceAdmin(ReadOnlyAdmin):
    """What was read, as it was read: nothing here is edited."""

    fields = [("plan", "edition_badge", "kind"), ("filename", "original", "media_type", "parser_version"), "sha256"]
    readonly_fields = ["original", "edition_badge"]
    list_display = ["filename", "plan", "edition_badge", "kind", "media_type", "unparsed", "problem_count"]
    list_filter = ["kind"]
    list_select_related = ["plan"]

    def get_urls(self) -> list[URLPattern]:
        own = {"original": self.original_view, "correct": self.correct_view}
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"measures_sourcedocument_{name}")
                for name, view in own.items()
            ),
            path(
                "<int:pk>/corrections/<int:edit_id>/undo/",
                self.admin_site.admin_view(self.uncorrect_view),
                name="measures_sourcedocument_uncorrect",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceDocument]:
        """The list does without the texts."""
        documents: QuerySet[SourceDocument] = super().get_queryset(request)
        here = request.resolver_match
        in_list = here is not None and str(here.url_name).endswith("_changelist")
        return documents.defer("text", "passages", "places") if in_list else documents

    @admin.display(description=_("original file"))
    def original(self, document: SourceDocument) -> SafeString | str:
        """A link to the bytes that were read."""
        if not document.file:
            return gettext("not kept")
        address = reverse("admin:measures_sourcedocument_original", args=[document.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download"))

    @admin.display(description=_("edition"), ordering="edition")
    def edition_badge(self, document: SourceDocument) -> SafeString | str:
        """Its number; one whose import was undone says so."""
        if not document.undone:
            return str(document.edition)
        return format_html("{} {}", document.edition, badge("edition", "undone", _("Undone")))

    @admin.display(description=_("Unparsed"))
    def unparsed(self, document: SourceDocument) -> str:
        share = next(share for share in shares(document.coverage) if share.kind == PassageKind.UNPARSED)
        return f"{share.percent} %"

    @admin.display(description=_("problems"))
    def problem_count(self, document: SourceDocument) -> int:
        return len(document.problems)

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The bytes that were read, for whoever may see the document."""
        document = self.get_queryset(request).filter(pk=pk).first()
        if document is None or not self.has_view_permission(request, document):
            raise Http404
        return download(document.file, document.filename)

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """POST: correct how the plan's newest document was read, and write what that changes to the plan."""
        document = self.correctable_or_404(request, pk)
        page = reverse("admin:measures_sourcedocument_change", args=[pk])
        if request.method != "POST":
            return HttpResponseRedirect(page)
        return corrected_response(request, page, document.text, partial(structure.correct, document))

    def correctable_or_404(self, request: HttpRequest, pk: int) -> SourceDocument:
        """The newest document of a plan that the user may see. Raises PermissionDenied without the right to correct."""
        if not request.user.has_perm(CORRECT):
            raise PermissionDenied
        document = self.get_queryset(request).filter(pk=pk).first()
        if document is None or not self.has_view_permission(request, document) or not is_correctable(document):
            raise Http404
        return document

    def uncorrect_view(self, request: HttpRequest, pk: int, edit_id: int) -> HttpResponseBase:
        """What undoing the corrections of an edit would change in the plan; a POST does what was shown."""
        document, made_in = self.correctable_or_404(request, pk), get_object_or_404(Edit, pk=edit_id)
        if not request.user.has_perm(UNDO):
            raise PermissionDenied
        return uncorrect_response(request, self.admin_site.each_context(request), document, made_in)

    def correcting(self, request: HttpRequest, document: SourceDocument) -> dict[str, object]:
        """What the page shows of corrections, to those who may make some."""
        if not (request.user.has_perm(CORRECT) and is_correctable(document)):
            return {}
        action = reverse("admin:measures_sourcedocument_correct", args=[document.pk])
        return correcting_context(reading_of_document(document), request.user, action, document)

    def form_context(self, request: HttpRequest, obj: SourceDocument) -> dict[str, object]:
        may_compare = request.user.has_perm("measures.view_plan") or request.user.has_perm("measures.change_plan")
        compares = may_compare and editions_of(obj.plan, request.user).count() > 1
        page = page_of_document(obj, request.user)
        return {"page": page, "compares": compares} | self.correcting(request, obj)
