from django.test import Client

from measures.models import Measure
from tests.admin.pages import text_of, url


def test_the_admin_is_chinese_whatever_the_browser_asks_for(editor_client: Client) -> None:
    words = text_of(editor_client.get(url("measure_changelist"), headers={"Accept-Language": "en-GB"}))
    assert "规划管理 PolicyHub" in words
    assert "审核状态" in words


def test_the_switch_leads_back_to_the_page_in_english_and_stays(measure: Measure, editor_client: Client) -> None:
    page = url("measure_changelist", q="研究")
    assert editor_client.post("/i18n/setlang/", {"language": "en", "next": page})["Location"] == page
    assert "Review state" in text_of(editor_client.get(page))


def test_the_login_page_has_the_switch(client: Client) -> None:
    assert 'name="language" value="en"' in client.get("/admin/login/").content.decode()
