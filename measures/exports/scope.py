"""What a report is to hold: who reads it, what is asked for, and as of which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.as_of import UnknownRecord
from measures.exports.contents import Fact
from measures.exports.filter_form import in_words
from measures.exports.filters import ALL, FALSE, TRUE, Filters
from measures.exports.layouts import Layout
from measures.exports.sources import Filled, Source
from measures.exports.sources.now import Now
from measures.exports.sources.past import Past
from measures.models import Measure, Plan
from measures.querysets import MeasureQuerySet, PlanQuerySet, Reader
from measures.visibility import Visibility, may, visibility_of

IN_FORCE = Filters()
SEVERAL_NAMED = 3  # plans in the title block


@dataclass(frozen=True)
class Scope:
    """What a report is to hold.

    `chosen`: measures that a list has chosen, in place of what the filters find. `as_of`: by the end of that day, None
    for now. `since`: the earlier day of a report on changes. `layout`: columns, for reports that let them be chosen;
    None for the report's own.
    `options` are the report's own, by name.
    `site` is the site's address, for links in files that leave it. `to_issue`: it is handed out, so that it holds no
    notes and conflicts, which not all who will read it may see.
    Raises PermissionDenied for a day in the past where the reader may not see history.
    """

    reader: Reader
    filters: Filters = IN_FORCE
    as_of: date | None = None
    since: date | None = None
    chosen: MeasureQuerySet | None = None
    layout: Layout | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    site: str = ""
    to_issue: bool = False

    def __post_init__(self) -> None:
        if (self.as_of or self.since) and not may_see_history(self.reader):
            raise PermissionDenied(_("As of a past date, reports are for those who may see who edited what."))

    @classmethod
    def of_list(cls, reader: Reader, chosen: MeasureQuerySet) -> "Scope":
        """What a list has chosen, withdrawn measures too."""
        return cls(reader, Filters(withdrawn=ALL), chosen=chosen)

    @property
    def visibility(self) -> Visibility:
        """What the report is made of."""
        seen = visibility_of(self.reader)
        return replace(seen, notes=False, office=seen.office - {"conflict"}) if self.to_issue else seen

    @cached_property
    def measures(self) -> MeasureQuerySet:
        """The measures that are asked for now, those that the reader sees."""
        chosen = Measure.objects.all() if self.chosen is None else self.chosen
        return self.filters.narrow(chosen.visible_to(self.visibility))

    @cached_property
    def plans(self) -> PlanQuerySet:
        """The plans of the filter or, without one, those of the measures."""
        seen = Plan.objects.visible_to(self.visibility)
        if self.filters.plan:
            return seen.filter(slug__in=self.filters.plan)
        return seen.filter(pk__in=self.measures.order_by().values("plan"))

    @cached_property
    def source(self) -> Source:
        """Where the rows come from."""
        if self.as_of is None:
            return Now(self.measures, self.plans, self.visibility, self.count_left_out)
        return Past(self.as_of, self.plans_with_history, self.filters, notes=self.visibility.notes)

    @cached_property
    def plans_with_history(self) -> list[int]:
        """The primary keys of the plans of the filter, or of all, of which the reader sees what became of them."""
        seen = Plan.objects.visible_to(self.visibility)
        asked = seen.filter(slug__in=self.filters.plan) if self.filters.plan else seen
        if self.visibility.plans is not None:
            asked = asked.filter(pk__in=self.visibility.plans)
        return list(asked.values_list("pk", flat=True))

    def count_left_out(self) -> int:
        """How many of the measures that are asked for now are left out as withdrawn."""
        if self.filters.withdrawn != FALSE or self.chosen is not None:
            return 0
        return self.filters.narrow(Measure.objects.visible_to(self.visibility), withdrawn=TRUE).count()

    @cached_property
    def filled(self) -> Filled:
        """What the measures have between them, found once."""
        return self.source.filled()

    def withdrawn_remarks(self) -> tuple[str, ...]:
        """What a list of measures says of those that were withdrawn."""
        left_out, withdrawn = self.filled.left_out, self.filled.withdrawn
        return (
            *([_("%(count)d withdrawn measures are left out.") % {"count": left_out}] if left_out else []),
            *([_("%(count)d withdrawn measures are included and marked.") % {"count": withdrawn}] if withdrawn else []),
        )

    @property
    def day(self) -> date:
        """The day of which the report tells."""
        return self.as_of or timezone.localdate()

    def title(self, label: str) -> str:
        """《示例市规划》任务台账（截至2026年11月26日）; of several plans without a name.

        《示例市规划》变更对照（2026年1月1日至2026年11月26日） where changes since a day are told.
        """
        plans = self.source.plans()
        said = {"plan": bracketed(plans[0].title) if len(plans) == 1 else "", "report": label}
        said["day"] = day_in_words(self.day)
        if self.since is not None:
            return _("%(plan)s%(report)s (%(since)s to %(day)s)") % (said | {"since": day_in_words(self.since)})
        return _("%(plan)s%(report)s (as of %(day)s)") % said

    def remarks(self) -> tuple[str, ...]:
        """What every report must say: of which records nothing is known on the day."""
        unknown = self.source.unknown()
        return (not_known(unknown),) if unknown else ()

    def facts(self) -> tuple[Fact, ...]:
        """The lines of the title block that every report has."""
        plans = [plan.title for plan in self.source.plans()]
        words = in_words(self.filters) if self.chosen is None else ""
        return (
            *([Fact(_("Plan"), "、".join(map(bracketed, plans)))] if 1 < len(plans) <= SEVERAL_NAMED else []),
            *([Fact(_("Plans"), _("%(count)d in all") % {"count": len(plans)})] if len(plans) > SEVERAL_NAMED else []),
            Fact(_("As of"), day_in_words(self.day)),
            *([Fact(_("Filters"), words)] if words else []),
        )

    @property
    def holds_whole_plans(self) -> bool:
        """Whether no measure of its plans is left out but for those withdrawn."""
        return self.chosen is None and replace(self.filters, plan=(), withdrawn=FALSE) == IN_FORCE

    def holds_more_than(self, most: int) -> bool:
        """Whether more measures are asked for."""
        if self.as_of is None:
            return self.measures.order_by()[: most + 1].count() > most
        return next(islice(self.source.measures(), most, None), None) is not None


def not_known(records: Sequence[UnknownRecord]) -> str:
    """A remark on what was there on the day and of which history begins later."""
    names = "、".join(record.name for record in records[:SEVERAL_NAMED]) + ("…" if len(records) > SEVERAL_NAMED else "")
    return ngettext(
        "%(count)d record was there on that day, but its history begins later; it is left out: %(names)s",
        "%(count)d records were there on that day, but their history begins later; they are left out: %(names)s",
        len(records),
    ) % {"count": len(records), "names": names}


def bracketed(title: str) -> str:
    return title if title.startswith("《") else f"《{title}》"


def may_see_history(reader: Reader) -> bool:
    """Whether a reader may see how records were: with the right to see edits, or as a command."""
    if isinstance(reader, Visibility):
        return reader.notes
    return visibility_of(reader).sees_in_full("measure") and may(reader, "view", "edit")


def site_name() -> str:
    """The author of every file."""
    return str(admin.site.site_header)


def site_of(request: HttpRequest) -> str:
    """The address of the site, for links in files: what the setting says, else what the request asked."""
    return settings.SITE_ADDRESS or f"{request.scheme}://{request.get_host()}"


def day_in_words(day: date) -> str:
    """2026年11月26日, or 2026-11-26."""
    return _("%(year)d-%(month)02d-%(day)02d") % {"year": day.year, "month": day.month, "day": day.day}
