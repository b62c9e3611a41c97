"""Responsible bodies and their successions."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from measures.body_search import NamedBody, bodies_found
from measures.folding import words_of
from measures.pinyin import PinyinOrder, sort_key
from measures.prepared import one_of
from measures.querysets.guarded import GuardedQuerySet, Reader

if TYPE_CHECKING:
    from measures.models import (
        BodySuccession,  # noqa: F401 -- named as the type of a base class
        ResponsibleBody,
    )

BODY_ORDER = (PinyinOrder("name"), "jurisdiction", "pk")


def body_order(body: "ResponsibleBody") -> tuple[str, str, int]:
    """BODY_ORDER for bodies in memory, by readings that this process keeps: PostgreSQL reads all names anew."""
    return sort_key(body.name), body.jurisdiction, body.pk


class BodyQuerySet(GuardedQuerySet["ResponsibleBody"]):
    """Responsible bodies: by natural key, by what they stand under, by words."""

    def get_by_natural_key(self, jurisdiction: str, name: str) -> "ResponsibleBody":
        return self.get(jurisdiction=jurisdiction, name=name)

    def under(self, uuids: Iterable[UUID]) -> Self:
        """These bodies and every body below them."""
        known = set(self.filter(uuid__in=uuids).values_list("pk", flat=True))
        found = known
        while found:
            found = set(self.filter(parent__in=found).values_list("pk", flat=True)) - known
            known |= found
        return self.filter(pk__in=known)

    def search(self, query: str) -> Self:
        """Those that every word of the query finds: see `measures.body_search`. Without words, none."""
        words = words_of(query)
        if not words:
            return self.none()
        rows = self.model._default_manager.order_by().values_list("pk", "name", "aliases", "jurisdiction")
        return self.filter(one_of(bodies_found(words, map(NamedBody._make, rows))))

    def in_order_of_names(self) -> Self:
        """By pinyin; of one name by jurisdiction."""
        return self.order_by(*BODY_ORDER)


class BodySuccessionQuerySet(models.QuerySet["BodySuccession"]):
    """Successions of bodies, in the order in which they count."""

    def whole(self) -> Self:
        """Those by which a body ended."""
        return self.filter(plan=None, section=None, role="", chosen__isnull=True)

    def due(self, today: date) -> Self:
        """Those whose day has come and which are not carried out yet."""
        return self.filter(carried_out_at=None, counts_from__lte=today).order_by("counts_from", "pk")

    def visible_to(self, reader: Reader) -> Self:
        """Those of which `reader` sees both bodies, and the plan where it is about one."""
        bodies, plans = (
            apps.get_model("measures", name)._default_manager.visible_to(reader).order_by().values("pk")
            for name in ("ResponsibleBody", "Plan")
        )
        return self.filter(Q(plan=None) | Q(plan__in=plans), from_body__in=bodies, to_body__in=bodies)
