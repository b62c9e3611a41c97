"""The documents that plans were read from, to look at."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ReadOnlyAdmin
from measures.choices import PassageKind
from measures.intake.coverage import problem_sentence, shares, stored_place
from measures.models import SourceDocument


def problems(document: SourceDocument) -> Iterator[dict[str, object]]:
    """Each with the line and the sentence that people read."""
    for problem in document.problems:
        words = (problem.get("code", ""), problem.get("subject", ""), problem.get("detail", ""))
        yield {"line": problem.get("line"), "sentence": problem_sentence(*words)}


def lines(document: SourceDocument) -> Iterator[tuple[str, str]]:
    """Each line of the text with its place: the page, or the sheet and row."""
    start = 0
    for line in document.text.split("\n"):
        yield line, stored_place(document.places, start)
        start += len(line) + 1


@admin.register(SourceDocument)
class SourceAdmin(ReadOnlyAdmin):
    """What was read, as it was read: nothing here is edited."""

    fields = [("plan", "edition"), ("filename", "media_type", "parser_version"), "sha256"]
    list_display = ["filename", "plan", "edition", "media_type", "unparsed", "problem_count"]
    list_select_related = ["plan"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceDocument]:
        """The list does without the texts."""
        documents: QuerySet[SourceDocument] = super().get_queryset(request)
        here = request.resolver_match
        in_list = here is not None and str(here.url_name).endswith("_changelist")
        return documents.defer("text", "passages", "places") if in_list else documents

    @admin.display(description=_("Unparsed"))
    def unparsed(self, document: SourceDocument) -> str:
        share = next(share for share in shares(document.coverage) if share.kind == PassageKind.UNPARSED)
        return f"{share.percent} %"

    @admin.display(description=_("problems"))
    def problem_count(self, document: SourceDocument) -> int:
        return len(document.problems)

    def form_context(self, request: HttpRequest, obj: SourceDocument) -> dict[str, object]:
        return {
            "shares": list(shares(obj.coverage)),
            "problems": list(problems(obj)),
            "lines": list(lines(obj)),
        }
