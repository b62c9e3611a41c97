from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ReadOnlyAdmin
from measures.choices import PROBLEM_MESSAGES, PassageKind
from measures.models import SourceDocument
from measures.terms import ProblemCode


@dataclass(frozen=True)
class Share:
    kind: str
    label: str
    characters: int
    percent: float
    start: float  # percent of the bar to the left of it


def shares(document: SourceDocument) -> Iterator[Share]:
    """Of every kind of passage, what part of the document's characters it is."""
    total = sum(document.coverage.values()) or 1
    start = 0.0
    for kind in PassageKind:
        characters = document.coverage.get(kind.value, 0)
        percent = 100 * characters / total
        yield Share(kind.value, str(kind.label), characters, round(percent, 2), round(start, 2))
        start += percent


def problems(document: SourceDocument) -> Iterator[dict[str, Any]]:
    """Each with the line and the sentence that people read; one of a later release's reader shows its code."""
    for problem in document.problems:
        code = problem.get("code", "")
        sentence = (
            str(PROBLEM_MESSAGES[ProblemCode(code)]) if code in set(ProblemCode) else f"{code}：%(subject)s %(detail)s"
        )
        words = {"subject": problem.get("subject", ""), "detail": problem.get("detail", "")}
        yield {"line": problem.get("line"), "sentence": sentence % words}


@admin.register(SourceDocument)
class SourceAdmin(ReadOnlyAdmin):
    """What was read, as it was read: nothing here is edited."""

    fields = [("plan", "edition"), ("filename", "media_type", "parser_version"), "sha256"]
    list_display = ["filename", "plan", "edition", "media_type", "unparsed", "problem_count"]
    list_select_related = ["plan"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The list does without the texts."""
        documents, here = super().get_queryset(request), request.resolver_match
        return documents.defer("text", "passages") if here and str(here.url_name).endswith("_changelist") else documents

    @admin.display(description=_("Unparsed"))
    def unparsed(self, document: SourceDocument) -> str:
        share = next(share for share in shares(document) if share.kind == PassageKind.UNPARSED)
        return f"{share.percent} %"

    @admin.display(description=_("problems"))
    def problem_count(self, document: SourceDocument) -> int:
        return len(document.problems)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        document = kwargs.get("obj")
        if document is not None:
            context |= {
                "shares": list(shares(document)),
                "problems": list(problems(document)),
                "lines": document.text.split("\n"),
            }
        return super().render_change_form(request, context, *args, **kwargs)
