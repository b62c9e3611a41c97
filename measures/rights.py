"""Who may do what: every right in words, the permissions behind it, and the groups that come with it.

`RIGHTS` is the one table: `measures.models.ShippedGroup` makes the groups from it, the page of rights shows it, and
`docs/operations.md` explains it. Whoever adds a permission adds it to a line here, or a line of its own, or says under
`NOT_GIVEN` why nobody is given it; `tests/models/test_rights.py` fails otherwise. The group of the administrators holds
every right, since nobody can give what they do not have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label

VIEW, EDIT, PUBLISH, ADMINISTER = "view", "edit", "publish", "administer"
# What the groups are called when they are made; an office may rename them.
GROUP_NAMES: Mapping[str, str] = {VIEW: "查看", EDIT: "编辑", PUBLISH: "审核发布", ADMINISTER: "管理"}
ALL = (VIEW, EDIT, PUBLISH)


@dataclass(frozen=True)
class Right:
    """Something people may do: in words, by `app_label.codename`, and which groups may beside the administrators."""

    label: "Label"
    permissions: tuple[str, ...]
    groups: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a form calls it."""
        return self.permissions[0]

    @property
    def holders(self) -> tuple[str, ...]:
        return (*self.groups, ADMINISTER)


def each(verbs: str, *models: str) -> tuple[str, ...]:
    """The permissions of these verbs, parted by spaces, on these models of ours."""
    return tuple(f"measures.{verb}_{model}" for verb in verbs.split() for model in models)


RIGHTS: tuple[Right, ...] = (
    Right(
        _("See plans with their sections, measures, targets and bodies, drafts included"),
        each("view", "plan", "section", "measure", "responsibility", "target", "responsiblebody", "succession")
        + each("view", "divisiontask", "distinctbodies", "bodysuccession"),
        ALL,
    ),
    Right(_("See and download source documents"), each("view", "sourcedocument"), ALL),
    Right(_("See imports and conflicts"), each("view", "import", "conflict"), ALL),
    Right(_("See and download issued reports"), each("view", "issuedreport"), ALL),
    Right(_("See who edited what"), each("view", "edit"), ALL),
    Right(
        _("Edit plans, sections and measures"),
        each("change", "plan")
        + each("add change delete", "section", "measure", "responsibility", "target", "succession"),
        (EDIT,),
    ),
    Right(_("Create plans"), each("add", "plan"), (EDIT,)),
    Right(_("Edit responsible bodies"), each("add change", "responsiblebody"), (EDIT,)),
    Right(_("Merge responsible bodies"), each("merge", "responsiblebody"), (EDIT,)),
    Right(_("Record that a body takes over from another"), each("record", "bodysuccession"), (EDIT,)),
    Right(_("Upload documents"), each("upload", "import"), (EDIT,)),
    Right(_("Correct how a document was read"), each("correct", "import"), (EDIT,)),
    Right(_("Apply imports"), each("apply", "import"), (EDIT,)),
    Right(_("Decide conflicts"), each("resolve", "conflict"), (EDIT,)),
    Right(_("Confirm measures"), each("confirm", "measure"), (PUBLISH,)),
    Right(_("Publish measures and take them back"), each("publish", "measure"), (PUBLISH,)),
    Right(_("Publish plans and take them back"), each("publish", "plan"), (PUBLISH,)),
    Right(_("Archive plans and bring them back"), each("archive", "plan"), (PUBLISH,)),
    Right(_("Issue reports"), ("measures.issue_report",), (PUBLISH,)),
    Right(_("Manage the templates of reports"), each("view add change delete", "reporttemplate"), (PUBLISH,)),
    Right(_("See and use layouts of reports"), each("view", "reportlayout"), ALL),
    Right(_("Keep layouts of reports"), each("add change delete", "reportlayout"), (EDIT, PUBLISH)),
    Right(_("Undo edits"), each("undo", "edit"), (EDIT, PUBLISH)),
    Right(_("Share saved views"), each("share", "savedview"), (EDIT, PUBLISH)),
    Right(_("Delete draft plans and unused bodies"), each("delete", "plan", "responsiblebody")),
    Right(_("Manage API tokens"), each("view add change delete", "apitoken")),
    Right(_("Manage accounts and what they may do"), tuple(f"auth.{verb}_user" for verb in ("view", "add", "change"))),
    Right(_("Delete accounts"), ("auth.delete_user",)),
    Right(_("Manage groups"), tuple(f"auth.{verb}_group" for verb in ("view", "add", "change", "delete"))),
    Right(_("See who is locked out, and unlock names"), ("axes.view_accessattempt", "axes.delete_accessattempt")),
    Right(_("See the sign-in log"), ("accounts.view_signinevent",)),
)

# Permissions that nobody is given, by pattern, and why. A superuser has them all the same; nothing asks for them.
NOT_GIVEN: Mapping[str, str] = {
    "measures.*_historical*": "The history is written with the records and seen with them.",
    "measures.*_change": "The database writes the change feed; readers see of it what they see of the records.",
    "measures.*_publicbody": "The database keeps it up to date.",
    "measures.*_idempotentanswer": "The API keeps it for a day; no page shows it.",
    "measures.add_edit": "An edit is recorded with what it writes.",
    "measures.change_edit": "Nobody changes what was recorded.",
    "measures.delete_edit": "Nobody changes what was recorded.",
    "measures.add_sourcedocument": "A document comes by an import.",
    "measures.change_sourcedocument": "What was read is never changed, but corrected.",
    "measures.delete_sourcedocument": "A document goes with its plan alone.",
    "admin.*_logentry": "Django writes it; an account's history page shows it to whoever may see the account.",
    "auth.*_permission": "Permissions come with the program.",
    "contenttypes.*": "Django's own table of models.",
    "sessions.*": "Django's own; no page shows it.",
    "axes.*_accesslog": "Not kept.",
    "axes.*_accessattemptexpiration": "Not used.",
    "axes.add_accessattempt": "Failed logins are recorded as they happen.",
    "axes.change_accessattempt": "Nobody changes what was recorded.",
    "axes.*_accessfailurelog": "Not kept: the sign-in log is.",
    "otp_totp.*": "A second factor is its owner's; whoever may change the account resets it.",
    "otp_static.*": "Recovery codes are their owner's.",
}


def permissions_of(group: str) -> frozenset[str]:
    """All that a group is made with, as `app_label.codename`."""
    return frozenset(permission for right in RIGHTS if group in right.holders for permission in right.permissions)


def label_of(permission: str) -> "Label":
    """The right that a permission (`app_label.codename`) belongs to, in words; the permission itself where to none."""
    return next((right.label for right in RIGHTS if permission in right.permissions), permission)


def apps_of(permissions: Iterable[str]) -> set[str]:
    return {permission.partition(".")[0] for permission in permissions}


@cache
def reason_not_given(permission: str) -> str:
    """Why nobody is given it, "" where it can be given."""
    return next((reason for pattern, reason in NOT_GIVEN.items() if fnmatchcase(permission, pattern)), "")


def changed(held: set[str], chosen: Iterable[str], offered: Iterable[Right]) -> set[str]:
    """The permissions of somebody who holds `held`, where of the rights `offered` those of the keys `chosen` are given.

    A right that is held in part stays so while it is chosen. What belongs to no right that was offered stays as it is.
    """
    keys, found = set(chosen), set(held)
    for right in offered:
        if right.key not in keys:
            found -= set(right.permissions)
        elif not found & set(right.permissions):
            found |= set(right.permissions)
    return found
