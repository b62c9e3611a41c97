"""The page of the pending changes that wait for a user, of which several are published at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.admin.history.edit import undo_offer
from measures.admin.numbers import whole_number
from measures.admin.records.pending import Panel, PendingAdmin, panel_of
from measures.edits import EditVia, PendingRefusedError, SecondPersonError, edit, publish_pending, seen_version
from measures.models import PendingChange
from measures.models.limits import BEYOND_LIMIT
from measures.querysets import GuardedQuerySet
from measures.visibility import may_write_in

AT_ONCE = 20  # changes on a page


@dataclass(frozen=True)
class Line:
    """A change that waits; `tick` names it and the version that is shown."""

    panel: Panel
    tick: str


class PendingListAdmin(PendingAdmin):
    """With the page of all that wait."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.pending_list_view)
        return [path("pending/", view, name=f"measures_{self.opts.model_name}_pending_list"), *super().get_urls()]

    def pending_list_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the first of what waits for the user. POST: publish each `tick`, as one edit."""
        if not request.user.has_perm(self.model.publish_right):
            raise PermissionDenied
        if request.method == "POST":
            return self.publish_ticked(request)
        waiting = self.waiting_for(request)
        context = self.admin_site.each_context(request) | {
            "title": _("Pending changes to decide"),
            "opts": self.opts,
            "lines": [
                Line(panel_of(change, request), tick_of(change)) for change in self.changes_of(waiting[:AT_ONCE])
            ],
            "others": len(waiting[AT_ONCE:]),
        }
        return TemplateResponse(request, "admin/measures/pending_list.html", context)

    def waiting_for(self, request: HttpRequest) -> list[int]:
        """The primary keys of the records with a change that waits for the user, in their order."""
        records = self.get_queryset(request)
        waits = records.pending_for(request.user) if isinstance(records, GuardedQuerySet) else records.none()
        return list(waits.values_list("pk", flat=True))

    def changes_of(self, pks: list[int]) -> list[PendingChange]:
        """In the order of the keys of their records."""
        return sorted(PendingChange.of(self.model, pks), key=lambda change: pks.index(change.owner.pk))

    def publish_ticked(self, request: HttpRequest) -> HttpResponse:
        """All that is ticked, as one edit; where one is another by now, none."""
        here = HttpResponseRedirect(request.get_full_path())
        ticked = request.POST.getlist("tick")
        if not ticked:
            messages.error(request, _("Tick what is to be published."))
            return here
        reason = request.POST.get("reason", "").strip()[:255] or _("Pending changes published")
        try:
            with edit(request.user, via=EditVia.ADMIN, reason=reason) as unit:
                count = self.publish_each(request, ticked)
        except SecondPersonError as error:
            raise PermissionDenied(str(error)) from error
        except PendingRefusedError as error:
            messages.error(request, str(error))
            return here
        text = ngettext("%(count)d change was published.", "%(count)d changes were published.", count)
        back = reverse(f"admin:measures_{self.opts.model_name}_changelist")
        messages.success(request, undo_offer(request, unit.edit, text % {"count": count}, back))
        return here

    def publish_each(self, request: HttpRequest, ticked: list[str]) -> int:
        """Within the edit in progress; how many there were. Raises PendingRefusedError, SecondPersonError."""
        found = self.shown_again(request, ticked)
        if set(found) != set(ticked):
            raise PendingRefusedError(_("Some were changed meanwhile. Nothing was written: look again."))
        for change in found.values():
            if not may_write_in(request.user, change.plan_of_owner):
                raise PermissionDenied(BEYOND_LIMIT)
            publish_pending(change)
        return len(found)

    def shown_again(self, request: HttpRequest, ticked: list[str]) -> Mapping[str, PendingChange]:
        """Those of the records named that the user sees, by their tick as it is now."""
        named = [pk for tick in ticked if (pk := whole_number(tick.partition(":")[0])) is not None]
        seen = self.get_queryset(request).filter(pk__in=named).values_list("pk", flat=True)
        return {tick_of(change): change for change in PendingChange.of(self.model, list(seen))}


def tick_of(change: PendingChange) -> str:
    return f"{change.owner.pk}:{seen_version(change)}"
