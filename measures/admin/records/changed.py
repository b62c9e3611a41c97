"""What a measure says since it was confirmed, beside what was confirmed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from measures.admin.history.differences import marked_difference
from measures.admin.labels import plain
from measures.choices import Comparator, MeasureKind, Nature, Role
from measures.feed.confirmed import OF_TARGET, OWN
from measures.models import ConfirmedContent, Measure, Responsibility, ResponsibleBody, Section, Target
from measures.models.confirming import content_now

Item = Sequence[object]  # a part: the values of the columns that are kept of it


@dataclass(frozen=True)
class Change:
    """One field with what went and what came marked."""

    label: str
    html: SafeString


@dataclass(frozen=True)
class ChangedSince:
    """What changed; `known` is false where nobody had kept what was confirmed."""

    changes: list[Change]
    known: bool


def changed_since_confirmed(measure: Measure) -> ChangedSince | None:
    """None where the measure says what was confirmed."""
    kept = ConfirmedContent.objects.filter(pk=measure.pk, changed=True).first()
    if kept is None:
        return None
    if not kept.content:
        return ChangedSince([], known=False)
    before, now = json.loads(kept.content), json.loads(content_now(measure.pk))
    own = [
        Change(label, marked_difference(was, new))
        for label, was, new in zip(own_labels(), own_words(before), own_words(now), strict=True)
        if was != new
    ]
    roles = [names_of_roles(each[len(OWN)] or []) for each in (before, now)]
    targets = [[words_of_target(item) for item in each[len(OWN) + 1] or []] for each in (before, now)]
    of_parts = [(Responsibility._meta.verbose_name_plural, roles), (Target._meta.verbose_name_plural, targets)]
    parts = [part_change(label, *sides) for label, sides in of_parts if sides[0] != sides[1]]
    return ChangedSince([*own, *parts], known=True)


def own_labels() -> list[str]:
    labels = {field.attname: field.verbose_name for field in Measure._meta.concrete_fields}
    return [capfirst(str(labels[name])) for name in OWN]


def own_words(content: Sequence[object]) -> list[str]:
    """The values of the measure's own fields as people read them."""
    values: dict[str, object] = dict(zip(OWN, content, strict=False))
    section = Section.objects.filter(pk=str(values["section_id"])).first()
    shown = values | {"kind": MeasureKind(str(values["kind"])).label, "section_id": section or ""}
    return [str(shown[name] if shown[name] is not None else "") for name in OWN]


def names_of_roles(items: Iterable[Item]) -> list[str]:
    listed = [(str(role), int(str(pk))) for role, pk in items]
    names = dict(ResponsibleBody.objects.filter(pk__in=[pk for _role, pk in listed]).values_list("pk", "name"))
    return [f"{Role(role).label}：{names.get(pk, '—')}" for role, pk in listed]


def words_of_target(item: Item) -> str:
    """A target in one line: its words, what is measured, the amount, the year, and how binding it is."""
    said = {name: "" if value is None else str(value) for name, value in zip(OF_TARGET, item, strict=True)}
    value = plain(Decimal(said["value"])) if said["value"] else ""
    amount = f"{compared_by(said['comparator'])}{value}{said['unit']}" if value else ""
    nature = Nature(said["nature"])
    words = [said["text"], said["metric"], amount, said["year"], nature.label if nature != Nature.UNSTATED else ""]
    return " ".join(str(each) for each in words if each)


def compared_by(comparator: str) -> str:
    """How a value is to be read, as people say it before the value: "" where it is plainly given."""
    return "" if comparator == Comparator.NONE else str(Comparator(comparator).label)


def part_change(label: object, before: list[str], now: list[str]) -> Change:
    """Lines that went and came; where they only changed places, both lists."""
    went, came = [each for each in before if each not in now], [each for each in now if each not in before]
    if not went and not came:
        went, came = before, now
    lines = [*(("del", each) for each in went), *(("ins", each) for each in came)]
    html = format_html_join("", "<div><{0}>{1}</{0}></div>", ((SafeString(tag), each) for tag, each in lines))
    return Change(capfirst(str(label)), html)
