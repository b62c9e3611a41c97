from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures.admin.base import RecordAdmin
from measures.admin.editing import VersionedForm
from measures.admin.labels import describe_body, measures_link
from measures.choices import Role
from measures.models import Measure, ResponsibleBody


class LinesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in str(super().to_python(value)).splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial or "") != self.to_python(data or ""))


class BodyForm(VersionedForm):
    aliases = LinesField(label=_("aliases"), required=False, help_text=_("Other names, one a line."))


@admin.register(ResponsibleBody)
class BodyAdmin(RecordAdmin):
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

    def get_queryset(self, request: HttpRequest) -> Any:
        """Each with the measures in force counted that it leads, and in which it has any part."""
        counted = Q(responsibilities__measure__in=Measure.objects.visible_to(request.user).in_force())
        counts = {"led_count": counted & Q(responsibilities__role=Role.LEAD), "involved_count": counted}
        annotations = {
            name: Count("responsibilities__measure", filter=on, distinct=True) for name, on in counts.items()
        }
        return super().get_queryset(request).annotate(**annotations)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell of look-alikes that are older than the rule against them."""
        body = kwargs.get("obj")
        if body is not None and request.method == "GET":
            try:
                body.check_confusable()
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("aliases"))
    def other_names(self, body: ResponsibleBody) -> str:
        return "、".join(body.aliases)

    @admin.display(description=_("leads"), ordering="led_count")
    def led(self, body: Any) -> SafeString | str:
        return measures_link(body.led_count, body=body.pk, role=Role.LEAD)

    @admin.display(description=_("takes part in"), ordering="involved_count")
    def involved(self, body: Any) -> SafeString | str:
        return measures_link(body.involved_count, body=body.pk)

    @admin.display(description=_("validity"))
    def validity(self, body: ResponsibleBody) -> str:
        ended = body.valid_until is not None and body.valid_until < timezone.localdate()
        return str(_("Dissolved")) if ended else ""
