"""Which bodies answered for measures, and what they were called."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from measures.as_of.states import among, states
from measures.models import Responsibility, ResponsibleBody


class Part(NamedTuple):
    body: int
    role: str
    position: int


def responsibilities_as_of(
    measures: Collection[int], recorded_by: datetime, counting_on: date
) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    parts = states(Responsibility, among("measure", measures), recorded_by)
    for part in sorted(parts, key=lambda part: (part.position, part.pk)):
        found[part.measure_id].append(Part(part.body_id, part.role, part.position))
    return found


def names_as_of(bodies: Collection[int], recorded_by: datetime) -> dict[int, str]:
    stored = dict(ResponsibleBody.objects.filter(among("id", bodies)).values_list("pk", "name"))
    return stored | {body.pk: body.name for body in states(ResponsibleBody, among("id", bodies), recorded_by)}
