"""Conflicts: what an editor and the document changed differently, three columns side by side, and how to decide."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import DateField, ForeignKey, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures.admin.base import MONTH_ENDS, ReadOnlyAdmin
from measures.admin.dates import PlainDateField
from measures.admin.history.differences import marked_difference
from measures.admin.history.edit import edit_link
from measures.admin.labels import badge, describe_body
from measures.admin.lists.searched_filters import PlanFilter
from measures.admin.offers import offer
from measures.admin.types import ModelField
from measures.choices import ConflictState, EditVia, Role
from measures.edits import DraftNeededError, asking_for_draft
from measures.importing import body_of, here, record_of, resolve
from measures.importing.resolving import MODELS, values_shown
from measures.models import Conflict
from measures.models.base import Record

RESOLVE = "measures.resolve_conflict"
CHOICES = [
    (ConflictState.HERE.value, _("Keep what is here")),
    (ConflictState.DOCUMENT.value, _("Take what the document says")),
    (ConflictState.OTHER.value, _("Write another")),
]

SECOND_PERSON = _(
    "This is published, and its plan asks that a second person publishes what is changed: keep what is here, and write"
    " in the record's form, as a pending change, what it is to say."
)


def field_of(conflict: Conflict) -> ModelField:
    field: ModelField = MODELS[conflict.model]._meta.get_field(conflict.field)  # type: ignore[assignment]
    return field


def words(conflict: Conflict, value: object) -> str:
    """A value of a fixture as people read it: labels of codes, names of what is referred to, "" for nothing."""
    if value is None or value == []:
        return ""
    field = field_of(conflict)
    labels = {str(code): str(label) for code, label in getattr(field, "choices", None) or ()}
    if isinstance(value, list) and isinstance(field, ForeignKey):
        found = field.related_model._default_manager
        try:
            return str(found.get_by_natural_key(*value))  # type: ignore[attr-defined]
        except ObjectDoesNotExist:
            return " ".join(map(str, value))
    values = value if isinstance(value, list) else [value]
    return "、".join(labels.get(str(each), str(each)) for each in values)


def other_field(conflict: Conflict) -> forms.Field | None:
    """The form field for a third value; none for a reference, which is chosen on the record's own page."""
    field = field_of(conflict)
    if conflict.model == "responsibility":
        return forms.MultipleChoiceField(choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple)
    if isinstance(field, ForeignKey) or record_of(conflict) is None:
        return None
    if isinstance(field, DateField):
        return PlainDateField(required=False, month_end=field.name in MONTH_ENDS)
    return field.formfield(required=False)


class DecisionForm(forms.Form):
    """What to do about one conflict; `seen` are the values that the page showed."""

    choice = forms.ChoiceField(label=_("Decision"), choices=CHOICES, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=255, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, conflict: Conflict, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"seen": values_shown(conflict)})
        other = other_field(conflict)
        record = owner_of(conflict)
        if asking_for_draft(type(record), [record.pk]):
            offer(self, "choice", CHOICES[:1])
            self.fields["choice"].help_text = SECOND_PERSON
        elif other is None:
            offer(self, "choice", CHOICES[:2])
        else:
            other.label, other.initial = _("Another value"), here(conflict)
            self.fields["other"] = other
            self.order_fields(["choice", "other", "reason"])

    @property
    def value(self) -> object:
        """The third value as a fixture would give it."""
        value: object = self.cleaned_data.get("other")
        return value.isoformat() if isinstance(value, date) else value


def deciding(choice: ConflictState, label: Any) -> Callable[..., None]:
    """An action of the list that decides the selected conflicts alike."""

    @admin.action(description=label, permissions=["resolve"])
    def action(modeladmin: "ConflictAdmin", request: HttpRequest, queryset: QuerySet[Conflict]) -> None:
        modeladmin.decide(request, list(queryset.filter(state=ConflictState.OPEN)), choice)

    action.__name__ = f"take_{choice}"
    return action


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin):
    """Open conflicts first; each has a page with its three sides, on which it is decided."""

    change_form_template = "admin/measures/conflict/page.html"
    list_display = ["record", "field_name", "before", "now_here", "in_document", "document", "state_badge"]
    list_filter = ["state", PlanFilter]
    list_select_related = ["plan", "section", "measure", "source"]
    ordering = ["plan__slug", "pk"]
    actions = [
        deciding(ConflictState.HERE, _("Keep what is here")),
        deciding(ConflictState.DOCUMENT, _("Take what the document says")),
    ]

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/decide/", self.admin_site.admin_view(self.decide_view), name="measures_conflict_decide")
        return [own, *super().get_urls()]

    def has_resolve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RESOLVE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_resolve_permission(request) or super().has_view_permission(request, obj)

    @admin.display(description=_("record"))
    def record(self, conflict: Conflict) -> str:
        return name_of(conflict)

    @admin.display(description=_("field"))
    def field_name(self, conflict: Conflict) -> str:
        return capfirst(conflict.label)

    @admin.display(description=_("said by the last edition"))
    def before(self, conflict: Conflict) -> str:
        return words(conflict, conflict.said_before)

    @admin.display(description=_("here"))
    def now_here(self, conflict: Conflict) -> SafeString:
        return against_before(conflict, value_here(conflict))

    @admin.display(description=_("said by the new edition"))
    def in_document(self, conflict: Conflict) -> SafeString:
        return against_before(conflict, conflict.said_now)

    @admin.display(description=_("source document"))
    def document(self, conflict: Conflict) -> str:
        return conflict.source.numbered

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, conflict: Conflict) -> SafeString:
        return badge("conflict", conflict.state, conflict.get_state_display())

    def form_context(self, request: HttpRequest, obj: Conflict) -> dict[str, object]:
        return self.page_context(request, obj, DecisionForm(obj))

    def page_context(self, request: HttpRequest, conflict: Conflict, form: DecisionForm) -> dict[str, object]:
        can_decide = self.has_resolve_permission(request) and conflict.state == ConflictState.OPEN
        return {
            "title": f"{name_of(conflict)} · {self.field_name(conflict)}",
            "record_url": record_url(conflict),
            "before": self.before(conflict),
            "here": against_before(conflict, value_here(conflict), whole=True),
            "now": against_before(conflict, conflict.said_now, whole=True),
            "decision": form if can_decide else None,
        }

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """POST: decide one conflict, as the form says; with a fault in it the page comes back."""
        conflict = self.get_queryset(request).filter(pk=pk).first()
        if not self.has_resolve_permission(request):
            raise PermissionDenied
        page = reverse("admin:measures_conflict_change", args=[pk])
        if conflict is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseRedirect(page)
        form = DecisionForm(conflict, request.POST)
        if form.is_valid():
            choice = ConflictState(form.cleaned_data["choice"])
            reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
            if self.decide(request, [conflict], choice, form.value, reason, seen):
                return HttpResponseRedirect(self.next_page(request))
        else:
            self.tell(request, [str(message) for errors in form.errors.values() for message in errors])
        return HttpResponseRedirect(page)

    def decide(
        self,
        request: HttpRequest,
        conflicts: list[Conflict],
        choice: ConflictState,
        value: object = None,
        reason: str = "",
        seen: str | None = None,
    ) -> bool:
        """Decide and tell what was done, or why not."""
        try:
            made = resolve(conflicts, choice, by=request.user, via=EditVia.ADMIN, value=value, reason=reason, seen=seen)
        except ValidationError as error:
            self.tell(request, error.messages)
            return False
        except DraftNeededError as error:
            self.tell(request, [str(error)])
            return False
        text = ngettext("%(count)d conflict decided.", "%(count)d conflicts decided.", len(conflicts))
        done = format_html("{} {}", text % {"count": len(conflicts)}, edit_link(made))
        self.message_user(request, done, messages.SUCCESS)
        return True

    def tell(self, request: HttpRequest, faults: list[str]) -> None:
        for fault in faults:
            self.message_user(request, fault, messages.ERROR)

    def next_page(self, request: HttpRequest) -> str:
        """The next open conflict, or the list where there is none."""
        following = self.get_queryset(request).filter(state=ConflictState.OPEN).order_by(*self.ordering).first()
        if following is None:
            return reverse("admin:measures_conflict_changelist")
        return reverse("admin:measures_conflict_change", args=[following.pk])


def value_here(conflict: Conflict) -> object:
    """What the record says now; of a decided conflict what it said then."""
    return here(conflict) if conflict.state == ConflictState.OPEN else conflict.here


def against_before(conflict: Conflict, value: object, *, whole: bool = False) -> SafeString:
    """A value with its differences from what the last edition said; long equal stretches are cut, unless `whole`."""
    return marked_difference(words(conflict, conflict.said_before), words(conflict, value), whole=whole)


def owner_of(conflict: Conflict) -> Record:
    """The record that it is about, of a part the one that it is part of."""
    return conflict.measure or conflict.section or conflict.plan


def name_of(conflict: Conflict) -> str:
    """The record's kind, code and title; of roles with the body."""
    record = owner_of(conflict)
    kind = MODELS[conflict.model]._meta.verbose_name
    key = conflict.key.partition(" ")[0]
    body = body_of(conflict) if conflict.model == "responsibility" else None
    return " ".join(filter(None, [str(kind), key, str(record), describe_body(body) if body else ""]))


def record_url(conflict: Conflict) -> str:
    """The page of the record, of a part that of what it is part of."""
    record = owner_of(conflict)
    return reverse(f"admin:measures_{record._meta.model_name}_change", args=[record.pk])
