"""The page on which a succession of bodies is recorded: what goes over from which day is shown first, then one edit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures.admin.base import RecordAdmin, edit_of_form, form_token
from measures.admin.bodies.page import ROWS_A_PAGE, page_of_body
from measures.admin.bulk.base_form import BodyField, only_one
from measures.admin.bulk.pages import selection_of, tell_of
from measures.admin.dates import PlainDateField
from measures.admin.numbers import whole_number
from measures.admin.records.responsibilities import BodyNames
from measures.admin.types import RecordQuerySet
from measures.choices import EditVia, Role
from measures.edits import edit, record_successions
from measures.edits.undo_plan import RECORD_SUCCESSION
from measures.intake.dates import read_date
from measures.models import BodySuccession, Edit, Measure, Plan, Responsibility, ResponsibleBody, Section
from measures.prepared import one_of
from measures.visibility import visibility_of

MOST_BODIES = 20
MOST_CHOSEN = 500  # responsibilities that the page lists one by one, each with a box


def may_record(request: HttpRequest) -> bool:
    """A body answers for measures of every plan: whoever is limited to some plans records no succession."""
    return request.user.has_perm(RECORD_SUCCESSION) and visibility_of(request.user).plans is None


class SuccessionForm(forms.Form):
    """What the editor says of a succession; `bodies` are those that hand over."""

    use_required_attribute = False
    to_body = BodyField("to_body", gettext_lazy("body that takes over"))
    counts_from = PlainDateField(
        label=gettext_lazy("counts from"), help_text=gettext_lazy("The first day on which the other body answers.")
    )
    plan = forms.ModelChoiceField(Plan.objects.none(), label=gettext_lazy("only of the plan"), required=False)
    section = forms.CharField(label=gettext_lazy("only of the section"), required=False, max_length=80)
    role = forms.ChoiceField(
        label=gettext_lazy("only in the role"),
        required=False,
        choices=[("", gettext_lazy("Every role")), *Role.choices],
    )
    document = forms.CharField(
        label=gettext_lazy("by which document"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("Title or number of the document that ordered it."),
    )
    note = forms.CharField(label=gettext_lazy("note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: QueryDict | None, bodies: Sequence[ResponsibleBody]) -> None:
        super().__init__(data)
        self.bodies = bodies
        places = {body.jurisdiction for body in bodies}
        self.jurisdiction = places.pop() if len(places) == 1 else ""
        target = self.fields["to_body"]
        if isinstance(target, BodyField):
            target.offer(self.jurisdiction)
        plans = self.fields["plan"]
        if isinstance(plans, forms.ModelChoiceField):
            plans.queryset = (
                Plan.objects.filter(measures__responsibilities__body__in=bodies).distinct().order_by("title")
            )

    def clean_to_body(self) -> ResponsibleBody:
        return only_one(BodyNames(self.jurisdiction, []), self.cleaned_data["to_body"], self.jurisdiction)

    def clean(self) -> dict[str, object]:
        """The section is one of the plan, named by its code."""
        cleaned = super().clean() or self.cleaned_data
        code, plan = cleaned.get("section"), cleaned.get("plan")
        cleaned["section"] = None
        if code:
            found = Section.objects.filter(plan=plan, code=code).first() if plan is not None else None
            cleaned["section"] = found
            if found is None:
                message = _("Choose the plan, and write the code of one of its sections, such as 3.1.")
                self.add_error("section", ValidationError(message, code="section"))
        return cleaned

    def successions(self, chosen: list[int] | None = None) -> list[BodySuccession]:
        """One for each body that hands over, not stored yet; `chosen` are primary keys of measures."""
        said = {name: self.cleaned_data[name] for name in self.base_fields}
        return [BodySuccession(from_body=body, chosen=chosen, **said) for body in self.bodies]


@dataclass(frozen=True)
class Preview:
    """What recording would do. `refused` are the reasons why it cannot be done, by the fields of the form."""

    successions: list[BodySuccession]
    parts: list[Responsibility]
    refused: dict[str, list[str]]
    below: list[ResponsibleBody]
    joined: int

    @property
    def measures(self) -> int:
        return len({part.measure_id for part in self.parts})

    @property
    def roles(self) -> list[tuple[Role, int]]:
        counted = Counter(part.role for part in self.parts)
        return [(role, counted[role]) for role in Role if counted[role]]

    @property
    def withdrawn(self) -> int:
        return len({part.measure_id for part in self.parts if part.measure.withdrawn_on is not None})

    @property
    def waits(self) -> bool:
        return not self.successions[0].has_begun

    @property
    def ends(self) -> bool:
        return self.successions[0].is_whole

    @property
    def may_choose(self) -> bool:
        """Whether the page lists every measure with a box; of many the whole goes over, or a part that fields name."""
        return len(self.successions) == 1 and 0 < len(self.parts) <= MOST_CHOSEN

    @property
    def fingerprint(self) -> str:
        """Equal for equal previews: what the page showed and what is then written are the same."""
        first = self.successions[0]
        bodies = {(each.from_body_id, each.from_body.version, each.to_body.version) for each in self.successions}
        said = (sorted(bodies), str(first.counts_from), first.scope, sorted(part.pk for part in self.parts))
        return sha256(repr(said).encode()).hexdigest()


def preview_of(successions: list[BodySuccession]) -> Preview:
    """Reads what would go over, without writing."""
    refused: dict[str, list[str]] = {}
    for each in successions:
        try:
            each.full_clean(exclude=["recorded_in"])
        except ValidationError as error:
            for field, said in error.message_dict.items():
                refused.setdefault(field, []).extend(said)
    where = [each.responsibilities().values("pk") for each in successions]
    found = Responsibility.objects.filter(Q(*(("pk__in", each) for each in where), _connector=Q.OR))
    found = found.select_related("measure__plan").defer("measure__text", "measure__baseline", "measure__plan__text")
    parts = list(found.order_by("measure__plan__slug", "measure__position", "pk"))
    taken = set(Responsibility.objects.filter(body=successions[0].to_body).values_list("measure_id", "role"))
    joined = sum((part.measure_id, part.role) in taken for part in parts)
    below = ResponsibleBody.objects.filter(parent__in=[each.from_body_id for each in successions]).order_by("name")
    return Preview(successions, parts, refused, list(below), joined)


@admin.action(description=gettext_lazy("Take over…"), permissions=["succession"])
def take_over(model_admin: "SucceedingAdmin", request: HttpRequest, queryset: RecordQuerySet) -> HttpResponse | None:
    """Leads to the page that records which body takes over from the chosen ones."""
    chosen = selection_of(model_admin, request)
    if chosen is None:
        return None
    if chosen.ids is None or len(chosen.ids) > MOST_BODIES:
        messages.warning(request, _("Choose the bodies that hand over, %(most)d at most.") % {"most": MOST_BODIES})
        return None
    query = {"ids": ",".join(map(str, chosen.ids))}
    return HttpResponseRedirect(reverse("admin:measures_responsiblebody_succeed", query=query))


class SucceedingAdmin(RecordAdmin):
    """The page of a body, and the one that records a succession."""

    def has_succession_permission(self, request: HttpRequest) -> bool:
        return may_record(request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/page/", view(self.body_view), name="measures_responsiblebody_page"),
            path("succeed/", view(self.succeed_view), name="measures_responsiblebody_succeed"),
            *super().get_urls(),
        ]

    def body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the body answers for, now or `on` another day, what stands around it, and what became of it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        body = get_object_or_404(self.get_queryset(request).select_related(None), pk=pk)
        day = self.day_of(request)
        shown = page_of_body(body, request, day)
        change = reverse("admin:measures_measure_change", args=[0]).split("/0/")
        paginator = Paginator(shown.tasks, max(1, len(shown.tasks)) if "all" in request.GET else ROWS_A_PAGE)
        context = self.admin_site.each_context(request) | {
            "title": str(body),
            "subtitle": body.jurisdiction,
            "original": body,
            "opts": self.opts,
            "shown": shown,
            "page": paginator.get_page(request.GET.get("p")),
            "change": change,
            "kept": f"on={day.isoformat()}&" if day else "",
            "asked": request.GET.get("on", ""),
            "may_see_edits": request.user.has_perm("measures.view_edit"),
            "may_record": may_record(request),
            "may_change": self.has_change_permission(request, body),
        }
        return TemplateResponse(request, "admin/measures/responsiblebody/page.html", context)

    def day_of(self, request: HttpRequest) -> date | None:
        """The day that is asked for; None for now, and, told to the reader, where it names none."""
        asked = request.GET.get("on", "").strip()
        if not asked:
            return None
        try:
            day = read_date(asked)
        except ValueError:
            messages.error(request, str(PlainDateField.default_error_messages["invalid"]))
            return None
        return None if day == timezone.localdate() else day

    def succeed_view(self, request: HttpRequest) -> HttpResponse:
        """GET: what would go over. POST: record it, if it is still so."""
        if not may_record(request):
            raise PermissionDenied
        bodies = self.named_bodies(request)
        said = request.GET if "to_body" in request.GET else None
        form = SuccessionForm(said, bodies)
        if request.method == "POST" and form.is_valid():
            made = self.recorded(request, form)
            if made is not None:
                return HttpResponseRedirect(self.page_address(bodies))
        preview = preview_of(form.successions()) if form.is_bound and form.is_valid() else None
        for field, refused in (preview.refused if preview else {}).items():
            form.add_error(field if field in form.fields else None, [*refused])
        context = self.admin_site.each_context(request) | {
            "title": _("Record that a body takes over"),
            "opts": self.opts,
            "bodies": bodies,
            "form": form,
            "preview": preview if preview and not preview.refused else None,
            "kept_query": [("ids", request.GET.get("ids", ""))],
            "token": uuid4(),
            "back": self.page_address(bodies),
        }
        return TemplateResponse(request, "admin/measures/responsiblebody/succeed.html", context)

    def named_bodies(self, request: HttpRequest) -> list[ResponsibleBody]:
        """The bodies that hand over. Raises Http404."""
        keys = [key for each in request.GET.get("ids", "").split(",") if (key := whole_number(each)) is not None]
        found = list(ResponsibleBody.objects.filter(one_of(keys[: MOST_BODIES + 1])).in_order_of_names())
        if not found or len(found) > MOST_BODIES:
            raise Http404
        return found

    def page_address(self, bodies: Sequence[ResponsibleBody]) -> str:
        return reverse("admin:measures_responsiblebody_page", args=[bodies[0].pk])

    def recorded(self, request: HttpRequest, form: SuccessionForm) -> Edit | None:
        """The edit; None, said to the editor, where nothing was written. The same form sent twice is written once."""
        token, reason = form_token(request), request.POST.get("reason", "").strip()[:255]
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=reason or reason_of(form), form_token=token):
                if earlier := edit_of_form(token, request.user.pk):
                    return earlier
                preview = preview_of(form.successions())
                if preview.fingerprint != request.POST.get("fingerprint"):
                    raise ValidationError(
                        _("What would go over was changed meanwhile. Nothing was written: look again."), code="stale"
                    )
                wanted = form.successions(chosen_of(request, preview))
                made = record_successions(wanted, by=request.user, via=EditVia.ADMIN)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None
        tell_of(request, made, told(wanted), self.page_address(form.bodies))
        return made


def chosen_of(request: HttpRequest, preview: Preview) -> list[int] | None:
    """The measures whose boxes are ticked; None where all are, or none has a box. Raises ValidationError for none."""
    if not preview.may_choose:
        return None
    listed = {part.measure_id for part in preview.parts}
    ticked = listed & {key for each in request.POST.getlist("measure") if (key := whole_number(each)) is not None}
    if not ticked:
        raise ValidationError(_("Choose the measures that go over."), code="nothing")
    return None if ticked == listed else sorted(ticked)


def reason_of(form: SuccessionForm) -> str:
    """What the edit says where the editor says nothing."""
    names = "、".join(body.name for body in form.bodies)
    said = _("%(to)s takes over from %(from)s on %(day)s") % {
        "to": form.cleaned_data["to_body"].name,
        "from": names,
        "day": form.cleaned_data["counts_from"].isoformat(),
    }
    return said[:255]


def told(successions: Sequence[BodySuccession]) -> str:
    """What was done, for the message."""
    first = successions[0]
    if not first.has_begun:
        return _("Recorded. On %(day)s what is chosen goes over to %(to)s.") % {
            "day": first.counts_from.isoformat(),
            "to": first.to_body.name,
        }
    count = Measure.objects.filter(
        pk__in=[move.measure_id for each in successions for move in each.moved.all()]
    ).count()
    text = ngettext(
        "%(to)s answers for %(count)d measure more, from %(day)s on.",
        "%(to)s answers for %(count)d measures more, from %(day)s on.",
        count,
    )
    return text % {"to": first.to_body.name, "count": count, "day": first.counts_from.isoformat()}
