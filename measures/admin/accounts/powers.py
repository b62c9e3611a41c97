"""Whom an administrator may manage and what they may give: nobody with a right that they lack, and no such right."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.db.models import Q, QuerySet

from measures.models import Plan
from measures.rights import RIGHTS, Right, reason_not_given
from measures.visibility import plans_of

Names = dict[str, int]  # from `app_label.codename` to the primary key of each permission


def permissions_by_name() -> Names:
    """Every permission that can be given."""
    rows = Permission.objects.order_by().values_list("content_type__app_label", "codename", "pk")
    named = {f"{app}.{codename}": pk for app, codename, pk in rows}
    return {name: pk for name, pk in named.items() if not reason_not_given(name)}


@dataclass(frozen=True)
class Powers:
    """Of one account that manages others: `withheld` are the permissions that it lacks, `plans` those of its limit."""

    user: User
    names: Names
    withheld: frozenset[int]
    plans: frozenset[int] | None

    @classmethod
    def of(cls, user: User | AnonymousUser) -> "Powers":
        """Read once for each user object, as Django reads permissions."""
        known = vars(user)
        if "powers" not in known:
            known["powers"] = cls.read(cast("User", user))
        powers: Powers = known["powers"]
        return powers

    @classmethod
    def read(cls, user: User) -> "Powers":
        names = permissions_by_name()
        if user.is_superuser:
            return cls(user, names, frozenset(), None)
        held = (
            Permission.objects.order_by().filter(Q(user=user.pk) | Q(group__user=user.pk)).values_list("pk", flat=True)
        )
        return cls(user, names, frozenset(names.values()) - frozenset(held), plans_of(user))

    def accounts(self) -> QuerySet[User]:
        """The accounts that may be managed: no superuser's, none with a right or a plan that this one has not.

        Whether an account is switched off does not matter: it can be switched on again.
        """
        if self.user.is_superuser:
            return User.objects.all()
        found = User.objects.filter(is_superuser=False)
        found = found.exclude(user_permissions__in=self.withheld).exclude(groups__permissions__in=self.withheld)
        if self.plans is None:
            return found
        return found.filter(plan_limit__isnull=False).exclude(
            plan_limit__plans__in=Plan.objects.exclude(pk__in=self.plans)
        )

    def manages(self, account: User) -> bool:
        return self.accounts().filter(pk=account.pk).exists()

    def groups(self) -> QuerySet[Group]:
        """The groups that may be given: without a right that this account lacks."""
        return Group.objects.exclude(permissions__in=self.withheld).order_by("shipped", "name")

    def changeable_groups(self) -> QuerySet[Group]:
        """Those of them whose members may all be managed: what a group may do, they may do."""
        return self.groups().exclude(user__in=User.objects.exclude(pk__in=self.accounts().values("pk")))

    def offered_plans(self) -> QuerySet[Plan]:
        plans = Plan.objects.order_by("title", "pk").defer("text", "baseline")
        return plans if self.plans is None else plans.filter(pk__in=self.plans)

    def rights(self) -> list[Right]:
        """The rights that may be given."""
        return [right for right in RIGHTS if not any(self.names[name] in self.withheld for name in right.permissions)]
