"""Responsible bodies: their names, aliases, and what became of them."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures.admin.bodies.merging import MergingAdmin, merge
from measures.admin.bodies.questions import may_merge, merge_stored, require_merging
from measures.admin.bodies.succeeding import SucceedingAdmin, take_over
from measures.admin.bulk.actions import BodyPanels
from measures.admin.editing import VersionedForm
from measures.admin.labels import describe_body, measures_link
from measures.admin.lists.changelist import FormChangeList
from measures.admin.lists.sorting import LookedUp
from measures.admin.numbers import whole_number
from measures.choices import Role
from measures.intake.bodies import alike_bodies, call_distinct
from measures.models import DistinctBodies, Measure, Responsibility, ResponsibleBody
from measures.pinyin import PinyinOrder
from measures.querysets import BODY_ORDER
from measures.visibility import User

COUNTED = {"led": "led_count", "involved": "involved_count"}  # columns, and the attributes that they show


class BodyChangeList(FormChangeList):
    """The list of bodies, which can be sorted by the measures counted for each."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[str | Combinable]:
        """The counts are columns of no table: they are made for whoever sorts by them."""
        self.user = request.user
        return super().get_ordering(request, queryset)

    def get_ordering_field(self, field_name: Callable[..., str] | str) -> str | Combinable | None:
        if not isinstance(field_name, str) or field_name not in COUNTED:
            return super().get_ordering_field(field_name)
        attribute = COUNTED[field_name]
        return LookedUp(lambda: {body: counted[attribute] for body, counted in counts_of_bodies(self.user).items()})


def counts_of_bodies(user: User, **limits: object) -> dict[int, dict[str, int]]:
    """Of each body the measures in force that it leads, and in which it has any part."""
    in_force = Measure.objects.worked_on_by(user).in_force()
    parts = Responsibility.objects.filter(**limits, measure__in=in_force).order_by().values_list("body")
    led = Count("measure", filter=Q(role=Role.LEAD))  # a body leads a measure once
    rows = parts.annotate(led=led, involved=Count("measure", distinct=True))
    return {body: {"led_count": leads, "involved_count": involved} for body, leads, involved in rows}


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
class BodyAdmin(MergingAdmin, SucceedingAdmin):
    """Responsible bodies, each with the measures in force that it leads or takes part in."""

    form = BodyForm
    shared_by_plans = True
    action_form, actions = BodyPanels, [merge, take_over]
    change_form_template = "admin/measures/responsiblebody/change_form.html"
    autocomplete_fields = ["parent"]
    readonly_fields = ["successor"]  # a succession names it
    fieldsets = [
        (None, {"fields": [("name", "jurisdiction"), ("kind", "parent"), "aliases"]}),
        (None, {"fields": [("valid_from", "valid_until"), "successor"]}),
    ]
    list_display = ["called", "other_names", "jurisdiction", "kind", "parent", "led", "involved", "validity", "page"]
    list_filter = ["kind", "jurisdiction"]
    list_select_related = ["parent"]
    ordering = BODY_ORDER
    default_order = _("order of pinyin")
    search_fields = ["name"]
    search_help_text = _("Name, alias, short form, pinyin or jurisdiction")

    @staticmethod
    def describe(body: ResponsibleBody, request: HttpRequest) -> str:
        return describe_body(body)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[BodyChangeList]:
        return BodyChangeList

    def counts_of(self, pks: list[int], user: User) -> dict[int, dict[str, int]]:
        """Of each body the measures in force that it leads, and in which it has any part."""
        return counts_of_bodies(user, body__in=pks)

    def form_context(self, request: HttpRequest, obj: ResponsibleBody) -> dict[str, object]:
        """Warn of bodies with names that look alike which were stored before such names were refused."""
        if request.method == "GET":
            try:
                obj.check_confusable()
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
        distinct = DistinctBodies.objects.filter(Q(name=obj.name) | Q(other_name=obj.name))
        return {
            "alike": list(alike_bodies(obj)),
            "distinct": distinct.filter(jurisdiction=obj.jurisdiction),
            "may_merge": may_merge(request),
        }

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.same_view)
        return [path("<int:pk>/same/", view, name="measures_responsiblebody_same"), *super().get_urls()]

    def same_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: merge the `other` body into this one, call the two distinct, or have `again` asked."""
        require_merging(request)
        body = get_object_or_404(self.get_queryset(request), pk=pk)
        page = HttpResponseRedirect(reverse("admin:measures_responsiblebody_change", args=[pk]))
        if request.method != "POST":
            return page
        if again := request.POST.get("again", ""):
            forgotten = DistinctBodies.objects.filter(Q(name=body.name) | Q(other_name=body.name))
            forgotten.filter(jurisdiction=body.jurisdiction, pk=whole_number(again) or 0).delete()
            return page
        chosen = request.POST.get("other", "")
        other = next((each for each in alike_bodies(body) if str(each.pk) == chosen), None)
        if other is None:
            messages.error(request, _("One of the two bodies is not here any more."))
        elif "merge" in request.POST:
            merge_stored(request, body.pk, other.pk)
        else:
            call_distinct(body.jurisdiction, body.name, other.name, request.user)
        return page

    @admin.display(description=_("name"), ordering=PinyinOrder("name"))
    def called(self, body: ResponsibleBody) -> str:
        return body.name

    @admin.display(description=_("aliases"))
    def other_names(self, body: ResponsibleBody) -> str:
        return "、".join(body.aliases)

    @admin.display(description=_("leads"), ordering="pk")
    def led(self, body: ResponsibleBody) -> SafeString | str:
        return measures_link(getattr(body, "led_count", 0), body=body.pk, role=Role.LEAD)

    @admin.display(description=_("takes part in"), ordering="pk")
    def involved(self, body: ResponsibleBody) -> SafeString | str:
        return measures_link(getattr(body, "involved_count", 0), body=body.pk)

    @admin.display(description=_("The body's page"))
    def page(self, body: ResponsibleBody) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:measures_responsiblebody_page", args=[body.pk]), _("At a glance")
        )

    @admin.display(description=_("validity"))
    def validity(self, body: ResponsibleBody) -> str:
        ended = body.valid_until is not None and body.valid_until < timezone.localdate()
        return str(_("Dissolved")) if ended else ""
