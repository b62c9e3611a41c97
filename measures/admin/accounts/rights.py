"""The page of rights: who may do what in which plans, and the form that gives and takes it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.accounts.powers import Names, Powers
from measures.models import Plan, PlanLimit
from measures.rights import RIGHTS, Right, changed
from measures.visibility import limit_of

NAMES_OF_PLANS = 3  # that a line of the table lists


def names_held(permissions: Iterable[Permission]) -> set[str]:
    return {f"{each.content_type.app_label}.{each.codename}" for each in permissions}


def marked(right: Right, held: Collection[str]) -> str:
    """ "whole", "part" or "" """
    count = sum(name in held for name in right.permissions)
    return "whole" if count == len(right.permissions) else "part" if count else ""


def choices_of(rights: Iterable[Right], held: Collection[str]) -> list[tuple[str, str]]:
    """For a form: each right by its key; one that is held in part says so."""
    part = gettext(" (in part)")
    return [(right.key, f"{right.label}{part if marked(right, held) == 'part' else ''}") for right in rights]


def set_rights(holder: User | Group, names: Names, held: set[str], wanted: set[str]) -> None:
    """Give and take, of one's own permissions, what differs."""
    permissions = holder.user_permissions if isinstance(holder, User) else holder.permissions
    permissions.remove(*(names[name] for name in held - wanted if name in names))
    permissions.add(*(names[name] for name in wanted - held))


@dataclass(frozen=True)
class Account:
    """A line of the table."""

    user: User
    extra: list[str]
    plans: list[str] | None  # the titles of the first ones; None: not limited
    more_plans: int
    managed: bool


@dataclass(frozen=True)
class MatrixLine:
    label: str
    cells: list[str]  # "whole", "part" or "" of each group


def account_of(user: User, managed: Collection[int]) -> Account:
    """`user` with its groups, permissions and limit fetched."""
    held = names_held(user.user_permissions.all())
    extra = [str(right.label) for right in RIGHTS if marked(right, held)]
    limit = None if user.is_superuser else getattr(user, "plan_limit", None)
    titles = None if limit is None else sorted(plan.title for plan in limit.plans.all())
    shown = None if titles is None else titles[:NAMES_OF_PLANS]
    return Account(user, extra, shown, max(0, len(titles or ()) - NAMES_OF_PLANS), user.pk in managed)


def matrix(groups: Iterable[Group]) -> list[MatrixLine]:
    """Every right with what each group has of it."""
    held = [names_held(group.permissions.all()) for group in groups]
    return [MatrixLine(str(right.label), [marked(right, names) for names in held]) for right in RIGHTS]


class RightsForm(forms.Form):
    """What one account may do: its groups, the plans it is limited to, rights beyond its groups, and its state.

    Offers what the administrator may give and nothing else; what they may not give stays as it is.
    """

    is_active = forms.BooleanField(label=_("May log in"), required=False)
    is_staff = forms.BooleanField(
        label=_("May use these pages"), required=False, help_text=_("Else it may only read the API with its tokens.")
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("groups"), queryset=Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    limited = forms.ChoiceField(
        label=_("Plans"),
        choices=[("all", _("All plans")), ("some", _("Only these plans:"))],
        widget=forms.RadioSelect,
    )
    plans = forms.ModelMultipleChoiceField(
        label=_("Only these plans:"), queryset=Plan.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    extra = forms.MultipleChoiceField(label=_("Beyond its groups"), required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, account: User, powers: Powers) -> None:
        self.account, self.powers = account, powers
        self.offered = powers.rights()
        self.held = names_held(account.user_permissions.select_related("content_type"))
        self.limit = limit_of(account.pk)
        super().__init__(data, initial=self.stored())
        self.offer("groups", powers.groups())
        self.offer("plans", powers.offered_plans())
        extra = self.fields["extra"]
        assert isinstance(extra, forms.MultipleChoiceField)  # noqa: S101 -- as declared above
        extra.choices = choices_of(self.offered, self.held)
        if account.is_superuser:
            for name in ("groups", "limited", "plans", "extra"):
                del self.fields[name]
        elif powers.plans is not None:
            del self.fields["limited"]
        if account == powers.user:  # nobody locks themselves out
            del self.fields["is_active"], self.fields["is_staff"]

    def offer(self, name: str, records: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- as declared above
        field.queryset = records

    def stored(self) -> dict[str, object]:
        return {
            "is_active": self.account.is_active,
            "is_staff": self.account.is_staff,
            "groups": sorted(self.account.groups.values_list("pk", flat=True)),
            "limited": "all" if self.limit is None else "some",
            "plans": sorted(self.limit or ()),
            "extra": [right.key for right in self.offered if marked(right, self.held)],
            "seen": fingerprint(self.account, self.held, self.limit),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse what was sent from a page that shows less than what is stored by now."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("seen") != fingerprint(self.account, self.held, self.limit):
            raise ValidationError(_("A colleague changed this account meanwhile. Nothing was written: look again."))
        return data

    def save(self) -> list[str]:
        """Write it in the caller's transaction, and say what was given and taken: nothing where nothing changed."""
        before = said_of(self.account)
        self.save_state()
        if "groups" in self.fields:
            self.save_rights()
        after = said_of(User.objects.get(pk=self.account.pk))
        return differences(before, after)

    def save_state(self) -> None:
        for name in ("is_active", "is_staff"):
            if name in self.fields:
                setattr(self.account, name, self.cleaned_data[name])
        self.account.save(update_fields=["is_active", "is_staff"])

    def save_rights(self) -> None:
        """A group or plan that the administrator may not give stays as it is; so does the limit of one who has one."""
        data = self.cleaned_data
        self.account.groups.set(data["groups"])
        wanted = changed(self.held, data["extra"], self.offered)
        set_rights(self.account, self.powers.names, self.held, wanted)
        if data.get("limited") == "all":
            PlanLimit.objects.filter(user=self.account).delete()
        else:
            PlanLimit.objects.get_or_create(user=self.account)[0].plans.set(data["plans"])


def fingerprint(account: User, held: Collection[str], limit: frozenset[int] | None) -> str:
    """Equal where the rights of an account are those that a page showed."""
    groups = sorted(account.groups.values_list("pk", flat=True))
    return digest(groups, sorted(held), None if limit is None else sorted(limit), account.is_active, account.is_staff)


def digest(*said: object) -> str:
    """For a hidden field: equal where what a page showed is still so."""
    return sha256(repr(said).encode()).hexdigest()[:16]


def said_of(account: User) -> dict[str, set[str]]:
    """What an account may do, in words, by kind."""
    held = names_held(account.user_permissions.select_related("content_type"))
    state = {"is_active": gettext("May log in"), "is_staff": gettext("May use these pages")}
    limit = limit_of(account.pk)
    plans = Plan.objects.filter(pk__in=limit or ()).values_list("title", flat=True)
    return {
        "": {words for name, words in state.items() if getattr(account, name)},
        gettext("groups"): set(account.groups.values_list("name", flat=True)),
        gettext("Plans"): {gettext("All plans")} if limit is None else {gettext("Only some plans"), *plans},
        gettext("Beyond its groups"): {str(right.label) for right in RIGHTS if marked(right, held)},
    }


def differences(before: dict[str, set[str]], after: dict[str, set[str]]) -> list[str]:
    """ "groups: + 编辑, − 查看" for each kind in which something was given or taken."""
    found = []
    for kind in after:
        given = [f"+ {words}" for words in sorted(after[kind] - before[kind])]
        taken = [f"− {words}" for words in sorted(before[kind] - after[kind])]
        if given or taken:
            found.append(f"{kind}：".lstrip("：") + "，".join(given + taken))
    return found
