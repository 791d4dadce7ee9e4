"""One opinion's page: what it shows, and every act on it as forms send them."""

import re

import pytest
from builders import NOW, PASSWORD, issue_id, opinion, person, submission
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page
from queue_pages import HOMES, LIFT, WASTE, act, now_is, seen, send, suggest

from intake import followup
from intake.db import Connection, transaction
from intake.model import AsideReason, Channel, Evidence, LinkState, Nature, Outcome, Role, Seal, Stance, Status
from intake.store import events, links, messages, staff

pytestmark = pytest.mark.both
TEXT = "我家六楼，什么时候加装电梯？"
ACTS = (
    "confirm",
    "classify",
    "release",
    "set_aside",
    "hand_over",
    "answer",
    "withdraw_answer",
    "publish",
    "unpublish",
    "close",
    "reopen",
    "join",
    "split",
    "note",
    "seal",
    "reveal",
    "isolate",
)


@pytest.fixture
def taken(conn: Connection) -> int:
    """An opinion with two suggestions, evidence for the first."""
    taken = opinion(conn, body=TEXT, phone="13812345678", name="张建国").opinion_id
    suggest(conn, taken, LIFT, WASTE, evidence=(Evidence(9, 13, "加装电梯"), Evidence(2, 4, "六层")))
    return taken


def member(app: Flask, conn: Connection, role: Role) -> FlaskClient:
    """Another member of staff (Cy) who has logged in."""
    person(conn, role, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    return client


def show(client: FlaskClient, opinion_id: int, query: str = "") -> str:
    return page(client, f"/staff/queue/{opinion_id}{query}")


def test_evidence_is_marked_exactly_and_numbered(staff_client: FlaskClient, taken: int) -> None:
    html = show(staff_client, taken)
    assert '我家<mark data-number="1">六楼</mark>，什么时候<mark data-number="2">加装电梯</mark>？</div>' in html
    assert re.search(r"<q>六楼</q> <span class=\"muted\">通报：六层</span>", html)


def test_another_suggestions_evidence_can_be_looked_at(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    assert "<mark" not in show(staff_client, taken, f"?marks={issue_id(conn, WASTE)}")


def test_quoted_mail_is_folded_away(staff_client: FlaskClient, conn: Connection) -> None:
    body = "新的话\n> 旧的话"
    taken = opinion(conn, channel=Channel.EMAIL, body=body, cut=4).opinion_id
    html = show(staff_client, taken)
    assert '<div class="body">新的话\n</div>' in html
    assert re.search(r"<details class=\"quoted\">.*&gt; 旧的话</div></details>", html, re.S)


def test_contacts_are_masked_until_asked_for_and_the_look_is_on_record(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    html = show(staff_client, taken)
    assert "张**" in html
    assert "138****5678" in html
    assert "13812345678" not in html
    assert "张建国" not in html
    shown = act(staff_client, taken, "reveal")
    assert "13812345678" in shown.text
    assert "张建国" in shown.text
    assert events.history(conn, taken)[-1].kind == "contacts_seen"
    assert "13812345678" not in show(staff_client, taken)


def test_the_desks_notes_and_the_same_persons_other_items_are_there(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    other = opinion(conn, channel=Channel.LETTER, phone="13812345678", details={"kept_at": "三号柜"}, place="控江路")
    html = show(staff_client, taken)
    assert other.number in html
    html = show(staff_client, other.opinion_id)
    assert "三号柜" in html
    assert "控江路" in html


def test_the_issues_text_is_at_hand_and_leads_into_the_circular(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    html = show(staff_client, taken)
    assert "2023年新加梯300台" in html
    assert re.search(rf"/staff/circulars/\d+#issue-{issue_id(conn, LIFT)}\"", html)


def test_confirming_leads_to_the_next_and_back(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    following = opinion(conn).opinion_id
    response = act(staff_client, taken, "confirm", main=str(issue_id(conn, LIFT)))
    assert response.status_code == 303
    assert response.headers["Location"] == f"/staff/queue/{following}"
    html = page(staff_client, response.headers["Location"])
    assert "已关联“加装电梯”" in html
    assert f'href="/staff/queue/{taken}"' in html
    assert now_is(conn, taken).status == Status.CONFIRMED


def test_after_the_last_one_the_list_is_shown(staff_client: FlaskClient, taken: int) -> None:
    response = act(staff_client, taken, "confirm", "?channel=web", main="none")
    assert response.headers["Location"] == "/staff/queue?channel=web"


def test_the_list_one_came_from_is_kept(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    opinion(conn, channel=Channel.PHONE)
    other = opinion(conn).opinion_id
    response = act(staff_client, taken, "confirm", "?channel=web", main="none")
    assert response.headers["Location"] == f"/staff/queue/{other}?channel=web"


def test_main_and_further_issues(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    act(staff_client, taken, "confirm", main=str(issue_id(conn, WASTE)), further=[str(issue_id(conn, LIFT))])
    found = links.of_opinion(conn, taken)
    assert [(link.issue_id, link.main, link.state) for link in found] == [
        (issue_id(conn, WASTE), True, LinkState.CONFIRMED),
        (issue_id(conn, LIFT), False, LinkState.CONFIRMED),
    ]
    html = show(staff_client, taken)
    assert "主要事项" in html
    assert "逐件确认：关联“定海路街道垃圾分类工作”，另涉及“加装电梯”" in html


@pytest.mark.parametrize("typed", ["1-1", HOMES, "1-1 旧改收尾基地剩余", "旧改"])
def test_any_issue_by_code_or_title(staff_client: FlaskClient, conn: Connection, taken: int, typed: str) -> None:
    assert act(staff_client, taken, "confirm", main="other", other=typed).status_code == 303
    assert links.of_opinion(conn, taken)[0].issue_id == issue_id(conn, HOMES)


def test_several_that_fit_are_offered_and_what_was_typed_stays(staff_client: FlaskClient, conn: Connection) -> None:
    taken = opinion(conn).opinion_id
    response = act(staff_client, taken, "confirm", main="other", other="工作")
    assert response.status_code == 303  # only one has this word
    other = opinion(conn).opinion_id
    response = act(staff_client, other, "confirm", main="other", other="路街道垃圾和加装")
    assert response.status_code == 422
    assert 'value="路街道垃圾和加装"' in response.text
    response = act(staff_client, other, "confirm", main="other", other="装")
    assert response.status_code == 303
    another = opinion(conn).opinion_id
    response = act(staff_client, another, "confirm", main="other", other="")
    assert response.status_code == 422
    assert "请填写事项" in response.text
    assert now_is(conn, another).version == 1


def test_nature_and_stance_are_one_button_each(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    response = act(staff_client, taken, "classify", nature="criticism")
    assert response.headers["Location"] == f"/staff/queue/{taken}"
    act(staff_client, taken, "classify", stance="doubts")
    assert (now_is(conn, taken).nature, now_is(conn, taken).stance) == (Nature.CRITICISM, Stance.DOUBTS)
    assert re.search(r'value="criticism"[^>]*aria-pressed="true"', show(staff_client, taken))
    assert act(staff_client, taken, "classify", nature="bogus").status_code == 422


def test_set_aside_wants_a_reason_and_keeps_the_note(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    response = act(staff_client, taken, "set_aside", note="像是广告")
    assert response.status_code == 422
    assert "请选择存查原因" in response.text
    assert "像是广告</textarea>" in response.text
    act(staff_client, taken, "set_aside", reason="spam", note="像是广告")
    assert now_is(conn, taken).aside_reason == AsideReason.SPAM
    html = show(staff_client, taken)
    assert "存查（垃圾信息）" in html
    assert "像是广告" in html


def test_hand_over_to_a_unit_typed_for_the_first_time(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    response = act(staff_client, taken, "hand_over", note="请核实")
    assert response.status_code == 422
    assert "请填写承办单位" in response.text
    assert "请核实</textarea>" in response.text
    act(staff_client, taken, "hand_over", unit="区房管局", note="请核实")
    [unit] = staff.units(conn)
    assert now_is(conn, taken).unit_id == unit.id
    html = show(staff_client, taken)
    assert "交区房管局办理" in html
    assert '<option value="区房管局">' in html


def test_an_answer_says_how_it_reaches_and_stays_on_the_page(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    assert "来件人凭查询码可以看到" in show(staff_client, taken)
    assert act(staff_client, taken, "answer", text=" ").status_code == 422
    response = act(staff_client, taken, "answer", text="您好，<已>列入计划。")
    assert response.headers["Location"] == f"/staff/queue/{taken}"
    html = show(staff_client, taken)
    assert "您好，&lt;已&gt;列入计划。" in html
    assert "撤回修改" not in html
    assert now_is(conn, taken).status == Status.ANSWERED


def test_an_answer_by_mail_can_be_taken_back_and_mended(staff_client: FlaskClient, conn: Connection) -> None:
    taken = opinion(conn, channel=Channel.EMAIL, email="ann@example.org").opinion_id
    html = show(staff_client, taken)
    assert "将以邮件发到 a***@example.org" in html
    assert "ann@example.org" not in html
    act(staff_client, taken, "answer", text="已列人计划。")
    html = show(staff_client, taken)
    assert "邮件待发" in html
    [message] = messages.of_opinion(conn, taken)
    act(staff_client, taken, "withdraw_answer", message=str(message.id))
    html = show(staff_client, taken)
    assert "已撤回，来件人看不到" in html
    assert re.search(r'id="answer-text"[^>]*>\s*已列人计划。</textarea>', html)
    assert now_is(conn, taken).status == Status.WAITING


def test_what_the_citizen_added_is_there_with_older_mail_folded(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    followup.add(conn, taken, "补充一句", NOW)
    with transaction(conn):
        mail = submission(channel=Channel.EMAIL, body="又来信\n> 旧的话", cut=4, email="neighbour@example.org")
        followup.add_mail(conn, taken, mail, NOW)
    html = show(staff_client, taken)
    assert "补充一句</p>" in html
    assert "n***@example.org" in html
    assert re.search(r"又来信\s*</p>\s*<details class=\"quoted\">.*&gt; 旧的话", html, re.S)


def test_close_with_outcome_and_reopen(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    assert act(staff_client, taken, "close").status_code == 422
    act(staff_client, taken, "close", outcome="adopted", note="已采纳")
    assert now_is(conn, taken).outcome == Outcome.ADOPTED
    html = show(staff_client, taken)
    assert "已办结：采纳" in html
    assert 'id="act-close"' not in html
    act(staff_client, taken, "reopen", note="又来电")
    assert now_is(conn, taken).status == Status.WAITING


def test_a_note_is_for_staff(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    assert act(staff_client, taken, "note", text="").status_code == 422
    act(staff_client, taken, "note", text="已电话核实\x00")
    assert "备注：已电话核实" in show(staff_client, taken)


def test_a_held_one_says_why_and_is_released(staff_client: FlaskClient, conn: Connection) -> None:
    held = opinion(conn, held="同一网络太多").opinion_id
    assert "待核：同一网络太多" in show(staff_client, held)
    act(staff_client, held, "release")
    assert now_is(conn, held).held is None
    assert "核对后放行" in show(staff_client, held)


def test_an_emergency_says_what_to_do(staff_client: FlaskClient, conn: Connection) -> None:
    urgent = opinion(conn, body="我不想活了").opinion_id
    assert "110" in show(staff_client, urgent)


def test_a_clerk_seals_and_loses_sight(app: Flask, conn: Connection, taken: int) -> None:
    cy = member(app, conn, Role.CLERK)
    response = act(cy, taken, "seal", seal="sealed")
    assert response.headers["Location"] == "/staff/queue"
    assert "已设为密件" in page(cy, "/staff/queue")
    assert now_is(conn, taken).seal == Seal.SEALED
    assert cy.get(f"/staff/queue/{taken}").status_code == 404


def test_a_manager_opens_what_was_proposed(staff_client: FlaskClient, conn: Connection) -> None:
    report = opinion(conn, body="举报某主任收受贿赂，请为我保密").opinion_id
    html = show(staff_client, report)
    assert "疑似检举控告" in html
    assert 'id="act-hand_over"' not in html
    act(staff_client, report, "seal", seal="none")
    assert now_is(conn, report).seal == Seal.NONE


def test_isolation_tells_where_copies_lie_and_the_item_is_gone(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    response = act(staff_client, taken, "isolate")
    assert response.status_code == 200
    assert "此前的数据库备份" in response.text
    assert staff_client.get(f"/staff/queue/{taken}").status_code == 404


def test_the_second_is_told_what_the_first_did_and_keeps_what_was_typed(
    staff_client: FlaskClient, app: Flask, conn: Connection, taken: int
) -> None:
    cy = member(app, conn, Role.MANAGER)
    saw = seen(show(cy, taken))
    act(staff_client, taken, "confirm", main=str(issue_id(conn, LIFT)))
    response = send(cy, taken, "answer", saw, text="写了很久的<答复>")
    assert response.status_code == 409
    assert "这件意见刚被别人处理过" in response.text
    assert re.search(r"<li>包宝.*逐件确认：关联“加装电梯”", response.text)
    assert "写了很久的&lt;答复&gt;</textarea>" in response.text
    assert messages.of_opinion(conn, taken) == []
    again = send(cy, taken, "answer", seen(response.text), text="写了很久的<答复>")
    assert again.status_code == 303
    assert now_is(conn, taken).status == Status.ANSWERED


def test_only_what_happened_since_is_news(staff_client: FlaskClient, app: Flask, conn: Connection, taken: int) -> None:
    cy = member(app, conn, Role.OFFICER)
    act(staff_client, taken, "note", text="旧的备注")
    saw = seen(show(cy, taken))
    act(staff_client, taken, "confirm", main="none")
    news = re.search(r'id="news">.*?</div>', send(cy, taken, "confirm", saw, main="none").text, re.S)
    assert news is not None
    assert "不涉及通报所列事项" in news[0]
    assert "旧的备注" not in news[0]


def test_buttons_are_absent_and_the_server_refuses_what_a_role_lacks(app: Flask, conn: Connection, taken: int) -> None:
    cy = member(app, conn, Role.CLERK)
    html = show(cy, taken)
    for name in ("answer", "hand_over"):
        assert f"/{name}" not in html
    saw = seen(html)
    for name in ("answer", "hand_over", "withdraw_answer"):
        fields = {"text": "好", "unit": "区房管局", "message": "1"}
        refused = cy.post(f"/staff/queue/{taken}/{name}", data={**saw, **fields})
        assert refused.status_code == 403
        check(refused.text)
    assert staff.units(conn) == []
    assert now_is(conn, taken).version == 1


@pytest.mark.parametrize("name", [name for name in ACTS if name not in ("note", "reveal")])
def test_a_mangled_form_is_an_error_in_words(
    staff_client: FlaskClient, conn: Connection, taken: int, name: str
) -> None:
    saw = seen(show(staff_client, taken))
    for version in ("", "x", "-1", "99999999999999999999"):
        response = send(staff_client, taken, name, {**saw, "version": version}, main="none", seal="sealed")
        assert response.status_code == 422
        assert "请刷新后重试" in response.text
    assert now_is(conn, taken).version == 1


@pytest.mark.parametrize("name", ACTS)
def test_acts_on_what_is_not_there_are_not_found(staff_client: FlaskClient, taken: int, name: str) -> None:
    saw = seen(show(staff_client, taken))
    assert send(staff_client, 5, name, saw).status_code == 404


def test_an_unknown_issue_is_not_found(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    assert act(staff_client, taken, "confirm", main="12345").status_code == 404
    assert act(staff_client, taken, "confirm", main="abc").status_code == 422
    assert now_is(conn, taken).version == 1


def test_an_issue_taken_out_of_the_circular_does_not_break_the_page(
    staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    act(staff_client, taken, "confirm", main=str(issue_id(conn, LIFT)))
    gone = issue_id(conn, LIFT)
    conn.execute("DELETE FROM issue_version WHERE issue_id = :id", {"id": gone})
    assert "已不在通报中的事项" in show(staff_client, taken)
    assert page(staff_client, "/staff/queue?status=confirmed").count("2026-000001") > 0


def test_an_issue_is_meant_by_the_first_letters_of_its_reading(staff_client: FlaskClient, conn: Connection) -> None:
    taken = opinion(conn).opinion_id
    act(staff_client, taken, "confirm", main="other", other="jzdt")
    assert [link.issue_id for link in links.of_opinion(conn, taken)] == [issue_id(conn, LIFT)]
