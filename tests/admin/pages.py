"""Forms as a browser has them: read from the page, changed, sent back whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from lxml import html
from lxml.html import HtmlElement

from policyhub.admin import PolicyAdminSite


def url(view: str, *args: Any, **query: Any) -> str:
    return reverse(f"admin:measures_{view}", args=args, query=query)


@contextmanager
def not_drawn() -> Iterator[None]:
    """Of pages that nobody reads no template is drawn, which takes most of their time; nor is what refuses them."""
    with (
        patch.object(SimpleTemplateResponse, "rendered_content", ""),
        patch.object(Template, "render", return_value=""),
    ):
        yield


@contextmanager
def without_menu() -> Iterator[None]:
    """No page makes the menu, which takes longer than most of what it leads to; the page of an app is no menu."""
    listed = PolicyAdminSite.get_app_list

    def of_one_app(site: PolicyAdminSite, request: HttpRequest, app_label: str | None = None) -> Any:
        return listed(site, request, app_label) if app_label else []

    with patch.object(PolicyAdminSite, "get_app_list", of_one_app):
        yield


def page_of(response: Any) -> HtmlElement:
    return html.document_fromstring(response.content.decode())


def read_form(response: Any, form_id: str) -> dict[str, str]:
    """Every field of the form, the template line of an inline left out."""
    form = page_of(response).get_element_by_id(form_id)
    for area in form.iter("textarea"):
        area.text = (area.text or "").removeprefix("\n")  # the newline that HTML drops
    for field in form.xpath(".//input[not(@value) and not(@type='checkbox')]"):
        field.set("value", "")
    return {name: value for name, value in form.form_values() if "__prefix__" not in name}


class Editing:
    """One person at one change page: `open`, change `fields`, `save`."""

    def __init__(self, client: Client, record: Any) -> None:
        self.client, self.model = client, record._meta.model_name
        self.url = url(f"{self.model}_change", record.pk)
        self.fields: dict[str, str] = {}

    def open(self) -> "Editing":
        self.take(self.client.get(self.url))
        return self

    def take(self, response: Any) -> Any:
        """Go on with the form that came back."""
        self.fields = read_form(response, f"{self.model}_form")
        return response

    def save(self, **changes: str) -> HttpResponse:
        """A redirect where it was written, the page again where it was not."""
        response = self.client.post(self.url, self.fields | changes | {"_save": "1"})
        if response.status_code == 200:
            self.take(response)
        return response  # type: ignore[return-value]

    def add_part(self, part: str, **values: Any) -> dict[str, str]:
        """The fields of one more line of an inline."""
        count = int(self.fields[f"{part}-TOTAL_FORMS"])
        line = {f"{part}-{count}-{name}": str(value) for name, value in values.items()}
        return line | {f"{part}-{count}-id": "", f"{part}-TOTAL_FORMS": str(count + 1)}


def both_open(record: Any, mine: Client, theirs: Client) -> tuple[Editing, Editing]:
    """The page of a record as two people of the same rights open it at one moment: it is drawn once."""
    own, other = Editing(mine, record).open(), Editing(theirs, record)
    other.fields = own.fields | {"form_token": str(uuid4())}
    return own, other


def next_page(client: Client, response: HttpResponse) -> Any:
    """The page that a redirect leads to: drawn where a test reads it, and not wherever one is sent."""
    return client.get(response["Location"])


def told(client: Client, response: Any) -> str:
    """What a person is told of a form that was sent: the messages of the page to which it leads, which is not drawn, or
    what the page says that came back. As on that page, the messages are not shown again.
    """
    if response.status_code != 302:
        return text_of(response)
    client.cookies.pop("messages", None)
    return strip_tags(" ".join(str(message) for message in get_messages(response.wsgi_request)))


def text_of(response: Any) -> str:
    """What a person reads on the page, in one line."""
    return " ".join(page_of(response).text_content().split())
