"""What work on documents and reports leaves behind: imports, conflicts, corrections, issued reports."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from measures.choices import ConflictState, ImportState
from measures.querysets.guarded import GuardedQuerySet, Reader
from measures.visibility import Scope, visibility_of

if TYPE_CHECKING:
    from measures.models import (
        Conflict,  # noqa: F401 -- named as the type of a base class
        Correction,  # noqa: F401 -- named as the type of a base class
        Import,
        IssuedReport,  # noqa: F401 -- named as the type of a base class
        Plan,
    )


class ImportQuerySet(GuardedQuerySet["Import"]):
    """Imports are for those who take a step of them, or may look on."""

    def visible_to(self, reader: Reader) -> Self:
        """Of whoever is limited to some plans, those for these, and for a new plan those of the reader's own making."""
        seen = super().visible_to(reader)
        if isinstance(reader, AbstractBaseUser) and visibility_of(reader).scope("import") is Scope.PLANS:
            return seen | self.filter(plan=None, by=reader)
        return seen

    def worked_on_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """As in the API: the public sees none of them."""
        return self.visible_to(user)

    def being_read(self) -> "models.QuerySet[Import]":
        """Those whose file is being read, or waits for it."""
        return self.filter(state=ImportState.READING)

    def being_applied(self) -> "models.QuerySet[Import]":
        """Those that a process of its own applies, or is about to."""
        return self.filter(state=ImportState.APPLYING)

    def in_progress(self) -> "models.QuerySet[Import]":
        """Those that a process reads or applies, or is about to."""
        return self.filter(state__in=[ImportState.READING, ImportState.APPLYING])


class ConflictQuerySet(GuardedQuerySet["Conflict"]):
    """Conflicts between an import and what editors changed."""

    def open(self) -> Self:
        """Those that wait for a person."""
        return self.filter(state=ConflictState.OPEN)


class IssuedReportQuerySet(GuardedQuerySet["IssuedReport"]):
    """Issued reports are for those who see, drafts included, every plan that they cover."""

    def worked_on_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """As in the API: the public sees none of them."""
        return self.visible_to(user)


class CorrectionQuerySet(GuardedQuerySet["Correction"]):
    """Corrections of readings, in the order in which they are made again."""

    def of_plan(self, plan: "Plan") -> Self:
        """Those that were made on its documents, and on imports that were applied to it."""
        applied = Q(item__plan=plan, item__state=ImportState.APPLIED)
        return self.filter(Q(plan=plan) | applied).order_by("pk")

    def of_import(self, item: "Import") -> Self:
        """The import's own and, where it is for a plan that is here, those of the plan."""
        own = self.filter(item=item)
        return (own | self.of_plan(item.plan)).order_by("pk") if item.plan is not None else own
