"""Imports: files uploaded in the browser, read, checked, compared and applied."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ReadOnlyAdmin
from measures.admin.downloads import download
from measures.admin.labels import badge
from measures.choices import ImportState
from measures.intake.comparing import check_slug
from measures.intake.coverage import error_sentence
from measures.intake.detached import fail_lost, start
from measures.intake.imports import rows_of
from measures.intake.pages import page_of_rows
from measures.intake.uploads import check_file, receive
from measures.models import Import, Plan
from measures.parsing import DocumentError
from measures.visibility import User, visibility_of

UPLOAD, APPLY = "measures.upload_import", "measures.apply_import"
ACCEPT = ".txt,.htm,.html,.pdf,.ofd,.docx,.doc,.wps,.rtf,.odt,.xlsx,.xls,.ods,.zip"


def importable_plans(user: User) -> QuerySet[Plan]:
    """The plans that a user may import into: all, or those that the user is limited to."""
    plans = visibility_of(user).plans
    return Plan.objects.all() if plans is None else Plan.objects.filter(pk__in=plans)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each of which may be a document."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        """Raises ValidationError that names each file that can be no document."""
        files = [super(FilesField, self).clean(each, initial) for each in data or [None]]
        faults = [fault for file in files if (fault := fault_of(file))]
        if faults:
            raise ValidationError(faults)
        return files


def fault_of(file: "File[bytes]") -> str:
    """The file and why it can be no document, "" where it may be one."""
    try:
        check_file(file)
    except DocumentError as error:
        return f"{file.name}：{error_sentence(error)}"
    return ""


class PlanForm(forms.Form):
    """Which plan a document is for: one that exists, or a new one under its slug."""

    plan = forms.ModelChoiceField(
        label=_("plan"), queryset=Plan.objects.none(), required=False, empty_label=_("a new plan")
    )
    slug = forms.CharField(
        label=_("slug of the new plan"),
        max_length=64,
        required=False,
        help_text=_("Its public name for life: letters, digits, hyphens. Proposed when the file is read."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limited = visibility_of(user).plans is not None
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- as declared above
        field.queryset = importable_plans(user).order_by("title")

    def attach(self, form_id: str) -> "PlanForm":
        """The form with fields that stand outside of the element of this id."""
        for field in self.fields.values():
            field.widget.attrs["form"] = form_id
        return self

    def clean(self) -> dict[str, Any]:
        """A new plan's slug must be free; who is limited to some plans makes no new one."""
        data: dict[str, Any] = super().clean() or {}
        plan, slug = data.get("plan"), data.get("slug", "")
        if plan is None and self.limited:
            self.add_error("plan", _("Your account is limited to some plans: choose one of them."))
        if plan is None and slug:
            self.check_new_slug(slug)
        return data

    def check_new_slug(self, slug: str) -> None:
        """Add an error at the field for a slug that is malformed or taken."""
        try:
            check_slug(slug)
        except ValidationError as error:
            self.add_error("slug", error)
        if Plan.objects.filter(slug=slug).exists():
            self.add_error("slug", _("A plan of this slug exists: choose it above, or another slug."))


class UploadForm(PlanForm):
    """The files to be read, several at a time."""

    documents = FilesField(label=_("files"), allow_empty_file=True, widget=FilesInput(attrs={"accept": ACCEPT}))
    field_order = ["documents", "plan", "slug"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("slug") and len(data.get("documents") or []) > 1:
            self.add_error("slug", _("Several files are several plans: leave this empty."))
        return data


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """The list of imports, the upload page, and the page of each import, on which its next step is taken."""

    change_form_template = "admin/measures/import/page.html"
    fields = [("filename", "bytes", "document"), ("target", "uploader", "at"), ("state_badge", "result")]
    readonly_fields = ["bytes", "document", "target", "uploader", "state_badge", "result"]
    list_display = ["filename", "target", "uploader", "at", "state_badge", "result"]
    list_filter = ["state"]
    list_select_related = ["plan"]
    search_fields = ["filename", "by_name", "slug"]
    search_help_text = _("File, slug or name")

    def get_urls(self) -> list[URLPattern]:
        """The pages of an import beside the usual ones."""
        own = {"status": self.status_view, "original": self.original_view, "abandon": self.abandon_view}
        own |= {"plan": self.plan_view}
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"measures_import_{name}")
                for name, view in own.items()
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        imports: QuerySet[Import] = super().get_queryset(request)
        return imports.defer("reading")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever takes a step of an import may see imports."""
        user = request.user
        return super().has_view_permission(request, obj) or user.has_perm(UPLOAD) or user.has_perm(APPLY)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(UPLOAD)

    @admin.display(description=_("bytes"))
    def bytes(self, item: Import) -> str:
        return f"{item.size:,}"

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
        """Why it failed, or how many records became what."""
        if item.state == ImportState.APPLIED:
            return counts_sentence(item.counts)
        return item.error_sentence

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        fail_lost()
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
        imports = [receive(file, file.name or "", by, plan, slug) for file in form.cleaned_data["documents"]]
        start(imports)
        if len(imports) > 1:
            return HttpResponseRedirect(reverse("admin:measures_import_changelist"))
        return self.to_page(imports[0])

    def to_page(self, item: Import) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:measures_import_change", args=[item.pk]))

    def item_or_404(self, request: HttpRequest, pk: int, permission: str = "") -> Import:
        """An import that the user may see. Raises PermissionDenied without `permission`, Http404."""
        if not self.has_view_permission(request) or (permission and not request.user.has_perm(permission)):
            raise PermissionDenied
        fail_lost()
        item = self.get_queryset(request).filter(pk=pk).first()
        if item is None:
            raise Http404
        return item

    def status_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the reading has come, as JSON, for the script of the page."""
        item = self.item_or_404(request, pk)
        seconds = int((timezone.now() - item.at).total_seconds())
        return JsonResponse({"reading": item.in_progress, "seconds": seconds, "documents": item.documents.count()})

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        item = self.item_or_404(request, pk)
        return download(item.file, item.filename)

    def abandon_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave nothing but the row."""
        item = self.item_or_404(request, pk, UPLOAD)
        if request.method == "POST" and item.end(ImportState.ABANDONED):
            self.message_user(request, _("The import was abandoned: the file and what was read of it are deleted."))
        return self.to_page(item)

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
        values = {"plan": plan, "slug": plan.slug if plan else slug or item.slug}
        Import.objects.filter(pk=item.pk, state=ImportState.READ).update(**values)
        return self.to_page(item)

    def form_context(self, request: HttpRequest, obj: Import) -> dict[str, object]:
        """What the page of an import shows, by its state."""
        fail_lost()
        obj.refresh_from_db()
        user = request.user
        rows = rows_of(obj)
        chosen = {"plan": obj.plan_id, "slug": "" if obj.plan_id else obj.slug}
        return {
            "page": page_of_rows(rows) if rows else None,
            "documents": obj.documents.defer("reading"),
            "plan_form": PlanForm(user=user, initial=chosen).attach("plan"),
            "may_upload": user.has_perm(UPLOAD),
            "may_apply": user.has_perm(APPLY),
            "seconds": int((timezone.now() - obj.at).total_seconds()),
        }


def counts_sentence(counts: dict[str, dict[str, int]]) -> str:
    """How many records of each kind became what, in the reader's language."""
    return "；".join(f"{model}：{outcomes}" for model, outcomes in counts.items())
