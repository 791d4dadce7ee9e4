"""The look-up: what a receipt shows, what it never shows, and what a guesser learns."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from flask.testing import FlaskClient
from pages import check
from werkzeug.test import TestResponse

from intake import clock, receipts, triage
from intake.db import Connection, transaction
from intake.model import AsideReason, Outcome, Role, Seal, Staff, Status
from intake.store import attempts, circulars, events, messages, opinions, staff
from intake.web.lookup import standing

NO_WAIT = timedelta(0)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def find(client: FlaskClient, code: str, address: str = "192.0.2.1") -> TestResponse:
    response = client.post("/lookup", data={"code": code}, environ_overrides={"REMOTE_ADDR": address})
    check(response.text)
    assert response.headers["Cache-Control"] == "no-store"
    return response


def wrong_digit(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def never_given(n: int = 0) -> str:
    body = f"{n:015d}"
    return body + receipts.check_digit(body)


def version(conn: Connection, opinion_id: int) -> int:
    return opinions.by_id(conn, opinion_id).version


@pytest.mark.both
def test_a_receipt_shows_status_number_and_time(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    response = find(client, receipt.code)
    assert response.status_code == 200
    assert "已收到，等待办理" in response.text
    assert receipt.number in response.text
    assert "2026年11月18日 10:00" in response.text


@pytest.mark.parametrize("typed", ["{} {} {} {}", "{}-{}-{}-{}", " {}{}{}{} ", "{}　{}　{}　{}"])
def test_a_code_is_taken_as_people_write_it(client: FlaskClient, conn: Connection, typed: str) -> None:
    code = opinion(conn).code
    fours = [code[i : i + 4] for i in range(0, 16, 4)]
    assert find(client, typed.format(*fours)).status_code == 200


def test_the_way_to_the_answer_in_plain_words(client: FlaskClient, conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    taken = receipt.opinion_id
    unit = staff.add_unit(conn, "区房管局", NOW)
    triage.confirm(conn, taken, version(conn, taken), [issue_id(conn, "加装电梯")], bo, NOW)
    triage.note(conn, taken, "此人反复来电", bo, NOW)
    triage.hand_over(conn, taken, version(conn, taken), unit, "请尽快", bo, NOW)
    triage.answer(conn, taken, version(conn, taken), "您好，<已>列入明年计划。", bo, NOW, delay=NO_WAIT)
    triage.close(conn, taken, version(conn, taken), Outcome.EXPLAINED, "内部意见", bo, NOW)
    html = find(client, receipt.code).text
    for words in ("工作人员已阅看", "已交有关单位办理", "您好，&lt;已&gt;列入明年计划。", "已办结：解释说明"):
        assert words in html
    for words in ("包宝", "区房管局", "此人反复来电", "请尽快", "内部意见", "加装电梯"):
        assert words not in html


def test_contacts_and_words_are_never_shown(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(
        conn, body="只有我知道的事", name="张三", phone="13800000000", email="z@example.com", place="某弄"
    )
    html = find(client, receipt.code).text
    for words in ("只有我知道的事", "张三", "13800000000", "z@example.com", "某弄"):
        assert words not in html


@pytest.mark.parametrize("seal", [Seal.PROPOSED, Seal.SEALED])
def test_of_a_report_no_steps_are_shown_but_its_answer_is(
    client: FlaskClient, conn: Connection, bo: Staff, seal: Seal
) -> None:
    receipt = opinion(conn)
    taken = receipt.opinion_id
    triage.confirm(conn, taken, version(conn, taken), [], bo, NOW)
    triage.seal(conn, taken, version(conn, taken), seal, bo, NOW)
    html = find(client, receipt.code).text
    assert "正在按规定办理" in html
    assert "阅看" not in html
    triage.answer(conn, taken, version(conn, taken), "已转有关机关。", bo, NOW, delay=NO_WAIT)
    assert "已转有关机关。" in find(client, receipt.code).text


def test_of_an_isolated_item_only_its_number_is_left(client: FlaskClient, conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    taken = receipt.opinion_id
    triage.answer(conn, taken, version(conn, taken), "答复里也提到了", bo, NOW, delay=NO_WAIT)
    triage.isolate(conn, taken, version(conn, taken), bo, NOW)
    response = find(client, receipt.code)
    assert response.status_code == 200
    assert receipt.number in response.text
    assert "答复里也提到了" not in response.text
    assert "已答复" not in response.text


def test_why_nothing_follows_is_said_politely(client: FlaskClient, conn: Connection, bo: Staff) -> None:
    beside, spam = opinion(conn), opinion(conn)
    triage.set_aside(conn, beside.opinion_id, 1, AsideReason.OUT_OF_SCOPE, "", bo, NOW)
    triage.set_aside(conn, spam.opinion_id, 1, AsideReason.SPAM, "广告", bo, NOW)
    assert "与本次通报没有直接关系" in find(client, beside.code).text
    html = find(client, spam.code).text
    assert "已登记存查" in html
    assert "垃圾" not in html
    assert "广告" not in html


def test_drafts_are_not_shown(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    with transaction(conn):
        messages.add(conn, receipt.opinion_id, "out", "draft", "还没有签发", NOW)
    assert "还没有签发" not in find(client, receipt.code).text


def test_a_slip_and_a_guess_look_the_same(client: FlaskClient, conn: Connection) -> None:
    slip, guess = find(client, wrong_digit(opinion(conn).code)), find(client, never_given())
    assert slip.status_code == guess.status_code == 422
    typed = wrong_digit(opinion(conn).code)
    assert slip.text.replace(slip_value(slip), "") == guess.text.replace(slip_value(guess), "")
    assert typed not in guess.text


def slip_value(response: TestResponse) -> str:
    return response.text.split('name="code" value="')[1].split('"')[0]


@pytest.mark.parametrize(("typed", "words"), [("", "请输入"), ("1234", "您输入了 4 位"), ("<b>", "请输入")])
def test_what_is_no_code_is_told_what_a_code_is(client: FlaskClient, conn: Connection, typed: str, words: str) -> None:
    response = find(client, typed)
    assert response.status_code == 422
    assert words in response.text
    assert "<b>" not in response.text


@pytest.mark.both
def test_guessing_is_stopped_even_for_a_right_code(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for n in range(30):
        assert find(client, never_given(n)).status_code == 422
    stopped = find(client, receipt.code)
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "3600")
    assert "一小时后再试" in stopped.text
    assert receipt.number not in stopped.text
    assert find(client, receipt.code, address="192.0.2.2").status_code == 200


def test_slips_of_the_finger_do_not_count(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for _ in range(40):
        find(client, wrong_digit(receipt.code))
    assert find(client, receipt.code).status_code == 200


def test_addresses_of_one_household_count_as_one(client: FlaskClient, conn: Connection) -> None:
    for n in range(30):
        find(client, never_given(n), address=f"2001:db8:1:2::{n:x}")
    assert find(client, never_given(99), address="2001:db8:1:2:ffff::1").status_code == 429
    assert find(client, never_given(99), address="2001:db8:1:3::1").status_code == 422


def test_the_stop_ends_after_an_hour(client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = opinion(conn)
    for n in range(31):
        find(client, never_given(n))
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert find(client, receipt.code).status_code == 200


def test_guessing_from_many_addresses_is_slowed_everywhere(client: FlaskClient, conn: Connection) -> None:
    with transaction(conn):
        for _ in range(1000):
            attempts.add(conn, "lookup", clock.now())
    for n in range(5):
        assert find(client, never_given(n)).status_code == 422
    assert find(client, never_given(6)).status_code == 429
    assert find(client, opinion(conn).code, address="192.0.2.9").status_code == 200


def test_no_address_is_stored_readably(client: FlaskClient, conn: Connection) -> None:
    find(client, never_given(), address="192.0.2.77")
    rows = conn.execute("SELECT subject FROM attempt").fetchall()
    assert len(rows) == 2
    assert not any("192.0.2" in row["subject"] for row in rows)


def test_a_late_opinion_says_so(client: FlaskClient, conn: Connection) -> None:
    with transaction(conn):
        circulars.set_state(conn, circulars.published(conn)[0].id, "closed")
    assert "（征集截止后）" in find(client, opinion(conn).code).text


def test_every_kind_of_event_that_is_not_known_stays_inside(conn: Connection) -> None:
    receipt = opinion(conn)
    with transaction(conn):
        events.append(conn, receipt.opinion_id, "claimed", NOW, words="交给小王")
    found = opinions.by_id(conn, receipt.opinion_id)
    history = events.history(conn, receipt.opinion_id)
    shown = standing(found, [*history, replace(history[0], kind="brand_new")], [])
    assert [words for _, words in shown.history] == ["收到您的意见并登记"]


def act(client: FlaskClient, what: str, code: str, **typed: str) -> TestResponse:
    response = client.post(f"/lookup/{what}", data={"code": code, **typed})
    check(response.text)
    return response


@pytest.mark.both
def test_words_can_be_added_once_each(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for _ in range(2):
        response = act(client, "add", receipt.code, words="补充：是三号楼\r\n<二>单元")
        assert response.status_code == 200
    assert "收到您的补充" in response.text
    assert "三号楼" not in response.text
    added = messages.of_opinion(conn, receipt.opinion_id)
    assert [(m.direction, m.state, m.body) for m in added] == [("in", "received", "补充：是三号楼\n<二>单元")]
    assert [e.kind for e in events.history(conn, receipt.opinion_id)] == ["received", "added"]


def test_an_addition_brings_finished_work_back(client: FlaskClient, conn: Connection, bo: Staff) -> None:
    closed, spam = opinion(conn), opinion(conn)
    triage.close(conn, closed.opinion_id, 1, Outcome.EXPLAINED, "", bo, NOW)
    triage.set_aside(conn, spam.opinion_id, 1, AsideReason.SPAM, "", bo, NOW)
    act(client, "add", closed.code, words="还是没有装")
    act(client, "add", spam.code, words="我是真人")
    assert opinions.by_id(conn, closed.opinion_id).status == Status.WAITING
    assert opinions.by_id(conn, closed.opinion_id).outcome == Outcome.EXPLAINED
    again = opinions.by_id(conn, spam.opinion_id)
    assert (again.status, again.held) == (Status.WAITING, "存查后来件人又作了补充")


def test_danger_and_reports_in_an_addition_count(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    response = act(client, "add", receipt.code, words="他们收红包，我不想活了")
    assert 'href="tel:120"' in response.text
    found = opinions.by_id(conn, receipt.opinion_id)
    assert (found.urgent, found.seal) == (True, Seal.PROPOSED)


@pytest.mark.parametrize(("words", "said"), [(" \n", "请写下"), ("长" * 5001, "5,001")])
def test_an_addition_that_cannot_be_taken_stays_in_its_field(
    client: FlaskClient, conn: Connection, words: str, said: str
) -> None:
    receipt = opinion(conn)
    response = act(client, "add", receipt.code, words=words)
    assert response.status_code == 422
    assert said in response.text
    assert words.strip() in response.text
    assert messages.of_opinion(conn, receipt.opinion_id) == []


def test_additions_have_a_daily_limit(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for n in range(10):
        assert act(client, "add", receipt.code, words=f"第{n}次").status_code == 200
    assert "明天再补充" in act(client, "add", receipt.code, words="再来一次").text


@pytest.mark.both
def test_a_withdrawal_can_be_taken_back_and_deletes_nothing(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    withdrawn = act(client, "withdraw", receipt.code)
    assert "（您已撤回）" in withdrawn.text
    assert opinions.by_id(conn, receipt.opinion_id).withdrawn_at is not None
    assert act(client, "withdraw", receipt.code).status_code == 200
    assert "（您已撤回）" not in act(client, "restore", receipt.code).text
    found = opinions.by_id(conn, receipt.opinion_id)
    assert (found.withdrawn_at, found.status) == (None, Status.WAITING)
    kinds = [e.kind for e in events.history(conn, receipt.opinion_id)]
    assert kinds == ["received", "withdrawn", "restored"]


@pytest.mark.parametrize("what", ["add", "withdraw", "restore"])
def test_without_a_right_code_nothing_can_be_done(client: FlaskClient, conn: Connection, what: str) -> None:
    receipt = opinion(conn)
    assert act(client, what, never_given(), words="x").status_code == 422
    assert act(client, what, "", words="x").status_code == 422
    assert len(events.history(conn, receipt.opinion_id)) == 1


def test_an_isolated_item_takes_no_additions(client: FlaskClient, conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    triage.isolate(conn, receipt.opinion_id, 1, bo, NOW)
    assert "<textarea" not in find(client, receipt.code).text
    response = act(client, "add", receipt.code, words="再说一遍")
    assert response.status_code == 422
    assert messages.of_opinion(conn, receipt.opinion_id) == []


@pytest.mark.both
def test_who_got_an_answer_rates_it_once(client: FlaskClient, conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    assert 'name="rating"' not in find(client, receipt.code).text
    assert "办理结束后才能评价" in act(client, "rate", receipt.code, rating="not").text
    triage.answer(conn, receipt.opinion_id, 1, "已列入计划。", bo, NOW, delay=NO_WAIT)
    assert 'name="rating"' in find(client, receipt.code).text
    asked = act(client, "rate", receipt.code, rating="very")
    assert asked.status_code == 422
    assert 'id="rating-error"' in asked.text
    thanked = act(client, "rate", receipt.code, rating="not")
    assert "谢谢您的评价" in thanked.text
    assert 'name="rating"' not in thanked.text
    assert "已经评价过" in act(client, "rate", receipt.code, rating="content").text
    rated = [event.data for event in events.history(conn, receipt.opinion_id) if event.kind == "rated"]
    assert rated == [{"rating": "not"}]


def test_staff_read_the_rating_in_the_history(staff_client: FlaskClient, conn: Connection) -> None:
    receipt, cy = opinion(conn), person(conn, Role.MANAGER, "cy")
    triage.close(conn, receipt.opinion_id, 1, Outcome.SOLVED, "", cy, NOW)
    act(staff_client, "rate", receipt.code, rating="fairly")
    assert "来件人评价：基本满意" in staff_client.get(f"/staff/queue/{receipt.opinion_id}").text
