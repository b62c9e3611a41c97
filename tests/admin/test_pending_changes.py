"""The form of a published measure whose plan asks for a second person drafts; a page shows, publishes, sends back."""

from django.contrib.auth.models import Permission, User
from django.test import Client

from measures.models import Conflict, Measure, PendingChange, Plan, Target
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of, told, url
from tests.factories import assign, make_body, make_measure, make_source, make_target
from tests.made_once import made_once


@made_once
def published(measure: Measure) -> Measure:
    """With a body and a target, in a plan that asks for a second person."""
    assign(measure, "市科技局")
    make_target(measure, value=300)
    make_body("市财政局")
    Plan.objects.update(second_person=True)
    return Measure.objects.get()


@made_once
def drafter() -> Client:
    """Of somebody who edits and neither confirms nor publishes."""
    user = User.objects.create_user("张三", password="pass", is_staff=True)
    steps = ["confirm_measure", "publish_measure", "publish_plan", "archive_plan"]
    of_records = Permission.objects.filter(content_type__app_label="measures")
    user.user_permissions.set(of_records.exclude(codename__in=steps))
    return signed_in(user)


def decide(browser: Client, measure: Measure, **values: str) -> str:
    """Sends the form of the page, and what the page after it says."""
    address = url("measure_pending", measure.pk)
    fields = read_form(browser.get(address), "pending-form")
    return told(browser, browser.post(address, fields | values))


def test_a_form_drafts_and_its_next_reader_goes_on_with_the_draft(
    published: Measure, drafter: Client, colleague_client: Client
) -> None:
    page, late = Editing(drafter, published).open(), Editing(drafter, published).open()
    assert "您保存的内容须由他人发布" in text_of(drafter.get(page.url))
    line = {"targets-0-value": "500"}
    saved = page.save(title="新标题", lead="市科技局、市财政局", **line)
    assert saved.status_code == 302
    shown = drafter.get(page.url)
    assert "待发布修改" in text_of(shown)
    assert "核定后有改动" not in text_of(shown)  # what is published is what was confirmed
    assert not page_of(shown).xpath("//*[contains(@class, 'review-changed')]")
    measure = Measure.objects.get()
    assert (measure.title, measure.version) == (published.title, published.version)
    change = PendingChange.objects.get()
    assert set(change.wanted) == {"title", "responsibilities", "targets"}
    colleague = Editing(colleague_client, published).open()
    assert (colleague.fields["title"], colleague.fields["lead"]) == ("新标题", "市科技局、市财政局")
    assert colleague.fields["targets-0-value"] == "500"
    assert late.save(note="晚了").status_code == 200  # it is older than the draft
    colleague.save(due_text="2026年底前")
    assert PendingChange.objects.get().wanted["title"] == "新标题"
    assert PendingChange.objects.get().wanted["due_text"] == "2026年底前"


def test_going_back_in_history_drafts_too_on_top_of_what_is_pending(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    row = published.history.latest()
    published.targets.get().delete()
    published.title = "改过的标题"
    published.save()
    Editing(drafter, published).open().save(note="待发布的备注")
    address = url("measure_revert", published.pk, row.history_id)
    shown = page_of(drafter.get(address))
    fields = {"version": shown.xpath("//input[@name='version']/@value")[0], "choosing": "1"}
    [target] = [name for name in shown.xpath("//input[@name='chosen']/@value") if name.startswith("target")]
    answer = drafter.post(address, fields | {"chosen": ["title", target]}, follow=True)
    assert "已存为待发布修改" in text_of(answer)
    assert "所选内容已恢复" not in text_of(answer)
    assert (Measure.objects.get().title, Target.objects.count()) == ("改过的标题", 0)
    wanted = PendingChange.objects.get().wanted
    assert (wanted["title"], wanted["note"], len(wanted["targets"])) == (row.title, "待发布的备注", 1)
    stale = told(drafter, drafter.post(address, fields | {"chosen": ["title"]}))
    assert "未写入任何内容" in stale
    assert "已存为待发布修改" not in stale
    decide(editor_client, published, publish="1")
    assert Measure.objects.get().title == row.title
    assert Target.objects.get().value == 300


def test_the_difference_is_shown_and_a_second_person_publishes_it(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    Editing(drafter, published).open().save(title="支持应用研究", lead="市财政局", **{"targets-0-value": "500"})
    own = text_of(drafter.get(url("measure_pending", published.pk)))
    assert "由他人发布" in own
    assert "发布修改" not in page_of(drafter.get(url("measure_pending", published.pk))).xpath("//input/@value")
    page = page_of(editor_client.get(url("measure_pending", published.pk)))
    marked = {
        row.xpath("string(th)"): (row.xpath(".//del"), row.xpath(".//ins"))
        for row in page.xpath("//section[contains(@class, 'pending')]//tr")
    }
    assert {"标题", "责任分工", "目标指标"} == set(marked)
    assert marked["责任分工"][0][0].text_content() == "牵头单位：市科技局"
    assert "修改已发布" in decide(editor_client, published, publish="1")
    measure = Measure.objects.get()
    assert measure.title == "支持应用研究"
    assert [part.body.name for part in measure.responsibilities.all()] == ["市财政局"]
    form = url("measure_change", published.pk)
    answer = editor_client.get(url("measure_pending", published.pk))
    assert answer["Location"] == form


def test_whoever_decides_goes_on_to_the_next_change_that_waits(
    published: Measure, drafter: Client, editor_client: Client, colleague_client: Client
) -> None:
    """In their order, then from the beginning; who may not publish has nothing to decide."""
    first, second, third = published, *(make_measure(published.section, title=title) for title in ("第二条", "第三条"))
    for measure, by in ((first, drafter), (second, drafter), (third, colleague_client)):
        Editing(by, measure).open().save(note="待发布的备注")
    pages = [url("measure_pending", measure.pk) for measure in (first, second, third)]
    assert "条待您复核" not in text_of(drafter.get(pages[0]))
    shown = editor_client.get(pages[1])
    assert "另有 2 条待您复核" in text_of(shown)
    assert pages[2] in page_of(shown).xpath("//a/@href")
    fields = read_form(shown, "pending-form")
    answer = editor_client.post(pages[1], fields | {"publish": "1"}, follow=True)
    assert answer.redirect_chain == [(pages[2], 302)]
    assert "“第二条”的修改已发布" in text_of(answer)
    answer = editor_client.post(pages[2], read_form(answer, "pending-form") | {"reject": "1", "reason": "依据不足"})
    assert answer["Location"] == pages[0]
    last = editor_client.get(pages[0])
    assert "条待您复核" not in text_of(last)
    answer = editor_client.post(pages[0], read_form(last, "pending-form") | {"publish": "1"})
    assert answer["Location"] == url("measure_change", first.pk)


def test_what_was_taken_back_meanwhile_is_told_of_and_the_next_change_shown(
    published: Measure, drafter: Client, editor_client: Client, viewer_client: Client
) -> None:
    other = make_measure(published.section, title="第二条")
    for measure in (published, other):
        Editing(drafter, measure).open().save(note="待发布的备注")
    address = url("measure_pending", published.pk)
    fields = read_form(editor_client.get(address), "pending-form")
    assert page_of(drafter.get(address)).xpath("//input[@name='reject']/@value") == ["收回修改"]
    assert "修改已收回" in decide(drafter, published, reject="1")  # needs no word
    for answer in (editor_client.post(address, fields | {"publish": "1"}), editor_client.get(address)):
        assert answer["Location"] == url("measure_pending", other.pk)
        assert f"“{published.title}”已没有待发布修改" in told(editor_client, answer)
    assert drafter.get(address)["Location"] == url("measure_change", published.pk)
    assert viewer_client.get(address).status_code == 403
    assert Measure.objects.get(pk=published.pk).note == published.note


def test_the_start_page_leads_to_the_decision_and_tells_what_was_drafted(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    Editing(drafter, published).open().save(note="待发布的备注")
    page = page_of(editor_client.get("/admin/"))
    [cell] = page.xpath("//li[@class='pending']")
    [first] = cell.xpath("a[@class='first']/@href")
    assert editor_client.get(first)["Location"] == url("measure_pending", published.pk)
    assert cell.xpath("a[@class='table']/@href") == [url("measure_pending_list")]  # no table of fields
    assert published.title in page.xpath("string(//ol[@class='last-edits']/li[1])")
    decision = text_of(editor_client.get(url("measure_pending", published.pk)))
    assert f"{published.plan} › {published.section}" in decision
    assert published.text in decision


def test_sending_back_takes_a_word(published: Measure, drafter: Client, editor_client: Client) -> None:
    Editing(drafter, published).open().save(title="新标题")
    assert "请说明退回的理由" in decide(editor_client, published, reject="1")
    assert "修改已退回" in decide(editor_client, published, reject="1", reason="依据不足")
    assert not PendingChange.objects.exists()
    assert Measure.objects.get().title == published.title


def test_who_drafted_reads_why_it_was_sent_back_and_takes_it_up_again(
    published: Measure, drafter: Client, editor_client: Client, viewer_client: Client
) -> None:
    form = url("measure_change", published.pk)
    Editing(drafter, published).open().save(title="新标题")
    decide(editor_client, published, reject="1", reason="依据不足")
    page = page_of(drafter.get(form))
    [panel] = page.xpath("//section[contains(@class, 'pending')]")
    words = " ".join(panel.text_content().split())
    for said in ("已退回的修改", "editor 退回", "张三 起草", "依据不足", "标题"):
        assert said in words, said
    assert "依据不足" not in text_of(viewer_client.get(form))
    [undo] = panel.xpath(".//a/@href")
    drafter.post(undo, read_form(drafter.get(undo), "undo-form"))
    assert PendingChange.objects.get().wanted == {"title": "新标题"}
    assert "依据不足" not in text_of(drafter.get(form))


def test_what_was_taken_back_or_written_over_is_not_called_sent_back(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    form = url("measure_change", published.pk)
    Editing(drafter, published).open().save(title="新标题")
    decide(drafter, published, reject="1", reason="自己撤回")
    assert "已退回的修改" not in text_of(drafter.get(form))
    Editing(drafter, published).open().save(title="新标题")
    decide(editor_client, published, publish="1", reason="同意")
    assert "已退回的修改" not in text_of(drafter.get(form))
    Editing(drafter, published).open().save(title="更新的标题")
    decide(editor_client, published, reject="1", reason="依据不足")
    assert "已退回的修改" in text_of(drafter.get(form))
    published.refresh_from_db()
    published.phase = "in_progress"
    published.save()
    assert "已退回的修改" not in text_of(drafter.get(form))


def test_what_was_changed_meanwhile_is_looked_at_again(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    Editing(drafter, published).open().save(title="新标题")
    fields = read_form(editor_client.get(url("measure_pending", published.pk)), "pending-form")
    Editing(drafter, published).open().save(title="更新的标题")
    answer = editor_client.post(url("measure_pending", published.pk), fields | {"publish": "1"}, follow=True)
    assert "其间有改动" in text_of(answer)
    assert Measure.objects.get().title == published.title


def test_a_form_that_is_wrong_keeps_the_draft_and_what_was_typed(published: Measure, drafter: Client) -> None:
    Editing(drafter, published).open().save(title="新标题")
    page = Editing(drafter, published).open()
    assert page.save(title="", due_text="长期").status_code == 200
    assert page.fields["due_text"] == "长期"
    assert PendingChange.objects.get().wanted == {"title": "新标题"}


def test_the_table_drafts_and_leaves_to_the_form_what_is_pending(published: Measure, drafter: Client) -> None:
    address = url("measure_grid")
    name = f"m{published.pk}-phase"
    fields = read_form(drafter.get(address), "grid-form")
    said = told(drafter, drafter.post(address, fields | {name: "in_progress"}))
    assert "1条为待发布修改" in said
    assert PendingChange.objects.get().wanted == {"phase": "in_progress"}
    again = drafter.post(address, read_form(drafter.get(address), "grid-form") | {name: "completed"})
    assert "已有待发布修改" in text_of(again)


def test_lists_mark_it_and_a_publisher_finds_what_waits(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    Editing(drafter, published).open().save(title="新标题")
    listed = "//table[@id='result_list']/tbody/tr"
    for browser, count in ((editor_client, 1), (drafter, 0)):
        page = page_of(browser.get(url("measure_changelist", pending="others")))
        assert len(page.xpath(listed)) == count
    assert "待发布修改" in text_of(editor_client.get(url("measure_changelist")))


def test_of_a_withdrawn_measure_it_is_counted_and_found_as_well(
    published: Measure, drafter: Client, editor_client: Client
) -> None:
    """Who brings one back into force drafts it too: nobody looks for it among those in force."""
    Measure.objects.update(withdrawn_on="2026-01-01")
    Editing(drafter, published).open().save(withdrawn_on="")
    [cell] = page_of(editor_client.get("/admin/")).xpath("//li[contains(@class, 'pending')]")
    assert cell.xpath("string(.//b)") == "1"
    assert len(page_of(editor_client.get(cell.xpath("a/@href")[0])).xpath("//table[@id='result_list']/tbody/tr")) == 1


def test_what_cannot_wait_as_a_draft_is_refused_with_a_sentence_before_it_is_tried(
    published: Measure, drafter: Client
) -> None:
    """Splitting, merging and moving are about several records; a conflict is kept as it is here, or waits."""
    make_measure(published.section)
    pages = [
        url("measure_split", published.pk, cut=1),
        url("measure_merge", pk=[published.pk, published.pk + 1]),
        url("measure_move", pk=published.pk, place="down"),
    ]
    for address in pages:
        assert "要求由他人发布" in text_of(drafter.get(address)), address
        seen = {"seen": [f"{each.pk}:{each.version}" for each in Measure.objects.all()], "version": published.version}
        drafter.post(address, seen | {"cut": "1"})
    assert not Measure.objects.exclude(version=1).exclude(pk=published.pk).exists()
    source = make_source(published.plan, "新版", edition=2)
    said = {"model": "measure", "key": published.code, "field": "title", "said_now": "文件的标题"}
    conflict = Conflict.objects.create(plan=published.plan, measure=published, source=source, **said)
    page = drafter.get(url("conflict_change", conflict.pk))
    assert page_of(page).xpath("//input[@name='choice']/@value") == ["here"]
    assert "由他人发布" in text_of(page)
    chosen = {"action": "take_document", "_selected_action": [str(conflict.pk)], "index": "0"}
    assert "要求由他人发布" in told(drafter, drafter.post(url("conflict_changelist"), chosen))
    assert Conflict.objects.get().state == "open"
    seen = {name: page_of(page).xpath(f"//input[@name='{name}']/@value")[0] for name in ("seen", "choice")}
    drafter.post(url("conflict_decide", conflict.pk), seen)
    assert (Conflict.objects.get().state, Measure.objects.get(pk=published.pk).title) == ("here", published.title)


def test_only_who_may_publish_the_plan_asks_for_a_second_person(published: Measure, drafter: Client) -> None:
    page = Editing(drafter, published.plan).open()
    assert "second_person" not in page.fields
    page.save(title="新规划", second_person="")
    assert Plan.objects.get().second_person


def test_a_viewer_and_an_outsider_see_what_is_published(
    published: Measure, drafter: Client, viewer_client: Client, outsider: User
) -> None:
    Editing(drafter, published).open().save(title="新标题")
    assert "新标题" not in text_of(viewer_client.get(url("measure_change", published.pk)))
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for browser in (viewer_client, signed_in(outsider)):
        assert browser.get(url("measure_pending", published.pk)).status_code == 403
        assert browser.post(url("measure_pending", published.pk), {"publish": "1"}).status_code == 403
