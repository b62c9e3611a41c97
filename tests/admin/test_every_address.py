"""Every address of the site as each kind of user: a table says who may, and a new address must be put into it.

The letters: 0 nobody logged in, O an account without rights, V 查看, E 编辑, P 审核发布, A 管理, S a superuser, L an
editor limited to plan 甲. Each address is asked for with records of plan 甲, a draft, and, where it names a record, by
E and L with those of plan 乙, where L may nothing. Pages are asked for and not drawn; what lists, exports and choices
show of both plans is read. Whatever is written is taken back.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponseBase
from drf_spectacular.generators import SchemaGenerator

from tests.admin.addresses import PLANS, Caller, address_of, calls, make_people, make_records, parted
from tests.admin.pages import not_drawn

pytestmark = pytest.mark.django_db

# Who may ask for which addresses, by their names; after a colon a method other than GET; after 乙 who may in that plan.
TABLE: Mapping[str, str] = {
    # of no record, or refused whatever the right: a permanent record, a page that another has taken the place of
    "": """
        home admin:view_on_site admin:axes_accessattempt_add admin:axes_accessattempt_history
        admin:axes_accessattempt_delete admin:axes_accessattempt_change

        admin:auth_user_switch_off admin:account_end_sessions admin:qr_code
        admin:accounts_signinevent_add admin:accounts_signinevent_history admin:accounts_signinevent_delete
        admin:accounts_signinevent_change admin:measures_edit_add admin:measures_conflict_add
        admin:reports_job admin:reports_job_status admin:reports_job_file
        admin:measures_issuedreport_add
        admin:measures_sourcedocument_add admin:measures_target_add admin:measures_section_bulk
        """,
    "乙": """
        admin:measures_edit_resume admin:measures_edit_stop admin:measures_edit_delete
        admin:measures_issuedreport_delete
        admin:measures_responsiblebody_delete admin:measures_import_original admin:measures_import_tasks
        admin:measures_import_task admin:measures_import_delete admin:measures_conflict_delete
        admin:measures_sourcedocument_original admin:measures_sourcedocument_correct
        admin:measures_sourcedocument_uncorrect admin:measures_sourcedocument_delete admin:measures_target_delete
        admin:measures_section_delete admin:measures_measure_step api:measures-pending
        api:measures-publish-pending:POST
        api:sections-pending api:sections-publish-pending:POST api:plans-pending api:plans-publish-pending:POST
        """,
    "0": "admin:login",
    "0OVEPASL": """
        admin:login_code api:root api:plans-list api:plans-stream api:sections-list api:sections-stream
        api:measures-list
        api:measures-stream api:targets-list api:targets-stream api:sources-list api:sources-stream api:bodies-list
        api:bodies-stream api:responsibilities-list api:responsibilities-stream api:imports-list api:imports-stream
        api:conflicts-list api:conflicts-stream api:reports-list api:reports-detail
        api:issued_reports-list api:issued_reports-stream api:changes-list api-schema api-docs set_language
        """,
    "OVEPASL": """
        admin:index admin:logout admin:password_change admin:password_change_done admin:jsi18n admin:account
        admin:second_factor_begin admin:second_factor_setup admin:second_factor_off admin:recovery_codes
        admin:recovery_codes_file admin:end_own_sessions admin:measures_reporttemplate_try
        """,
    "AS": """
        admin:auth_group_views admin:auth_group_changelist admin:auth_group_add admin:auth_group_history
        admin:auth_group_delete admin:auth_group_change admin:auth_group_change:POST admin:axes_accessattempt_views
        admin:axes_accessattempt_changelist
        admin:measures_apitoken_views admin:measures_apitoken_changelist admin:measures_apitoken_add
        admin:measures_apitoken_history admin:measures_apitoken_delete admin:measures_apitoken_change
        admin:auth_user_rights admin:auth_user_views admin:auth_user_password_change admin:auth_user_changelist
        admin:auth_user_add admin:auth_user_history admin:auth_user_delete admin:auth_user_change
        admin:auth_user_change:POST admin:auth_user_switch_off:POST admin:account_of admin:account_reset:POST
        admin:account_reset admin:account_end_sessions:POST admin:accounts_signinevent_views
        admin:accounts_signinevent_changelist
        """,
    "AS 乙": "admin:measures_plan_delete",
    "EAS": "admin:measures_plan_add",
    "EAS 乙E": """
        admin:measures_responsiblebody_succeed admin:measures_responsiblebody_same admin:measures_responsiblebody_merge
        admin:measures_responsiblebody_revert admin:measures_import_bodies api:bodies-detail:PATCH
        api:bodies-hand_over:POST
        admin:measures_responsiblebody_change:POST
        """,
    "EASL": """
        admin:measures_responsiblebody_add admin:measures_import_add
        admin:measures_measure_grid admin:measures_measure_add admin:measures_section_add
        api:plans-list:POST api:sections-list:POST api:measures-list:POST api:bodies-list:POST
        """,
    "EASL 乙E": """
        admin:measures_edit_return admin:measures_import_abandon admin:measures_import_correct
        admin:measures_import_plan
        admin:measures_plan_revert admin:measures_measure_split admin:measures_measure_merge
        admin:measures_measure_move admin:measures_measure_revert admin:measures_measure_delete
        admin:measures_section_revert admin:measures_conflict_decide api:plans-detail:PATCH api:sections-detail:PATCH
        api:sections-withdraw:POST api:measures-detail:PATCH api:measures-withdraw:POST api:measures-assign:POST
        api:measures-unassign:POST admin:measures_plan_change:POST admin:measures_section_change:POST
        admin:measures_measure_change:POST admin:measures_conflict_decide:POST
        """,
    "EPASL 乙E": """
        admin:measures_edit_undo
        admin:measures_measure_pending admin:measures_section_pending admin:measures_plan_pending
        """,
    "EPAS": """
        admin:measures_reportlayout_add admin:measures_reportlayout_delete admin:measures_reportlayout_change:POST
        """,
    "PAS": """
        admin:measures_measure_pending_list admin:measures_section_pending_list admin:measures_plan_pending_list
        admin:measures_plan_bulk admin:measures_measure_bulk admin:reports_issue admin:measures_reporttemplate_views
        admin:measures_reporttemplate_changelist admin:measures_reporttemplate_add admin:measures_reporttemplate_change
        admin:measures_reporttemplate_history admin:measures_reporttemplate_delete
        admin:measures_reporttemplate_try:POST
        """,
    # These answer that nothing waits, whatever record is named.
    "EPASL 乙EL": "api:measures-reject-pending:POST api:sections-reject-pending:POST api:plans-reject-pending:POST",
    "PAS 乙": """
        admin:measures_plan_publish admin:measures_plan_unpublish admin:measures_section_publish
        admin:measures_section_unpublish api:measures-confirm:POST
 api:plans-publish:POST api:plans-unpublish:POST api:sections-publish:POST
        api:sections-unpublish:POST
        """,
    "VEPASL": """
        admin:autocomplete admin:measures_edit_views admin:measures_edit_changelist
        admin:measures_responsiblebody_views admin:measures_responsiblebody_changelist admin:measures_import_views
        admin:measures_import_changelist admin:measures_conflict_views admin:measures_conflict_changelist
        admin:measures_sourcedocument_views admin:measures_sourcedocument_changelist admin:measures_plan_views
        admin:measures_plan_changelist admin:measures_target_views admin:measures_target_changelist
        admin:measures_measure_export admin:measures_measure_bodies admin:measures_measure_first
        admin:measures_measure_views admin:measures_measure_changelist admin:measures_section_views
        admin:measures_section_changelist admin:measures_edit_deleted admin:app_list
        admin:reports admin:reports_preview admin:reports_file admin:reports_prepare
        admin:measures_issuedreport_views admin:measures_issuedreport_changelist admin:reports_columns
        admin:measures_reportlayout_views admin:measures_reportlayout_changelist admin:measures_reportlayout_change
        admin:measures_reportlayout_history
        """,
    "VEPASL 乙E": """
 admin:measures_edit_status admin:measures_edit_history admin:measures_edit_change
        api:issued_reports-detail api:issued_reports-file admin:measures_issuedreport_file
        admin:measures_issuedreport_history admin:measures_issuedreport_change
        admin:measures_import_status admin:measures_import_comparison admin:measures_import_history
        admin:measures_import_change admin:measures_conflict_history admin:measures_conflict_change
        admin:measures_sourcedocument_history admin:measures_sourcedocument_change admin:measures_plan_editions
        admin:measures_plan_contents admin:measures_plan_history admin:measures_plan_change
        admin:measures_target_history admin:measures_target_change admin:measures_measure_history
        admin:measures_measure_change admin:measures_section_history admin:measures_section_change api:plans-detail
        api:plans-tree api:sections-detail api:measures-detail api:targets-detail api:sources-detail
        api:imports-detail admin:measures_measure_as_of admin:measures_plan_as_of admin:measures_section_as_of
        """,
    "VEPASL 乙EL": """
        admin:measures_responsiblebody_history admin:measures_responsiblebody_change api:bodies-detail
        admin:measures_responsiblebody_page admin:measures_responsiblebody_as_of
        """,
}
WHO = {name: who for who, names in TABLE.items() for name in names.split()}
# Answers that name the drafts which their reader may see, to whoever may see any.
SHOWING = (
    "admin:autocomplete",
    "admin:measures_measure_export",
    "admin:measures_issuedreport_changelist",
    "admin:reports",
    "admin:reports_file",
    "admin:reports_preview",
    *(f"admin:measures_{name}_changelist" for name in ("plan", "section", "measure", "target", "conflict", "import")),
    *(f"api:{name}-{form}" for name in ("plans", "sections", "measures", "targets") for form in ("list", "stream")),
    "api:reports-detail",
    *(f"api:{name}-list" for name in ("sources", "responsibilities", "imports", "conflicts", "issued_reports")),
)
SEEN_BY = {"甲规划": "VEPASL", "乙规划": "VEPAS"}


def opened_by_a_superuser(call: str) -> bool:
    """Whether it is a page that tests/admin/test_forms_sent_by_others.py opens as one, and that shows no drafts."""
    is_page = call.startswith("admin:") and parted(call)[1] == "GET"
    return is_page and "S" in WHO[call] and call not in SHOWING


def may(response: HttpResponseBase) -> bool:
    """Whether it was not refused, by whatever the address refuses with."""
    leads_out = response.get("Location", "").partition("?")[0] in ("/admin/login/", "/admin/")
    return response.status_code not in (401, 403, 404) and not leads_out


def text_of(response: Any) -> str:
    if not response.streaming and response["Content-Type"].startswith("application/json"):
        return json.dumps(response.json(), ensure_ascii=False)  # Django's own writes no Chinese
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


@contextmanager
def as_little_as_is_read(call: str) -> Iterator[None]:
    """Of pages that nobody reads here the template is not drawn, nor the OpenAPI document made."""
    with (
        patch.object(SchemaGenerator, "get_schema", lambda *args, **options: {}),
        nullcontext() if call in SHOWING else not_drawn(),
    ):
        yield


def test_the_table_names_every_address_and_no_other() -> None:
    assert sorted(WHO) == sorted(calls(WHO))


def test_each_address_is_open_to_whom_the_table_says_and_shows_them_their_drafts() -> None:
    people = make_people()
    plans = make_records(people)
    callers = {"0": Caller(None)} | {letter: Caller(user) for letter, user in people.items()}
    found, shown = {}, {}
    for call, pattern in calls(WHO).items():
        with as_little_as_is_read(call):
            own, other = (address_of(call, pattern, plans[title]) for title in PLANS)
            known = {"S"} if opened_by_a_superuser(call) else set()
            answers = {letter: caller.call(call, own) for letter, caller in callers.items() if letter not in known}
            found[call] = "".join(letter for letter in callers if letter in known or may(answers[letter]))
            if own != other:
                found[call] += " 乙" + "".join(letter for letter in "EL" if may(callers[letter].call(call, other)))
        if call in SHOWING:
            texts = {letter: text_of(answer) for letter, answer in answers.items() if may(answer)}
            shown[call] = {title: "".join(each for each in texts if title in texts[each]) for title in SEEN_BY}
    assert {call: who.strip() for call, who in found.items() if who.strip() != WHO.get(call)} == {}
    assert {call: seen for call, seen in shown.items() if seen != SEEN_BY} == {}
