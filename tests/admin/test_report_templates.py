"""Templates of reports in the admin: uploaded, tried on a sample, offered, and who may."""

from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from measures.admin.reports import templates
from measures.models import ReportTemplate
from measures.models.rights import make_shipped_groups
from tests.factories import make_plan

pytestmark = pytest.mark.django_db
ADD = "admin:measures_reporttemplate_add"
Users = Any


def word(*paragraphs: str) -> SimpleUploadedFile:
    document, written = Document(), BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(written)
    return SimpleUploadedFile("红头.docx", written.getvalue())


@pytest.fixture
def publisher(django_user_model: Any, client: Client) -> Client:
    """Somebody of the group that issues reports, signed in."""
    from django.contrib.auth.models import Group

    make_shipped_groups("default")
    user = django_user_model.objects.create_user("publisher", is_staff=True)
    user.groups.add(Group.objects.get(name="审核发布"))
    client.force_login(user)
    return client


def upload(client: Client, *paragraphs: str) -> Any:
    data = {"name": "红头", "report": "division", "file": word(*paragraphs)}
    return client.post(reverse(ADD), data, follow=True)


def test_a_template_is_uploaded_tried_and_then_offered(publisher: Client) -> None:
    make_plan("shili")
    upload(publisher, "示例市文件", "{{p content }}")
    template = ReportTemplate.objects.get()
    assert (template.filename, template.by_name, template.is_offered) == ("红头.docx", "publisher", False)
    page = reverse("admin:measures_reporttemplate_change", args=[template.pk])
    offer = {"name": "红头", "report": "division", "is_offered": "on"}
    assert "请先用样例试用" in publisher.post(page, offer).content.decode()
    reports = reverse("admin:reports", query={"report": "division"})
    assert "红头" not in publisher.get(reports).content.decode()

    made = publisher.post(reverse("admin:measures_reporttemplate_try", args=[template.pk]))
    assert Document(BytesIO(made.content)).paragraphs[0].text == "示例市文件"
    assert publisher.post(page, offer).status_code == 302
    assert "红头" in publisher.get(reports).content.decode()
    file: Any = publisher.get(
        reverse("admin:reports_file", query={"report": "division", "format": "docx", "template": "红头"})
    )
    assert Document(BytesIO(b"".join(file.streaming_content))).paragraphs[0].text == "示例市文件"


def test_a_faulty_template_is_refused_with_the_place_and_kept_nowhere(publisher: Client) -> None:
    answer = upload(publisher, "{{p content }}", "{{ tittle }}").content.decode()
    assert "第2段：tittle" in answer
    assert not ReportTemplate.objects.exists()


def test_a_new_file_is_to_be_tried_again(publisher: Client) -> None:
    upload(publisher, "{{p content }}")
    template = ReportTemplate.objects.get()
    publisher.post(reverse("admin:measures_reporttemplate_try", args=[template.pk]))
    page = reverse("admin:measures_reporttemplate_change", args=[template.pk])
    data = {"name": "红头", "report": "division", "is_offered": "on"}
    publisher.post(page, data)
    assert ReportTemplate.objects.get().is_offered
    publisher.post(page, data | {"file": word("甲", "{{p content }}")})
    assert ReportTemplate.objects.get().is_offered  # nothing was written
    publisher.post(page, {**data, "is_offered": "", "file": word("甲", "{{p content }}")})
    assert (ReportTemplate.objects.get().is_offered, ReportTemplate.objects.get().tried_at) == (False, None)


def test_the_file_goes_with_a_template_that_is_deleted_from_the_list(
    publisher: Client, django_capture_on_commit_callbacks: Any
) -> None:
    upload(publisher, "{{p content }}")
    template = ReportTemplate.objects.get()
    file = Path(template.file.path)
    assert file.exists()
    chosen = {"action": "delete_selected", "_selected_action": template.pk, "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(reverse("admin:measures_reporttemplate_changelist"), chosen)
    assert not ReportTemplate.objects.exists()
    assert not file.exists()


def test_a_file_that_came_while_the_one_before_was_tried_is_still_to_be_tried(publisher: Client) -> None:
    upload(publisher, "{{p content }}")
    template = ReportTemplate.objects.get()

    def replaced_meanwhile(*asked: Any) -> bytes:
        ReportTemplate.objects.update(file="newer")
        return b""

    with patch.object(templates, "fill_in", replaced_meanwhile):
        publisher.post(reverse("admin:measures_reporttemplate_try", args=[template.pk]))
    template.refresh_from_db()
    assert (template.file.name, template.tried_at) == ("newer", None)


def test_whoever_may_not_manage_templates_reaches_none(
    django_user_model: Any, client: Client, publisher: Client
) -> None:
    from django.contrib.auth.models import Group

    upload(publisher, "{{p content }}")
    pk = ReportTemplate.objects.get().pk
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="编辑"))
    client.force_login(editor)
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse("admin:measures_reporttemplate_try", args=[pk])).status_code in (403, 404)
    assert ReportTemplate.objects.get().tried_at is None
