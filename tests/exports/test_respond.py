from urllib.parse import unquote

import pytest
from django.utils import timezone, translation

from measures.exports import FORMATS, respond
from measures.exports.scope import day_in_words
from tests.exports.ledgers import by_heads, of, read_csv, read_xlsx, reported_plan, scope_of
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db


def test_a_download_streams_with_a_chinese_file_name() -> None:
    response = respond("ledger", "xlsx", scope_of(of(reported_plan())))
    assert response.streaming
    assert response["Content-Type"] == FORMATS["xlsx"].content_type
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename=\"ledger.xlsx\"; filename*=UTF-8''")
    assert (
        unquote(disposition.rpartition("''")[2])
        == f"《示例市发展规划》任务台账（截至{day_in_words(timezone.localdate())}）.xlsx"
    )
    assert by_heads(read_xlsx(response.getvalue()))[0]["编号"] == "1.1-1"


def test_a_title_cannot_name_a_folder_or_break_the_header() -> None:
    plan = make_plan(title='../规划"2026"\r\nX: 1')
    make_measure(make_section(plan))
    disposition = respond("ledger", "csv", scope_of(of(plan)))["Content-Disposition"]
    name = unquote(disposition.rpartition("''")[2])
    assert name.endswith(".csv")
    assert not set(name) & set('/\\"\r\n:')


def test_a_stream_keeps_the_language_it_began_in() -> None:
    measures = of(reported_plan())
    with translation.override("en"):
        response = respond("ledger", "csv", scope_of(measures))
    first, _second = by_heads(read_csv(response.getvalue()))
    assert (first["Code"], first["Phase"]) == ("1.1-1", "Not started")


def test_a_download_of_nothing_is_a_file_with_a_head() -> None:
    response = respond("ledger", "csv", scope_of(of(make_plan())))
    assert len(read_csv(response.getvalue())) == 1


@pytest.mark.django_db(transaction=True)
def test_a_stream_needs_no_transaction_around_it() -> None:
    response = respond("ledger", "csv", scope_of(of(reported_plan())))
    assert len(read_csv(response.getvalue())) == 3
