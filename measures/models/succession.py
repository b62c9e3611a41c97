"""Which measures took the place of a withdrawn one: a part of the withdrawn measure, with its history."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from measures.models.base import Part, raise_version
from measures.models.edit import joined_unit
from measures.models.history import history_of_edits, keep_stored_state, write_rows
from measures.models.measure import Measure


class Succession(Part):
    """`to_measure` took the place of `from_measure`."""

    owner_fields = ("from_measure",)
    is_content = False

    from_measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="successions", verbose_name=_("withdrawn measure")
    )
    to_measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", verbose_name=_("successor"))
    history = history_of_edits()

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        db_table = "measures_measure_successors"  # as Django named it when it made the table by itself
        unique_together = [("from_measure", "to_measure")]
        constraints = [
            models.CheckConstraint(
                name="succession_of_another",
                condition=~Q(from_measure=F("to_measure")),
                violation_error_message=_("A measure cannot succeed itself."),
            )
        ]

    def __str__(self) -> str:
        return str(self.to_measure)

    def clean(self) -> None:
        refuse_circle(self.from_measure_id, {self.to_measure_id})


def refuse_circle(measure: int, successors: Collection[int]) -> None:
    """Raise ValidationError where `measure` is, or already succeeds, one of its `successors`."""
    if measure in successors:
        raise ValidationError({"successors": _("A measure cannot succeed itself.")}, code="circle")
    later = set(successors)
    while later:
        found = Succession.objects.filter(from_measure__in=later).values_list("to_measure", flat=True)
        later = set(found) - {*successors}
        if measure in later:
            raise ValidationError({"successors": _("The successors would lead back to this measure.")}, code="circle")
        successors = {*successors, *later}


@receiver(m2m_changed, sender=Succession)
def write_succession(instance: Measure, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: object) -> None:
    """Let `measure.successors.add(…)`, `set`, `remove` and `clear` be edits of the withdrawn measure, with history."""
    own, other = ("to_measure", "from_measure") if reverse else ("from_measure", "to_measure")
    rows = Succession.objects.filter(**{own: instance})
    chosen = rows if pk_set is None else rows.filter(**{f"{other}__in": pk_set})
    match action:
        case "pre_add":
            for pk in pk_set or ():
                refuse_circle(*((pk, {instance.pk}) if reverse else (instance.pk, {pk})))
        case "post_add":
            count_edits(instance, chosen, created=True)
        case "pre_remove" | "pre_clear":
            count_edits(instance, chosen)


def count_edits(instance: Measure, rows: "models.QuerySet[Succession]", created: bool = False) -> None:
    """Raise the versions of the withdrawn measures. Those created come by bulk_create, so their history is written
    here; those removed go by `QuerySet.delete`, which writes it."""
    with joined_unit() as unit:
        successions = list(rows.select_related("from_measure"))
        if not created:
            keep_stored_state(Succession, [row.pk for row in successions])
        for row in successions:
            raise_version(unit, instance if row.from_measure_id == instance.pk else row.from_measure)
        if created and successions:
            write_rows(Succession, successions, "+", edit=unit.recorded_edit())
