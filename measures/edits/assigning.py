"""Who answers for a measure, as people write it: names of bodies for each role.

A name is one that a body has, or an alias; of namesakes, that of the plan's own jurisdiction is meant, and any other
one is written with its jurisdiction: 市科技局（示例市）.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import Measure, Responsibility, ResponsibleBody
from measures.models.names import comparable

NAME = re.compile(r"(?:[（(][^）)]*[）)]?|[^、,，;；\r\n])+")  # what stands in brackets is part of a name
MOST_PARTS = 6  # of a name that itself holds a separator
Names = dict[str, list[ResponsibleBody]]  # from a name, as it is compared, to the bodies that have it
RIGHTS = [f"measures.{verb}_responsibility" for verb in ("add", "change", "delete")]


def split_names(text: str) -> list[str]:
    """The names of a line, put apart by 、 or by a comma, a semicolon or a line break; each once."""
    return list(dict.fromkeys(name for found in NAME.findall(text) if (name := found.strip())))


def body_label(body: ResponsibleBody, jurisdiction: str) -> str:
    """The name that tells a body in a plan of this jurisdiction."""
    return body.name if body.jurisdiction == jurisdiction else body.full_name


class KnownBodies:
    """The bodies that a name can mean in a plan of one jurisdiction; `assigned` are those that its measure has.

    `known` are the names of the same jurisdiction without those of a measure, where they are read already.
    """

    def __init__(
        self, jurisdiction: str, assigned: Iterable[ResponsibleBody], known: "KnownBodies | None" = None
    ) -> None:
        self.jurisdiction = jurisdiction
        named = by_name((body_label(body, jurisdiction), body) for body in assigned)
        self.tiers: list[Names] = [named, *(known.tiers[1:] if known else self.all_names())]

    def all_names(self) -> "list[Names]":
        """Those with their jurisdiction, those of the plan's own and, last, all others."""
        stored = list(ResponsibleBody.objects.only("jurisdiction", "name", "aliases"))
        labels = ((body.full_name, body) for body in stored if body.jurisdiction)
        own = [body for body in stored if body.jurisdiction == self.jurisdiction]
        others = [body for body in stored if body.jurisdiction != self.jurisdiction]
        return [
            by_name(labels),
            by_name((word, body) for body in own for word in (body.name, *body.aliases)),
            by_name((word, body) for body in others for word in (body.name, *body.aliases)),
        ]

    def find(self, name: str) -> list[ResponsibleBody]:
        """None, one, or several of other jurisdictions."""
        wanted = comparable(name)
        return next((found for tier in self.tiers if (found := tier.get(wanted))), [])

    def bodies(self, names: Sequence[str]) -> list[ResponsibleBody]:
        """The bodies of a line. Raises ValidationError with every name that means none or several."""
        found, errors, rest = list[ResponsibleBody](), list[ValidationError](), list(names)
        while rest:
            lengths = range(min(len(rest), MOST_PARTS), 0, -1)
            taken = next((length for length in lengths if self.find("、".join(rest[:length]))), 1)
            name, rest = "、".join(rest[:taken]), rest[taken:]
            candidates = self.find(name)
            if len(candidates) == 1:
                found += [body for body in candidates if body not in found]
            else:
                errors.append(several(name, candidates) if candidates else self.unknown(name))
        if errors:
            raise ValidationError(errors)
        return found

    def unknown(self, name: str) -> ValidationError:
        message = gettext_lazy("There is no body “%(name)s”.")
        return ValidationError(message, code="unknown", params={"name": name})


def by_name(named: Iterable[tuple[str, ResponsibleBody]]) -> "Names":
    found: dict[str, dict[int, ResponsibleBody]] = {}
    for name, body in named:
        found.setdefault(comparable(name), {})[body.pk] = body
    return {name: list(bodies.values()) for name, bodies in found.items()}


def several(name: str, candidates: Iterable[ResponsibleBody]) -> ValidationError:
    message = gettext_lazy("“%(name)s” may be several bodies: write %(labels)s.")
    labels = _(" or ").join(body.full_name for body in candidates)
    return ValidationError(message, code="several", params={"name": name, "labels": labels})


def write_lines(measure: Measure, wanted: Mapping[str, Sequence[ResponsibleBody]]) -> None:
    """Give the measure these bodies in these roles, and in this order; other roles stay as they are.

    A body that goes from one role to another keeps its row, and with it the document that names it.
    """
    if not wanted:
        return
    stored = {(part.role, part.body_id): part for part in Responsibility.objects.filter(measure=measure)}
    staying = {(role, body.pk) for role, bodies in wanted.items() for body in bodies}
    leaving = {key[1]: part for key, part in stored.items() if key[0] in wanted and key not in staying}
    for role, bodies in wanted.items():
        position = 0
        for body in bodies:
            part = (
                stored.get((role, body.pk)) or leaving.pop(body.pk, None) or Responsibility(measure=measure, body=body)
            )
            position = max(part.position, position + 1)
            if part.pk is None or (part.role, part.position) != (role, position):
                part.role, part.position = role, position
                part.save()
    for part in leaving.values():
        part.delete()
