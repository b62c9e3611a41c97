"""Who answers for a measure, as its form has it: a line of names for each role.

A name is one that a body has, or an alias; of namesakes, that of the plan's own jurisdiction is meant, and any other
one is written with its jurisdiction: 市科技局（示例市）.
"""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Value, When, prefetch_related_objects
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures.admin.editing import MergedField
from measures.choices import Role
from measures.edits.assigning import KnownBodies, body_label, split_names
from measures.models import Measure, Responsibility, ResponsibleBody, SourceDocument

SUGGESTED = 20


class BodiesField(MergedField, forms.CharField):
    """A line of names of bodies. Its value is text in which 、 alone puts names apart."""

    def __init__(self, role: Role) -> None:
        widget = forms.Textarea(attrs={"rows": 1, "class": "body-names", "spellcheck": "false"})
        super().__init__(label=role.label, required=False, widget=widget)

    def to_python(self, value: object) -> str:
        return "、".join(split_names(str(value or "")))

    def merge(self, before: str, theirs: str, yours: str) -> str:
        """A colleague's names without those that the editor took out, and with those that the editor added."""
        seen, typed = split_names(before), split_names(yours)
        kept = [name for name in split_names(theirs) if name in typed or name not in seen]
        return "、".join(dict.fromkeys([*kept, *(name for name in typed if name not in seen)]))


class BodyNames(KnownBodies):
    def unknown(self, name: str) -> ValidationError:
        return unknown(name, self.jurisdiction)


def unknown(name: str, jurisdiction: str) -> ValidationError:
    """With a link to the form that adds the body, in another tab, so that what was typed stays."""
    message = _("There is no body “%(name)s”.") % {"name": name}
    address = reverse("admin:measures_responsiblebody_add", query={"name": name, "jurisdiction": jurisdiction})
    link = format_html('{} <a href="{}" target="_blank">{}</a>', message, address, _("Add it"))
    return ValidationError(link, code="unknown")


def lines_of(measure: Measure) -> dict[str, str]:
    """Role → the line of names that the form shows."""
    prefetch_related_objects([measure], "responsibilities__body")
    jurisdiction = measure.plan.jurisdiction
    names: dict[str, list[str]] = {role: [] for role in Role}
    for part in measure.responsibilities.all():
        names[part.role].append(body_label(part.body, jurisdiction))
    return {role: "、".join(dict.fromkeys(found)) for role, found in names.items()}


@dataclass
class Saying:
    """A document and those of a measure's bodies that it names."""

    document: SourceDocument
    names: list[str]


def sayings(measure: Measure) -> list[Saying]:
    """The documents that name the bodies: editions of the plan and divisions of work, the latest last."""
    long = (f"source__{name}" for name in ("text", "passages", "places", "coverage", "problems"))
    parts = Responsibility.objects.filter(measure=measure, source__isnull=False).select_related("source", "body")
    found: dict[int, Saying] = {}
    for part in parts.defer(*long).order_by("source", "position", "pk"):
        if part.source is not None:
            found.setdefault(part.source.pk, Saying(part.source, [])).names.append(part.body.name)
    return list(found.values())


def suggestions(request: HttpRequest) -> JsonResponse:
    """The names of bodies in which the word `term` stands, those of `jurisdiction` first."""
    if not request.user.has_perm("measures.view_responsiblebody"):
        raise PermissionDenied
    term, jurisdiction = request.GET.get("term", "").strip(), request.GET.get("jurisdiction", "")
    found = ResponsibleBody.objects.worked_on_by(request.user).search(term)
    own = Case(When(jurisdiction=jurisdiction, then=Value(0)), default=Value(1))
    begins = Case(When(name__startswith=term, then=Value(0)), default=Value(1))
    bodies = found.order_by(own, begins, "name", "pk")[:SUGGESTED]
    return JsonResponse({"names": [body_label(body, jurisdiction) for body in bodies]})
