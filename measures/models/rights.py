"""The groups that come with PolicyHub, and the plans that people are limited to."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.rights import GROUP_NAMES, apps_of, permissions_of


class ShippedGroupManager(models.Manager["ShippedGroup"]):
    """Makes the groups of `measures.rights` and gives them what a release adds."""

    def give(self) -> None:
        """After each migrate. What an office took from a group, or the group that it deleted, does not come back."""
        for code in GROUP_NAMES:
            shipped = self.filter(code=code).select_related("group").first() or self.make(code)
            shipped.give(permissions_of(code))

    def make(self, code: str) -> "ShippedGroup":
        """A group of the office's own that has the name already stays as it is: ours gets a longer one."""
        groups, name = Group.objects.using(self.db), GROUP_NAMES[code]
        taken = set(groups.filter(name__startswith=name).values_list("name", flat=True))
        longer = (f"{name}（PolicyHub {number}）" for number in range(2, len(taken) + 3))
        free = next(each for each in (name, f"{name}（PolicyHub）", *longer) if each not in taken)
        return self.create(code=code, group=groups.create(name=free))


class ShippedGroup(models.Model):
    """A group that comes with PolicyHub and every permission that it was ever given by it.

    `group` is null where the office has deleted it. It may be renamed, and its permissions changed: a later release
    gives it what is new in that release and nothing else.
    """

    code = models.CharField(_("code"), max_length=16, unique=True)
    group = models.OneToOneField(
        Group, models.SET_NULL, null=True, related_name="shipped", verbose_name=_("group"), editable=False
    )
    given = models.JSONField(_("permissions given so far"), default=list)

    objects = ShippedGroupManager()

    class Meta:
        verbose_name = _("group that comes with PolicyHub")
        verbose_name_plural = _("groups that come with PolicyHub")
        default_permissions = ()

    def __str__(self) -> str:
        return self.code

    def give(self, wanted: frozenset[str]) -> None:
        """Add the permissions (`app_label.codename`) that it was never given and that are there by now."""
        new = wanted - set(self.given)
        database = self._state.db or "default"
        permissions = Permission.objects.using(database).filter(content_type__app_label__in=apps_of(new))
        named = permissions.values_list("pk", "content_type__app_label", "codename")
        found = {f"{app}.{codename}": pk for pk, app, codename in named if f"{app}.{codename}" in new}
        if not found:
            return
        if self.group is not None:
            self.group.permissions.add(*found.values())
        self.given = sorted({*self.given, *found})
        self.save(update_fields=["given"])


class PlanLimit(models.Model):
    """Limits an account to some plans: it sees of others what the public sees, and writes in none of them.

    Whoever has no such row is not limited. One without plans, also after the last of them was deleted, leaves nothing
    beyond what the public sees.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="plan_limit", verbose_name=_("user")
    )
    plans = models.ManyToManyField("measures.Plan", related_name="limits", blank=True, verbose_name=_("plans"))

    class Meta:
        verbose_name = _("limit to some plans")
        verbose_name_plural = _("limits to some plans")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


def make_shipped_groups(using: str) -> None:
    """After `migrate`: all permissions of the table first, since other apps make theirs later, then the groups."""
    for label in sorted(apps_of(permission for code in GROUP_NAMES for permission in permissions_of(code))):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    manager: Any = ShippedGroup.objects.db_manager(using)
    manager.give()
