"""What the admin of every record does: one edit a save, never over a colleague's, with its history."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import DateField, Model
from django.forms import ChoiceField, Field, ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.admin.dates import PlainDateField
from measures.admin.editing import VersionedForm, VersionedInlineFormSet
from measures.admin.history.as_of import AsOfMixin
from measures.admin.history.pages import HistoryMixin
from measures.admin.history.timeline import edits_since
from measures.admin.labels import describe_body
from measures.admin.lists.changelist import FormChangeList
from measures.admin.lists.saved_views import SavedViewsMixin
from measures.admin.lists.searched_filters import SearchedFilter
from measures.admin.numbers import whole_number
from measures.admin.types import (
    Actions,
    BaseInlineFormSet,
    Context,
    Label,
    ModelField,
    ModelForm,
    RecordQuerySet,
    TabularInline,
)
from measures.edits import EditVia, edit
from measures.models import Edit, ResponsibleBody
from measures.models.base import Record
from measures.models.steps import reachable, states_of
from measures.prepared import Placeholder, PreparedQuery
from measures.querysets import GuardedQuerySet
from measures.visibility import may_write_in, plans_of

CHECKBOX = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
MONTH_ENDS = {"due_on", "valid_until"}  # a month given for one of these means its last day


def limit_related_links(field: Field | None) -> Field | None:
    """A body may be added from where it is missed; no other record in a window on top of the form."""
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        names_bodies = field.queryset.model is ResponsibleBody
        if isinstance(widget := field.widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related &= names_bodies
        if names_bodies:
            field.label_from_instance = describe_body  # type: ignore[method-assign,assignment]
    return field


def visible_choices(field: Field | None, request: HttpRequest) -> Field | None:
    """Whoever is limited to some plans may choose records of these alone."""
    if not isinstance(field, ModelChoiceField) or plans_of(request.user) is None:
        return field
    if isinstance(queryset := field.queryset, GuardedQuerySet):
        field.queryset = queryset.worked_on_by(request.user)
    return field


class PartInline(TabularInline):
    """Parts of a record: they are saved with it and raise its version once."""

    formset = VersionedInlineFormSet
    extra = 0

    def formfield_for_dbfield(self, db_field: ModelField, request: HttpRequest, **kwargs: object) -> Field | None:
        """A cell of the table has no label of its own: its column's name is said of it."""
        form_field = limit_related_links(
            visible_choices(super().formfield_for_dbfield(db_field, request, **kwargs), request)
        )
        if form_field is not None:
            outer = form_field.widget
            widget = outer.widget if isinstance(outer, RelatedFieldWidgetWrapper) else outer
            widget.attrs["aria-label"] = capfirst(str(form_field.label))
        return form_field


def without_blanks(query: QueryDict) -> QueryDict:
    """A copy without the parameters that have no value, but for the one that asks for all pages at once."""
    short = query.copy()
    for name, values in query.lists():
        if not any(values) and name != ALL_VAR:
            del short[name]
    return short


class ListAdmin(SavedViewsMixin):
    """What all lists and forms here share: titles, filters in one form, views, and only what the user may see."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    default_order: Label = ""  # in words

    def get_queryset(self, request: HttpRequest) -> RecordQuerySet:
        """What the user may see: in lists, choices, exports and single records."""
        found = super().get_queryset(request)
        return found.worked_on_by(request.user) if isinstance(found, GuardedQuerySet) else found

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[FormChangeList]:
        return FormChangeList

    def action_checkbox(self, obj: Model) -> SafeString:
        """As Django writes it, but without making a widget and asking its template for each row."""
        label = format_html(_("Select this object for an action - {}"), obj)
        return format_html(CHECKBOX, ACTION_CHECKBOX_NAME, obj.pk, label)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """A form of filters sends the empty ones too: the address is taken without them, and with the keys of records
        that were named.
        """
        if request.method == "GET" and (short := self.with_keys(request, without_blanks(request.GET))) != request.GET:
            return HttpResponseRedirect(f"{request.path}?{short.urlencode()}")
        title = {"title": capfirst(str(self.opts.verbose_name_plural))} | self.views_context(request)
        if ERROR_FLAG in request.GET:  # where the list is shown again after a parameter that it cannot use
            messages.warning(request, _("The address held a filter that is not known here; it was left out."))
        response: HttpResponse = super().changelist_view(request, title | (extra_context or {}))
        return response

    def with_keys(self, request: HttpRequest, query: QueryDict) -> QueryDict:
        """The query with the key of a record in place of words that name one alone. Keys are ASCII, names hardly."""
        for kind in self.get_list_filter(request):
            if not (isinstance(kind, type) and issubclass(kind, SearchedFilter)):
                continue
            typed = query.get(str(kind.parameter_name), "")
            keys = [] if typed.isascii() else kind(request, dict(query.lists()), self.model, self).keys
            if len(keys) == 1:
                query[str(kind.parameter_name)] = keys[0]
        return query

    def form_context(self, request: HttpRequest, obj: Any) -> dict[str, object]:
        """What the page of a stored record shows beside its form, for its template."""
        return {}

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        """Title the page of a stored record by its name, and add `form_context`."""
        if obj is not None:
            context |= {"title": str(obj), "subtitle": self.opts.verbose_name} | self.form_context(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


class LockingAdmin(ListAdmin):
    """Records without versions: of two forms that are sent at once, the second finds what the first wrote."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """The record, locked while it is written."""
        found: Model | None = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        locked: Model | None = self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).first()
        return locked


class ReadOnlyAdmin(ListAdmin):
    """Records that are looked at here and made elsewhere: nobody may add, change or delete one."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def states_offered(request: HttpRequest, model: type[Record], obj: Model | None) -> list[str]:
    """The states on the way to the public that the user may give a record, or a new one."""
    return reachable(request.user, model, str(getattr(obj or model(), model.step_field)))


class RecordAdmin(AsOfMixin, HistoryMixin, ListAdmin):
    """Records that editors write: each save is one edit, checked against the version that the editor saw."""

    form = VersionedForm
    formfield_overrides = {DateField: {"form_class": PlainDateField}}
    form_select_related: ClassVar[tuple[str, ...]] = ()  # what a save looks at of other records
    shared_by_plans = False  # of no plan: whoever is limited to some plans adds them and leaves them as they are

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.is_within_limit(request)

    def is_within_limit(self, request: HttpRequest) -> bool:
        """Whether the user's limit leaves records of this kind to change: of others, the list shows no other plan's."""
        return not self.shared_by_plans or may_write_in(request.user, None)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """A POST is one edit. The same form sent twice, by two clicks on a slow line, is written once."""

        def answer() -> HttpResponse:
            return super(RecordAdmin, self).changeform_view(request, object_id, form_url, extra_context)

        if request.method != "POST":
            return answer()
        token = form_token(request)
        with edit(request.user, via=EditVia.ADMIN, form_token=token):
            earlier = edit_of_form(token, request.user.pk)
            return (
                self.answer_again(request, object_id, earlier)
                if earlier
                else self.answer_form(request, object_id, answer)
            )

    def answer_form(
        self, request: HttpRequest, object_id: str | None, write: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """The answer to a form that was sent, within the edit in progress."""
        return write()

    def answer_again(self, request: HttpRequest, object_id: str | None, earlier: Edit) -> HttpResponse:
        """The answer that the form got when it was sent first."""
        written = self.model.history.filter(edit=earlier)
        pk = object_id or written.filter(history_type="+").values_list("id", flat=True).first()
        record = self.get_object(request, str(pk))
        if record is None:  # deleted meanwhile
            return self.not_found(request, str(pk))
        return self.response_change(request, record) if object_id else self.response_add(request, record)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """A confirmed deletion is one edit."""
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        self.posted_reason(request)  # reads the request's body before the lock is taken
        with edit(request.user, via=EditVia.ADMIN):
            return super().delete_view(request, object_id, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """The record, locked while it is being written, so that of two posts at once the second sees the first."""
        if request.method != "POST" or from_field:
            record: Model | None = super().get_object(request, object_id, from_field)
            return record
        shown = self.get_queryset(request).filter(pk=whole_number(object_id)).values("pk")
        locked = self.model._default_manager.select_for_update(of=("self",)).select_related(*self.form_select_related)
        found: Model | None = locked.order_by().filter(pk=whole_number(object_id), pk__in=shown).first()
        return found

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Where nothing of the record itself changed, an edit of its parts raises its version."""
        if not change or form.changed_data:
            obj.save()

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        parts = formset.save(commit=False)
        for part in formset.deleted_objects:
            part.delete()
        for part in parts:
            part.save()

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> Any:
        """Nothing is logged where nothing changed."""
        return super().log_change(request, obj, message) if message else None

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[RecordQuerySet, bool]:
        """By the records' own rule of what matches; `search_fields` only turns the box on."""
        return (queryset.search(search_term) if search_term else queryset), False

    def formfield_for_dbfield(self, db_field: ModelField, request: HttpRequest, **kwargs: object) -> Field | None:
        if db_field.name in MONTH_ENDS:
            kwargs["month_end"] = True
        return limit_related_links(visible_choices(super().formfield_for_dbfield(db_field, request, **kwargs), request))

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """Of the states on the way to the public it offers those that the user may give the record."""
        form: type[ModelForm] = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get(self.model.step_field)
        if isinstance(field, ChoiceField):
            offered = states_offered(request, self.model, obj)
            field.choices = [(state, label) for state, label in states_of(self.model).items() if state in offered]
        return form

    def state_to_read(self, request: HttpRequest, obj: Model | None) -> list[str]:
        """The field of the state where the user may give the record no other: it is shown, and read only."""
        return [] if len(states_offered(request, self.model, obj)) > 1 else [self.model.step_field]

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        """Show the differences where a colleague saved the record meanwhile, and that a draft is not saved yet."""
        form = context["adminform"].form
        if change:
            context["show_save_and_add_another"] = False
        if form.is_bound and getattr(form, "stale", False):
            inlines = (inline.formset for inline in context["inline_admin_formsets"])
            parts = [formset.difference for formset in inlines if getattr(formset, "difference", None)]
            seen = request.POST.get("version")
            context |= {"differences": form.differences + parts, "edits": edits_since(form.instance, seen)}
        context["restored"] = form.is_bound and getattr(form, "restored", False)
        if (context["restored"] or "differences" in context) and len(context["errors"]) == 1:
            context["errors"] = []  # that the form is stale or restored, which the page says better
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj) and self.is_within_limit(request)
        return allowed and getattr(obj, "deletable", True)

    def get_actions(self, request: HttpRequest) -> Actions:
        """No deleting in bulk: what a document says is withdrawn instead."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@cache
def edits_of_form() -> PreparedQuery:
    """The edits of the form `token` that was sent by the user `by` (a primary key): one at most."""
    edits = Edit.objects.order_by().filter(form_token=Placeholder("token"), by=Placeholder("by"))
    return PreparedQuery(lambda: edits.values_list("pk"))


def edit_of_form(token: UUID | None, by: int | None) -> Edit | None:
    """What the form wrote when it was sent before."""
    found = edits_of_form()(token=token, by=by) if token else []
    return Edit.objects.get(pk=found[0][0]) if found else None


def form_token(request: HttpRequest) -> UUID | None:
    """The number of the form that was sent, if it has one. Reads the whole body of the request."""
    try:
        return UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None
