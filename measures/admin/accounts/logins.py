"""Failed logins and lock-outs, which django-axes records: seen here by administrators, and ended here."""

from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures.admin.base import ReadOnlyAdmin
from measures.admin.labels import badge
from measures.admin.lists.filters import Filter
from measures.admin.types import Actions, Lookups, ModelAdmin


def with_failures(attempts: QuerySet[AccessAttempt]) -> QuerySet[AccessAttempt]:
    """Annotate `failures`: of the same user name from the same address, whatever program sent them."""
    same = AccessAttempt.objects.filter(username=OuterRef("username"), ip_address=OuterRef("ip_address"))
    total = same.order_by().values("username").annotate(sum=Sum("failures_since_start")).values("sum")
    annotated: QuerySet[AccessAttempt] = attempts.annotate(failures=Subquery(total, output_field=IntegerField()))
    return annotated


class LockedFilter(Filter):
    """Whether the name is locked out at that address now."""

    title, parameter_name = _("state"), "locked"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("1", _("Locked out")), ("0", _("Not locked out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> QuerySet[AccessAttempt]:
        locked = {"failures__gte": settings.AXES_FAILURE_LIMIT, "attempt_time__gt": oldest_counted()}
        chosen = {"1": queryset.filter(**locked), "0": queryset.exclude(**locked)}
        return chosen.get(self.value() or "", queryset)


def oldest_counted() -> datetime:
    """Failures before this moment lock nobody out any more."""
    return timezone.now() - settings.AXES_COOLOFF_TIME


@admin.action(description=_("Unlock selected"), permissions=["delete"])
def unlock(modeladmin: "AttemptAdmin", request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
    """Forget the failures of the chosen names and addresses, those of other programs included."""
    pairs = set(queryset.values_list("username", "ip_address"))
    for username, address in pairs:
        attempts = AccessAttempt.objects.filter(username=username, ip_address=address)
        modeladmin.log_deletions(request, attempts)
        attempts.delete()
    text = ngettext("%(count)d lock-out ended.", "%(count)d lock-outs ended.", len(pairs)) % {"count": len(pairs)}
    modeladmin.message_user(request, text, messages.SUCCESS)


@admin.register(AccessAttempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Failures that count now. Unlocking deletes them; nothing else is done to them."""

    list_display = ["username", "ip_address", "failures", "attempt_time", "state"]
    list_display_links = None
    list_filter = [LockedFilter]
    search_fields = ["username", "ip_address"]
    actions = [unlock]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessAttempt]:
        return with_failures(super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: AccessAttempt | None = None) -> bool:
        """The list says all: a page of its own would be titled in English."""
        return obj is None and super().has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: AccessAttempt | None = None) -> bool:
        """In the list alone, where unlocking says what it does."""
        return obj is None and request.user.has_perm("axes.delete_accessattempt")

    def get_actions(self, request: HttpRequest) -> Actions:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.display(description=_("failed logins"), ordering="failures")
    def failures(self, attempt: AccessAttempt) -> int:
        return int(attempt.failures)

    @admin.display(description=_("state"))
    def state(self, attempt: AccessAttempt) -> SafeString | str:
        """Until when the name is locked out at that address; "" where it is not."""
        until = attempt.attempt_time + settings.AXES_COOLOFF_TIME
        if attempt.failures < settings.AXES_FAILURE_LIMIT or until < timezone.now():
            return ""
        return badge(
            "light",
            "overdue",
            _("Locked out until %(time)s") % {"time": date_format(timezone.localtime(until), "H:i")},
        )


@admin.register(AccessFailureLog)
class FailureLogAdmin(ReadOnlyAdmin):
    """Every failed login, for looking into afterwards."""

    list_display = ["attempt_time", "username", "ip_address", "locked_out", "user_agent"]
    list_display_links = None
    list_filter = ["locked_out"]
    search_fields = ["username", "ip_address"]

    def has_view_permission(self, request: HttpRequest, obj: AccessFailureLog | None = None) -> bool:
        return obj is None and super().has_view_permission(request)
