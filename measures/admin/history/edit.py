"""The list of edits: who changed what through which interface, deleted records included, and the way back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ReadOnlyAdmin
from measures.admin.history.activity import activity
from measures.admin.history.deleted import DeletedMixin
from measures.admin.history.timeline import FieldChange, Step, compared, field_changes, steps
from measures.admin.labels import badge
from measures.admin.progress import work_of_edit
from measures.admin.types import FieldGroups, RecordQuerySet
from measures.choices import EditState
from measures.edits import EditVia, UndoPlan, UndoRefusedError, preview_undo, resume, stop, undo
from measures.edits.history_rows import TRACKED, names_of
from measures.edits.undo_plan import UNDO
from measures.edits.visible_history import edits_seen, rows_seen, sees_all_of
from measures.intake.uncorrecting import document_corrected_by
from measures.models import Edit, Measure, SourceDocument
from measures.visibility import User

RECORDS_A_PAGE = 100  # records on a page
PLACES = frozenset(("position", "path", "source_id", "source_start", "source_end"))  # where a document has a record


@dataclass(frozen=True)
class Line:
    """One record on the page of an edit."""

    name: str
    kind: str  # "+", "~" or "-"
    changes: list[FieldChange]


def edit_link(edit: Edit) -> SafeString | str:
    """To the page of an edit that wrote something, where it can be undone."""
    if not edit.pk:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("admin:measures_edit_change", args=[edit.pk]), _("See this edit"))


def undo_offer(request: HttpRequest, edit: Edit, text: str, back: str) -> SafeString:
    """A message of what an edit did, with a link to it and, for whoever may undo, the undoing behind one more click.

    `back` is the address to which the undoing leads.
    """
    context = {"edit": edit, "text": text, "back": back, "may_undo": request.user.has_perm(UNDO)}
    return render_to_string("admin/measures/edit/undo_offer.html", context, request)


def lines_of(edit: Edit, reader: User) -> list[Line]:
    """What the edit did, record by record, as far as the reader sees it."""
    found: list[Step] = []
    for model in TRACKED:
        seen = model.history.filter(rows_seen(model, reader), edit=edit)
        ids = seen.values_list("id", flat=True).distinct().order_by("id")[:RECORDS_A_PAGE]
        every = steps(model.history.filter(id__in=list(ids)))
        found += [step for key, step in every if key == edit.pk and step.kind]
    steps_listed = found[:RECORDS_A_PAGE]
    return [
        Line(name, step.kind, field_changes(step.before, step.after) if step.kind == "~" else [])
        for name, step in zip(names_of(step.after for step in steps_listed), steps_listed, strict=True)
    ]


@dataclass(frozen=True)
class Left:
    """Records that a bulk change left alone since others had written them meanwhile: how many, and the first names."""

    count: int
    names: list[str]


def left_of(edit: Edit) -> Left | None:
    """What a bulk change left alone, if anything."""
    if edit.task is None or not edit.task.get("left"):
        return None
    model, pks = apps.get_model("measures", edit.task["model"]), edit.task["left"]
    return Left(len(pks), names_of(model._base_manager.filter(pk__in=pks[:RECORDS_A_PAGE]).order_by("pk")))


def lines_of_undo(plan: UndoPlan) -> list[Line]:
    """What undoing would do, record by record."""
    kinds = ["+"] * len(plan.creations) + ["-"] * len(plan.deletions)
    rows = [*plan.creations.values(), *plan.deletions.values()][:RECORDS_A_PAGE]
    return [*lines_of_updates(plan), *(Line(name, kind, []) for name, kind in zip(names_of(rows), kinds, strict=False))]


def lines_of_updates(plan: UndoPlan) -> Iterator[Line]:
    """The records that undoing would change, each with its fields as they are and as they would be."""
    unlisted = PLACES if is_of_import(plan.edit) else frozenset[str]()
    listed = {key: without(values, unlisted) for key, values in plan.updates.items()}
    successors = successors_named(plan)
    for model in TRACKED:
        updates = [(pk, values) for (of, pk), values in listed.items() if of is model and values][:RECORDS_A_PAGE]
        stored = model._base_manager.in_bulk([pk for pk, _values in updates])
        records = [stored[pk] for pk, _values in updates]
        fields = {each.attname: each for each in model._meta.fields}
        for name, record, (_pk, values) in zip(names_of(records), records, updates, strict=True):
            changes = [compared(getattr(record, each), value, fields[each]) for each, value in values.items()]
            yield Line(name, "~", changes + (successors.get(record.pk, []) if model is Measure else []))


def successors_named(plan: UndoPlan) -> dict[int, list[FieldChange]]:
    """Of each measure that undoing would withdraw, the measures that take its place again."""
    label = capfirst(str(Measure._meta.get_field("successors").verbose_name))
    found = Measure.objects.in_bulk({pk for pks in plan.successors.values() for pk in pks})
    return {
        old: [FieldChange(label, format_html("<ins>{}</ins>", found[pk])) for pk in pks]
        for old, pks in plan.successors.items()
    }


def without(values: dict[str, object], names: Collection[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in names}


def is_of_import(edit: Edit) -> bool:
    """Whether it is an import, or one was undone by it, or by an undo that it undoes."""
    while edit.undoes is not None:
        edit = edit.undoes
    return edit.via == EditVia.IMPORT


def places_restored(plan: UndoPlan) -> int:
    """Of how many records undoing an import restores the place: too many to list, and nothing that people read."""
    return sum(bool(values.keys() & PLACES) for values in plan.updates.values()) if is_of_import(plan.edit) else 0


def editions_of(plan: UndoPlan) -> list[SourceDocument]:
    """The editions that would no longer count, or would count again."""
    concerned = [pk for pk, values in plan.replaced.get("sourcedocument", {}).items() if "undone" in values]
    return list(SourceDocument.objects.filter(pk__in=concerned).only("filename", "kind", "edition", "undone"))


@admin.register(Edit)
class EditAdmin(DeletedMixin, ReadOnlyAdmin):
    """Nobody changes what was recorded; undoing an edit is an edit of its own."""

    change_form_template = "admin/measures/edit/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """The pages that undo, resume and stop an edit, before the usual ones."""
        own = {"undo": self.undo_view, "resume": self.resume_view, "stop": self.stop_view, "status": self.status_view}
        return [
            *(
                path(f"<int:edit_id>/{name}/", self.admin_site.admin_view(view), name=f"measures_edit_{name}")
                for name, view in own.items()
            ),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Edit | None = None) -> FieldGroups:
        """Without a line for what it undoes where it undoes nothing, and for a reason where none was given."""
        said = [name for name in ("reason", "undoes") if obj is not None and getattr(obj, name)]
        return [("at", "editor"), ("via", "progress"), *said]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """All activity: see `measures.admin.history.activity`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": gettext("All activity"),
            "opts": self.opts,
            "activity": activity(request),
            "may_undo": request.user.has_perm(UNDO),
        }
        return TemplateResponse(request, "admin/measures/edit/activity.html", context | (extra_context or {}))

    def get_queryset(self, request: HttpRequest) -> RecordQuerySet:
        """Those of which the user sees a part, without the long lists of records of bulk changes."""
        seen = super().get_queryset(request).filter(edits_seen(request.user))
        return seen.defer("task", "undoes__task")

    @admin.display(description=_("edited by"), ordering="by_name")
    def editor(self, edit: Edit) -> str:
        return edit.author_name

    @admin.display(description=_("progress"), ordering="state")
    def progress(self, edit: Edit) -> SafeString:
        state = "stopped" if edit.interrupted else edit.state
        label = gettext("Stopped") if edit.interrupted else edit.get_state_display()
        count = f"{edit.handled} / {edit.planned}" if edit.state != EditState.DONE else edit.handled or ""
        return format_html("{} {}", badge("edit", state, label), count)

    def form_context(self, request: HttpRequest, obj: Edit) -> dict[str, object]:
        return {
            "lines": lines_of(obj, request.user),
            "undone_by": obj.undone_by.all(),
            "shown": RECORDS_A_PAGE,
            "may_undo": request.user.has_perm(UNDO),
            "may_resume": self.may_resume(request, obj),
            "left": left_of(obj),
            "work": work_of_edit(obj) if obj.in_progress and not obj.is_lost else None,
        }

    def may_resume(self, request: HttpRequest, edit: Edit) -> bool:
        return edit.task is not None and request.user.has_perm(f"measures.change_{edit.task['model']}")

    def undo_view(self, request: HttpRequest, edit_id: int) -> HttpResponse:
        """Show what undoing would restore and what it must leave; a POST writes it, as an edit of its own.

        A POST of the `whole` edit comes from the message after it: it undoes all of it, or shows what it cannot undo.
        """
        edit = get_object_or_404(self.get_queryset(request), pk=edit_id)
        if (document := document_corrected_by(edit)) is not None:
            return HttpResponseRedirect(reverse("admin:measures_sourcedocument_uncorrect", args=[document.pk, edit.pk]))
        plan = preview_undo(edit, RECORDS_A_PAGE)
        if not sees_all_of(request.user, edit) or not request.user.has_perms(plan.permissions()):
            raise PermissionDenied
        whole = "whole" in request.POST
        if request.method == "POST" and not (whole and (plan.refusals or plan.changes_nothing)):
            return self.undo(request, edit, plan.fingerprint if whole else request.POST.get("fingerprint", ""))
        refusals = plan.refusals[:RECORDS_A_PAGE]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Undo an edit"),
            "opts": self.opts,
            "original": edit,
            "plan": plan,
            "lines": lines_of_undo(plan)[:RECORDS_A_PAGE],
            "editions": editions_of(plan),
            "places": places_restored(plan),
            "refusals": zip(names_of(refusal.record for refusal in refusals), refusals, strict=True),
            "shown": RECORDS_A_PAGE,
        }
        return TemplateResponse(request, "admin/measures/edit/undo.html", context)

    def undo(self, request: HttpRequest, edit: Edit, fingerprint: str) -> HttpResponse:
        """Write the undoing edit and lead to its page, or back; where it is refused, say why and change nothing."""
        reason = request.POST.get("reason", "").strip()[:255]
        try:
            undoing = undo(
                edit,
                by=request.user,
                via=EditVia.ADMIN,
                reason=reason,
                expected=fingerprint,
                detached=True,
            )
        except UndoRefusedError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:measures_edit_undo", args=[edit.pk]))
        text = (
            _("The edit is being undone; you may go on working.") if undoing.in_progress else _("The edit was undone.")
        )
        level = messages.INFO if undoing.in_progress else messages.SUCCESS
        self.message_user(request, format_html("{} {}", text, edit_link(undoing)), level)
        back = request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(back, None) and not undoing.in_progress:
            return HttpResponseRedirect(back)
        return to_page(undoing)

    def bulk_change_or_404(self, request: HttpRequest, edit_id: int) -> Edit:
        """A bulk change that the user may go on with or stop. Raises PermissionDenied, Http404."""
        edit: Edit = get_object_or_404(self.get_queryset(request), pk=edit_id, task__isnull=False)
        if not self.may_resume(request, edit):
            raise PermissionDenied
        return edit

    def resume_view(self, request: HttpRequest, edit_id: int) -> HttpResponse:
        """Go on with a bulk change that stopped."""
        edit = self.bulk_change_or_404(request, edit_id)
        try:
            if request.method == "POST":
                resume(edit, detached=True)
        except ValueError:
            self.message_user(request, _("This edit is not one to go on with."), messages.ERROR)
        return to_page(edit)

    def stop_view(self, request: HttpRequest, edit_id: int) -> HttpResponse:
        """Stop a bulk change that runs, after the batch in hand."""
        edit = self.bulk_change_or_404(request, edit_id)
        if request.method == "POST" and not stop(edit):
            self.message_user(request, _("This edit is not running any more."), messages.INFO)
        return to_page(edit)

    def status_view(self, request: HttpRequest, edit_id: int) -> HttpResponse:
        """How far a bulk change has come, as JSON, for the script of its page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return work_of_edit(get_object_or_404(self.get_queryset(request), pk=edit_id)).as_json()


def to_page(edit: Edit) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:measures_edit_change", args=[edit.pk]))
