"""The form of a record shows its words where the newest edition has them, although that edition did not write it."""

import pytest

from measures.admin.records.excerpt import excerpt
from measures.models import Measure, Section, Target
from tests.importing.test_unmoved import REVISED, import_text
from tests.uploads import TEXT

pytestmark = pytest.mark.django_db


def test_a_page_shows_a_record_where_the_newest_edition_has_it() -> None:
    import_text(TEXT)
    import_text(REVISED)
    for model, quote, line in (
        (Measure, "一、引进人才。到2028年", 9),
        (Target, "人才300名", 9),
        (Section, "第一章 科技创新", 2),
    ):
        shown = [excerpt(record) for record in model.objects.filter(source__edition=1)]
        found = next(each for each in shown if each and quote in each.quote)
        assert (found.document.edition, found.line) == (2, line)
    assert found.before == "示例市科技创新规划（2026—2030年）\n"


def test_what_the_newest_edition_dropped_is_shown_where_it_last_was() -> None:
    import_text(TEXT)
    import_text(REVISED.replace("二、建设实验室。到2028年新增重点实验室5家。\n", ""))
    shown = excerpt(Measure.objects.get(code="1.1-2"))
    assert shown
    assert (shown.document.edition, shown.line) == (1, 5)
