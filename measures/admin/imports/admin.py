"""Imports: files uploaded in the browser, read, checked, compared and applied."""

from functools import cache, partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ReadOnlyAdmin
from measures.admin.bodies.questions import answer_on_the_way_in, require_merging
from measures.admin.downloads import download
from measures.admin.history.edit import edit_link
from measures.admin.imports.comparison import compared, counts_sentence, edits_since, listing_of
from measures.admin.imports.corrections import CORRECT, corrected_response, correcting_context
from measures.admin.imports.forms import PlanForm, UploadForm, importable_plans
from measures.admin.imports.ledgers import answer_question, ledger_page
from measures.admin.imports.tasks import found_measures, keep_answers, tasks_of
from measures.admin.labels import badge
from measures.admin.numbers import whole_number
from measures.admin.progress import work_of_import
from measures.admin.types import FieldGroups
from measures.choices import DocumentKind, ImportKind, ImportState
from measures.detached import start
from measures.importing import Comparison, ComparisonChangedError, FixtureError, Incoming
from measures.intake.applying import apply_or_start, end_lost
from measures.intake.bodies import questions_of
from measures.intake.corrections import fields_of, text_of
from measures.intake.imports import (
    ImportEndedError,
    abandon,
    compare_incoming,
    comparison_of,
    correct,
    incoming_of,
    raw_rows_of,
    reading_of,
)
from measures.intake.pages import page_of_rows
from measures.intake.suggesting import ANSWER, plan_here, seems_ledger, suggested_division
from measures.intake.uploads import receive
from measures.models import Edit, Import, Plan
from measures.visibility import User, may_write_in

UPLOAD, APPLY = "measures.upload_import", "measures.apply_import"
UNDECIDED = "?"  # the choice of who does not say yet which measure a task names


@cache
def undone(reference: str, turns: int = 4) -> Exists:
    """Whether the edit to which a field refers was undone, and that undo not undone in turn; so many times at most."""
    undoing = Edit.objects.filter(undoes=OuterRef(reference))
    return Exists(undoing.filter(~undone("pk", turns - 1)) if turns else undoing)


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """The list of imports, the upload page, and the page of each import, on which its next step is taken."""

    change_form_template = "admin/measures/import/page.html"
    readonly_fields = ["file_size", "document", "target", "uploader", "state_badge", "result"]
    list_display = ["filename", "target", "uploader", "at", "state_badge", "result"]
    list_filter = ["state"]
    list_select_related = ["plan"]
    search_fields = ["filename", "by_name", "slug"]
    search_help_text = _("File, slug or name")

    def get_urls(self) -> list[URLPattern]:
        """The pages of an import beside the usual ones."""
        own = {"status": self.status_view, "original": self.original_view, "abandon": self.abandon_view}
        own |= {"correct": self.correct_view, "plan": self.plan_view, "comparison": self.comparison_view}
        own |= {"tasks": self.tasks_view, "bodies": self.bodies_view}
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"measures_import_{name}")
                for name, view in own.items()
            ),
            path(
                "<int:pk>/tasks/<int:number>/",
                self.admin_site.admin_view(self.task_view),
                name="measures_import_task",
            ),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Import | None = None) -> FieldGroups:
        """One line of facts above a reading, which needs the room."""
        facts = ["filename", "document", "uploader", "at", "state_badge"]
        if obj is not None and obj.state == ImportState.READ:
            return [facts]
        return [facts, ["target", "file_size", "result"]]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        """Each with whether applying it was undone."""
        imports: QuerySet[Import] = super().get_queryset(request).annotate(undone=undone("edit"))
        return imports.defer("reading")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever takes a step of an import may see imports."""
        user = request.user
        return super().has_view_permission(request, obj) or any(map(user.has_perm, (UPLOAD, APPLY, CORRECT)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(UPLOAD)

    @admin.display(description=_("file size"))
    def file_size(self, item: Import) -> str:
        return filesizeformat(item.size)

    @admin.display(description=_("original file"))
    def document(self, item: Import) -> SafeString | str:
        """A link to the bytes, with the import or, once it is applied, with the source document."""
        if item.source_id:
            address = reverse("admin:measures_sourcedocument_change", args=[item.source_id])
            return format_html('<a href="{}">{}</a>', address, _("source document"))
        if not item.file:
            return gettext("not kept")
        address = reverse("admin:measures_import_original", args=[item.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download"))

    @admin.display(description=_("plan"))
    def target(self, item: Import) -> SafeString | str:
        if item.plan is None:
            return item.slug
        return format_html('<a href="{}">{}</a>', reverse("admin:measures_plan_change", args=[item.plan.pk]), item.plan)

    @admin.display(description=_("uploaded by"), ordering="by_name")
    def uploader(self, item: Import) -> str:
        return item.by_name

    @admin.display(description=_("progress"), ordering="state")
    def state_badge(self, item: Import) -> SafeString:
        return badge("import", item.state, item.get_state_display())

    @admin.display(description=_("What came of it"))
    def result(self, item: Import) -> str:
        """Why it failed, or how many records became what, and whether that was undone."""
        if item.state == ImportState.APPLIED:
            undone = gettext("Undone.") if vars(item).get("undone") else ""
            return f"{undone}{counts_sentence(item.counts)}"
        return item.error_sentence

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        end_lost()
        return super().changelist_view(request, extra_context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The upload page; a POST keeps the files and starts their reading."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            return self.upload(request, form)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Upload documents"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/measures/import/upload.html", context | (extra_context or {}))

    def upload(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        """Keep the files, start their reading, and lead to the import or, of several, to the list."""
        plan, slug = form.cleaned_data["plan"], form.cleaned_data["slug"]
        by = request.user if request.user.is_authenticated else None
        kind = form.cleaned_data["kind"]
        imports = [receive(file, file.name or "", by, plan, slug, kind=kind) for file in form.cleaned_data["documents"]]
        start("read_import", imports)
        if len(imports) > 1:
            return HttpResponseRedirect(reverse("admin:measures_import_changelist"))
        return self.to_page(imports[0])

    def to_page(self, item: Import) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:measures_import_change", args=[item.pk]))

    def item_or_404(self, request: HttpRequest, pk: int, permission: str = "") -> Import:
        """An import that the user may see. Raises PermissionDenied without `permission`, Http404."""
        if not self.has_view_permission(request) or (permission and not request.user.has_perm(permission)):
            raise PermissionDenied
        end_lost()
        item: Import | None = super().get_queryset(request).defer("reading").filter(pk=pk).first()
        if item is None:
            raise Http404
        return item

    def status_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the reading or applying has come, as JSON, for the script of the page."""
        return work_of_import(self.item_or_404(request, pk)).as_json()

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        item = self.item_or_404(request, pk)
        return download(item.file, item.filename)

    def abandon_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave nothing but the row."""
        item = self.item_or_404(request, pk, UPLOAD)
        if request.method == "POST" and abandon(item, request.user if request.user.is_authenticated else None):
            self.message_user(request, _("The import was abandoned: the file and what was read of it are deleted."))
        return self.to_page(item)

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: correct the reading as the form asks."""
        item = self.item_or_404(request, pk, CORRECT)
        page = reverse("admin:measures_import_change", args=[pk])
        is_waiting = item.state == ImportState.READ and item.kind == DocumentKind.PLAN
        if request.method != "POST" or not is_waiting:
            return HttpResponseRedirect(page)
        text = text_of(raw_rows_of(item))
        return corrected_response(request, page, text, partial(correct, item))

    def plan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say which plan the document is for."""
        item = self.item_or_404(request, pk, UPLOAD)
        form = PlanForm(request.POST, user=request.user)
        if request.method != "POST" or item.state != ImportState.READ:
            return self.to_page(item)
        if not form.is_valid():
            for errors in form.errors.values():
                self.message_user(request, " ".join(map(str, errors)), messages.ERROR)
            return self.to_page(item)
        plan, slug = form.cleaned_data["plan"], form.cleaned_data["slug"]
        values = {"plan": plan, "slug": plan.slug if plan else slug or item.slug, "kind": form.cleaned_data["kind"]}
        answers = item.answers if values["slug"] == item.slug else {}
        values["answers"] = answers | ({ANSWER: False} if values["kind"] == DocumentKind.PLAN else {})
        Import.objects.filter(pk=item.pk, state=ImportState.READ).update(**values)
        return self.to_page(item)

    def comparison_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What applying would do; a POST does what was shown and ticked, or says what has changed since."""
        item = self.item_or_404(request, pk, APPLY if request.method == "POST" else "")
        if item.state != ImportState.READ:
            return self.to_page(item)
        if item.kind == ImportKind.LEDGER:
            return ledger_page(request, self.admin_site.each_context(request), item)
        if not self.may_import_into(request.user, item):
            raise PermissionDenied
        try:
            incoming = incoming_of(item)
            comparison = compare_incoming(item, incoming)
        except FixtureError as error:
            return self.comparison_page(request, item, {"problems": error.lines()})
        if request.method == "POST":
            return self.apply(request, item, incoming, comparison)
        return self.comparison_page(request, item, compared(request, item, incoming, comparison))

    def may_import_into(self, user: User, item: Import) -> bool:
        """Whether the plan of the import's slug is one that the user may import into, or may make."""
        return may_write_in(user, Plan.objects.filter(slug=item.slug).values_list("pk", flat=True).first())

    def comparison_page(
        self, request: HttpRequest, item: Import, context: dict[str, object], status: int = 200
    ) -> HttpResponse:
        """The page of the comparison, with what `context` adds to what every such page has."""
        common = self.admin_site.each_context(request) | {
            "title": gettext("Compare and apply"),
            "opts": self.opts,
            "original": item,
            "plan": Plan.objects.filter(slug=item.slug).first(),
            "may_apply": request.user.has_perm(APPLY),
            "may_upload": request.user.has_perm(UPLOAD),
        }
        return TemplateResponse(request, "admin/measures/import/comparison.html", common | context, status=status)

    def apply(self, request: HttpRequest, item: Import, incoming: Incoming, comparison: Comparison) -> HttpResponse:
        """Apply what was ticked of the comparison that was shown, if it is still the same."""
        offered = listing_of(comparison).choices
        declined = frozenset(
            choice for tick, choice in offered.items() if tick not in set(request.POST.getlist("tick"))
        )
        context = compared(request, item, incoming, comparison)
        if context["unparsed"] and not request.POST.get("unparsed"):
            problem = gettext("Look at what could not be read first, and tick that you have.")
            return self.comparison_page(request, item, context | {"problems": [problem]})
        by = request.user if request.user.is_authenticated else None
        expected = request.POST.get("fingerprint") or "none was shown"
        try:
            apply_or_start(item, by, comparison, expected=expected, declined=declined)
        except ComparisonChangedError:
            return self.changed_page(request, item)
        except FixtureError as error:
            return self.comparison_page(request, item, context | {"problems": error.lines()}, status=409)
        except ImportEndedError:
            self.message_user(request, _("Nothing was written: somebody else has applied or changed this import."))
            return self.to_page(item)
        return self.to_page(item)

    def pointable(self, request: HttpRequest, pk: int) -> Import:
        """A division of work that waits, of which the user may say what its tasks name. Raises PermissionDenied."""
        item = self.item_or_404(request, pk, UPLOAD)
        if not self.may_import_into(request.user, item):
            raise PermissionDenied
        if item.state != ImportState.READ or item.kind != DocumentKind.DIVISION:
            raise Http404
        return item

    def tasks_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: which measures tasks name, as chosen on the comparison or on the page of one task."""
        item = self.pointable(request, pk)
        given = [
            (name.removeprefix("task-"), str(code)) for name, code in request.POST.items() if name.startswith("task-")
        ]
        if request.method == "POST" and not keep_answers(item, [each for each in given if each[1] != UNDECIDED]):
            self.message_user(request, _("Nothing was written: somebody else has applied or changed this import."))
            return self.to_page(item)
        return HttpResponseRedirect(reverse("admin:measures_import_comparison", args=[pk]))

    def task_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One task with the likeliest measures, and a search over all of the plan's."""
        item = self.pointable(request, pk)
        task = next((each for each in tasks_of(comparison_of(item), item) if each.number == number), None)
        if task is None:
            raise Http404
        query = request.GET.get("q", "")
        context = self.admin_site.each_context(request) | {
            "title": gettext("Which measure does this task name?"),
            "opts": self.opts,
            "original": item,
            "task": task,
            "query": query,
            "found": found_measures(item, request.user, query),
        }
        return TemplateResponse(request, "admin/measures/import/task.html", context)

    def bodies_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: whether two names mean one body, as the comparison asked; or that what was said to be one is not."""
        item = self.item_or_404(request, pk)
        if item.kind != ImportKind.LEDGER:
            require_merging(request)
        if item.state != ImportState.READ or request.method != "POST":
            return self.to_page(item)
        if item.kind == ImportKind.LEDGER:
            answer_question(request, item)
            return HttpResponseRedirect(reverse("admin:measures_import_comparison", args=[pk]))
        if apart := request.POST.get("apart"):
            item.answer("bodies", lambda said: {name: said[name] for name in said if name != apart}, dict[str, str]())
        for question in questions_of(comparison_of(item)):
            if (question.name, question.other) == (request.POST.get("name"), request.POST.get("other")):
                answer_on_the_way_in(request, item, question, same="merge" in request.POST)
        return HttpResponseRedirect(reverse("admin:measures_import_comparison", args=[pk]))

    def changed_page(self, request: HttpRequest, item: Import) -> HttpResponse:
        """The comparison as it is now, with the edits since the one that was shown."""
        plan = Plan.objects.filter(slug=item.slug).first()
        since = whole_number(request.POST.get("since"))
        found = [] if since is None else edits_since(plan, since)
        incoming = incoming_of(item)
        context = compared(request, item, incoming, compare_incoming(item, incoming))
        context |= {"changed": True, "edits": found}
        return self.comparison_page(request, item, context, status=409)

    def form_context(self, request: HttpRequest, obj: Import) -> dict[str, object]:
        """What the page of an import shows, by its state."""
        end_lost()
        obj.refresh_from_db()
        user = request.user
        reading = reading_of(obj)
        rows, plans = reading.rows, importable_plans(user)
        suggestion = suggested_division(obj, rows, plans) if rows else None
        action = reverse("admin:measures_import_correct", args=[obj.pk])
        chosen = {"plan": obj.plan_id, "slug": "" if obj.plan_id else obj.slug, "kind": obj.kind}
        return {
            **(correcting_context(reading, user, action) if reading.fingerprint else {}),
            "page": page_of_rows(rows) if rows else None,
            "documents": obj.documents.defer("reading"),
            "seems_ledger": bool(rows) and seems_ledger(obj, rows),
            "suggestion": suggestion,
            "plan_here": plan_here(obj, fields_of(rows, "plan")[0], plans) if rows and not suggestion else None,
            "plan_form": PlanForm(user=user, initial=chosen).attach("plan"),
            "may_upload": user.has_perm(UPLOAD),
            "may_apply": user.has_perm(APPLY),
            "work": work_of_import(obj) if obj.in_progress else None,
            "edit_link": edit_link(obj.edit) if obj.edit else "",
        }
