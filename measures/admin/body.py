"""Responsible bodies: their names, aliases, and what became of them."""

from typing import Protocol

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures.admin.base import RecordAdmin
from measures.admin.editing import VersionedForm
from measures.admin.labels import describe_body, measures_link
from measures.choices import Role
from measures.models import Measure, ResponsibleBody


class CountedBody(Protocol):
    """A body as the list reads it."""

    pk: int
    led_count: int
    involved_count: int


class LinesField(forms.Field):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:
        """The lines without white space at their ends, each once; a list stays as it is."""
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: object, data: object) -> bool:
        return bool(self.to_python(initial or "") != self.to_python(data or ""))


class BodyForm(VersionedForm):
    aliases = LinesField(label=_("aliases"), required=False, help_text=_("Other names, one a line."))


@admin.register(ResponsibleBody)
class BodyAdmin(RecordAdmin):
    """Responsible bodies, each with the measures in force that it leads or takes part in."""

    form = BodyForm
    autocomplete_fields = ["parent", "successor"]
    fieldsets = [
        (None, {"fields": [("name", "jurisdiction"), ("kind", "parent"), "aliases"]}),
        (None, {"fields": [("valid_from", "valid_until"), "successor"]}),
    ]
    list_display = ["name", "other_names", "jurisdiction", "kind", "parent", "led", "involved", "validity"]
    list_filter = ["kind", "jurisdiction"]
    list_select_related = ["parent"]
    ordering = ["name", "jurisdiction"]
    search_fields = ["name"]
    search_help_text = _("Name, alias or jurisdiction")

    describe = staticmethod(describe_body)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResponsibleBody]:
        """Each with the measures in force counted that it leads, and in which it has any part."""
        counted = Q(responsibilities__measure__in=Measure.objects.visible_to(request.user).in_force())
        counts = {"led_count": counted & Q(responsibilities__role=Role.LEAD), "involved_count": counted}
        annotations = {
            name: Count("responsibilities__measure", filter=on, distinct=True) for name, on in counts.items()
        }
        bodies: QuerySet[ResponsibleBody] = super().get_queryset(request).annotate(**annotations)
        return bodies

    def form_context(self, request: HttpRequest, obj: ResponsibleBody) -> dict[str, object]:
        """Warn of bodies with names that look alike which were stored before such names were refused."""
        if request.method == "GET":
            try:
                obj.check_confusable()
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
        return {}

    @admin.display(description=_("aliases"))
    def other_names(self, body: ResponsibleBody) -> str:
        return "、".join(body.aliases)

    @admin.display(description=_("leads"), ordering="led_count")
    def led(self, body: CountedBody) -> SafeString | str:
        return measures_link(body.led_count, body=body.pk, role=Role.LEAD)

    @admin.display(description=_("takes part in"), ordering="involved_count")
    def involved(self, body: CountedBody) -> SafeString | str:
        return measures_link(body.involved_count, body=body.pk)

    @admin.display(description=_("validity"))
    def validity(self, body: ResponsibleBody) -> str:
        ended = body.valid_until is not None and body.valid_until < timezone.localdate()
        return str(_("Dissolved")) if ended else ""
