"""The columns of a ledger that comes back: which are taken, which are not, and how each may be titled."""

from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

from measures.choices import Role
from measures.exports.layouts import BLANKS, OTHER, read
from measures.exports.reports.ledger import HIDDEN
from measures.exports.reports.ledger import columns as every_column
from measures.models import ReportLayout

ROLES: Mapping[str, Role] = {role.value: role for role in Role}
TAKEN = ("title", "text", *ROLES, "due", "phase", "review_state", "note", "withdrawn_on")
HEADINGS = ("chapter", "section", "item")
BLANK = tuple(BLANKS)


def labels() -> dict[str, str]:
    """The title of each column, in the language in use; of roles that a ledger has no column for, too."""
    known = {name: name for name in HIDDEN} | {role.value: str(role.label) for role in Role}
    known |= {name: column.title for name, column in every_column().items()}
    return known | {name: str(label) for name, label in BLANKS.items()}


def label_of(column: str) -> str:
    return labels()[column]


def titles() -> dict[str, str]:
    """The name of a column by each title that it has in a language of the site, or in a layout that is kept."""
    found = own_titles()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {title: name for name, title in labels().items()}
    return found


def own_titles() -> dict[str, str]:
    """Those that layouts give columns, but for one that stands over several: delimited text says nothing else."""
    found: dict[str, set[str]] = defaultdict(set)
    for columns in ReportLayout.objects.filter(report="ledger").values_list("columns", flat=True):
        for choice in read(columns).columns:
            found[choice.title].add(choice.name)
    return {title: name for title, (name, *others) in found.items() if title and name != OTHER and not others}
