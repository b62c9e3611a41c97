"""The forms of every page, sent as they are found by whoever may not open it or only reads, write nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.urls import reverse

from tests.admin.addresses import (
    PLANS,
    Caller,
    address_of,
    calls,
    make_people,
    make_records,
    parted,
    rolled_back,
)
from tests.admin.pages import not_drawn, page_of
from tests.admin.test_every_address import WHO, may

pytestmark = pytest.mark.django_db

# What anybody who is in writes of their own: views and reports that they keep, session, password and second factor.
OWN_TABLES = ("measures_savedview", "measures_reportjob", "accounts_", "otp_", "axes_", "django_", "knox_")
# Pages whose forms, sent as they are found, write something for somebody who may.
WRITING = """
    auth_user_change auth_user_delete auth_group_change measures_apitoken_delete measures_edit_return
    measures_import_change measures_conflict_change measures_plan_change measures_plan_delete measures_section_change
    measures_measure_change measures_responsiblebody_change reports_issue
    """
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)


def forms_of(response: Any, address: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each form of a page as its first button sends it: where to, and its fields."""
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return
    for form in page_of(response).forms:
        to = urljoin(address, form.get("action") or "")
        if form.method == "POST" and to not in (reverse("admin:logout"), reverse("set_language")):
            buttons = form.xpath(".//*[@type='submit' and @name]")
            pressed = {buttons[0].get("name"): buttons[0].get("value", "")} if buttons else {}
            radios = {radio.get("name"): radio.get("value") for radio in form.xpath(".//input[@type='radio']")}
            fields = radios | dict(form.form_values()) | pressed
            yield to, fields | {name: "试" for name in ("reason", "title", "name") if name in fields}


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables that statements write to, but for what is everybody's own; all is taken back."""
    found: set[str] = set()

    def hear(execute: Any, sql: str, *arguments: Any) -> Any:
        if (written := WRITES.match(sql)) and not written[1].startswith(OWN_TABLES):
            found.add(written[1])
        return execute(sql, *arguments)

    with connection.execute_wrapper(hear), rolled_back():
        yield found


def test_the_forms_of_a_page_write_nothing_for_whoever_may_not_open_it_or_only_reads() -> None:
    people = make_people()
    records = make_records(people)
    own_plan, other_plan = (records[title] for title in PLANS)
    callers = {letter: Caller(people.get(letter)) for letter in "0OVEPLS"}
    written: dict[str, set[str]] = {}
    for call, pattern in calls(WHO).items():
        if not call.startswith("admin:") or parted(call)[1] != "GET" or "S" not in WHO[call]:
            continue
        who, _space, of_other = WHO[call].partition(" 乙")
        address = address_of(call, pattern, other_plan)
        own = address == address_of(call, pattern, own_plan)
        may_write = {each for each in who if each not in "V" and (own or each != "L" or "L" in of_other)}
        opened = callers["S"].call(call, address)
        assert may(opened), call
        forms = list(forms_of(opened, address))
        for to, fields in forms:
            for letter, caller in callers.items():
                if letter == "S" or letter not in may_write:
                    with not_drawn(), caller.known(), tables_written() as tables:
                        caller.browser.post(to, fields)
                    if tables:
                        written.setdefault(letter, set()).add(call)
    assert written.pop("S") >= {f"admin:{name}" for name in WRITING.split()}
    assert written == {}
