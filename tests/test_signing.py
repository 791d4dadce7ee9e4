"""Answers that another person signs: nothing leaves before, the author never signs, a return says why."""

import pytest
from builders import NOW, opinion, person
from desk_pages import logged_in
from flask import Flask
from flask.testing import FlaskClient
from pages import page
from queue_pages import act, now_is

from intake import accounts, triage
from intake.accounts import PERMISSIONS, Permission
from intake.config import Config, load
from intake.db import Connection
from intake.errors import ConfigError, Conflict, Invalid, NotFound, Refused
from intake.model import Channel, Outcome, Role, Seal, Status
from intake.store import deliveries, events, messages, signing

pytestmark = pytest.mark.both
WORDS = "您好，电梯明年开工。"


@pytest.fixture
def taken(conn: Connection) -> int:
    return opinion(conn, channel=Channel.EMAIL, email="ann@example.org").opinion_id


@pytest.fixture
def officer(app: Flask, conn: Connection) -> FlaskClient:
    """An officer (Cy) who has logged in; what they write another person signs."""
    return logged_in(app, conn, Role.OFFICER)


def message_id(conn: Connection, taken: int) -> int:
    found = signing.of_opinion(conn, taken)
    assert found is not None
    return found.message_id


def test_nothing_leaves_before_another_person_signs(
    officer: FlaskClient, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    act(officer, taken, "answer", text=WORDS)
    assert now_is(conn, taken).status == Status.WAITING
    assert deliveries.of_opinion(conn, taken) == {}
    [message] = messages.of_opinion(conn, taken)
    assert message.state == "draft"
    html = page(officer, f"/staff/queue/{taken}")
    assert "待审核签发" in html
    assert "须由他人审核签发" in html
    assert "电梯明年开工" in page(staff_client, "/staff/signing")
    act(staff_client, taken, "sign_answer", message=str(message.id))
    assert now_is(conn, taken).status == Status.ANSWERED
    [message] = messages.of_opinion(conn, taken)
    assert message.state == "released"
    assert deliveries.of_opinion(conn, taken)[message.id].state == "waiting"
    assert "审核签发岑宜起草的答复" in page(staff_client, f"/staff/queue/{taken}")
    assert "没有待签发的答复" in page(staff_client, "/staff/signing")


def test_the_author_never_signs(officer: FlaskClient, conn: Connection, taken: int) -> None:
    act(officer, taken, "answer", text=WORDS)
    response = act(officer, taken, "sign_answer", message=str(message_id(conn, taken)))
    assert response.status_code == 403
    assert now_is(conn, taken).status == Status.WAITING
    assert signing.of_opinion(conn, taken) is not None


def test_a_returned_answer_is_mended_and_submitted_again(
    officer: FlaskClient, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    act(officer, taken, "answer", text=WORDS)
    message = str(message_id(conn, taken))
    assert act(staff_client, taken, "return_answer", message=message, reason=" ").status_code == 422
    act(staff_client, taken, "return_answer", message=message, reason="请写明月份")
    html = page(officer, f"/staff/queue/{taken}")
    assert "已退回修改" in html
    assert "请写明月份" in html
    assert html.count(WORDS) == 2  # in the conversation, and in the field to be mended
    returned = next(event for event in events.history(conn, taken) if event.kind == "answer_returned")
    assert returned.data == {"message": int(message)}
    act(officer, taken, "answer", text="您好，电梯明年三月开工。")
    act(staff_client, taken, "sign_answer", message=str(message_id(conn, taken)))
    assert [m.state for m in messages.of_opinion(conn, taken)] == ["draft", "released"]


def test_a_submitted_answer_can_be_taken_back(officer: FlaskClient, conn: Connection, taken: int) -> None:
    act(officer, taken, "answer", text=WORDS)
    assert act(officer, taken, "answer", text="又一份").status_code == 422
    act(officer, taken, "recall_answer", message=str(message_id(conn, taken)))
    assert signing.of_opinion(conn, taken) is None
    assert "已撤回" in page(officer, f"/staff/queue/{taken}")


def test_only_author_and_signers_take_it_back(conn: Connection, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMISSIONS, Role.OFFICER, PERMISSIONS[Role.OFFICER] - {Permission.RELEASE})
    cy, di = person(conn, Role.OFFICER, "cy"), person(conn, Role.OFFICER, "di")
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    with pytest.raises(Refused):
        triage.recall_answer(conn, taken, 2, message, di, NOW)
    assert message_id(conn, taken) == message
    triage.recall_answer(conn, taken, 2, message, person(conn, Role.MANAGER), NOW)
    assert signing.of_opinion(conn, taken) is None


def test_a_manager_signs_what_they_write(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    act(staff_client, taken, "answer", text=WORDS)
    assert now_is(conn, taken).status == Status.ANSWERED


def test_of_two_who_sign_one_is_told(conn: Connection, taken: int, config: Config) -> None:
    cy, bo, di = person(conn, Role.OFFICER, "cy"), person(conn, Role.MANAGER), person(conn, Role.MANAGER, "di")
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    triage.sign_answer(conn, taken, 2, message, bo, NOW, delay=NOW - NOW)
    with pytest.raises(Conflict):
        triage.sign_answer(conn, taken, 3, message, di, NOW, delay=NOW - NOW)
    with pytest.raises(Conflict):
        triage.return_answer(conn, taken, 3, message, "晚了", di, NOW)
    assert len(deliveries.of_opinion(conn, taken)) == 1


def test_a_signer_who_read_an_older_state_does_not_sign(conn: Connection, taken: int) -> None:
    cy, bo = person(conn, Role.OFFICER, "cy"), person(conn, Role.MANAGER)
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    with pytest.raises(Conflict):
        triage.sign_answer(conn, taken, 1, message, bo, NOW, delay=NOW - NOW)
    assert signing.of_opinion(conn, taken) is not None
    assert [m.state for m in messages.of_opinion(conn, taken)] == ["draft"]


def test_a_sealed_opinion_is_listed_for_nobody_without_the_right(conn: Connection, taken: int) -> None:
    cy, bo, ed = person(conn, Role.OFFICER, "cy"), person(conn, Role.MANAGER), person(conn, Role.OFFICER, "ed")
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    triage.seal(conn, taken, 2, Seal.SEALED, bo, NOW)
    assert signing.waiting(conn, sealed=False, limit=5) == []
    assert len(signing.waiting(conn, sealed=True, limit=5)) == 1
    with pytest.raises(NotFound):
        triage.sign_answer(conn, taken, 3, message, ed, NOW, delay=NOW - NOW)


def test_clerks_neither_submit_nor_sign(conn: Connection, taken: int) -> None:
    cy, ed = person(conn, Role.OFFICER, "cy"), person(conn, Role.CLERK, "ed")
    with pytest.raises(Refused):
        triage.submit_answer(conn, taken, 1, WORDS, ed, NOW)
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    with pytest.raises(Refused):
        triage.sign_answer(conn, taken, 2, message, ed, NOW, delay=NOW - NOW)
    with pytest.raises(Invalid):
        triage.submit_answer(conn, taken, 2, WORDS, cy, NOW)


def test_the_setting_names_roles_that_answer() -> None:
    assert load({"INTAKE_SIGN_OWN": "officer, manager"}).signing_alone == {"officer", "manager"}
    assert load({"INTAKE_SIGN_OWN": ""}).signing_alone == set()
    with pytest.raises(ConfigError):
        load({"INTAKE_SIGN_OWN": "clerk"})


def test_what_was_returned_is_listed_for_its_author_until_it_is_mended(
    officer: FlaskClient, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    act(officer, taken, "answer", text=WORDS)
    assert '签发 <b class="count">1</b>' in page(staff_client, "/staff/signing")
    assert 'class="count"' not in page(officer, "/staff/signing"), "one's own is for others to sign"
    act(staff_client, taken, "return_answer", message=str(message_id(conn, taken)), reason="请写明月份")
    html = page(officer, "/staff/signing")
    assert "退回我修改的" in html
    assert '签发 <b class="count">1</b>' in html
    assert "退回我修改的" not in page(staff_client, "/staff/signing")
    act(officer, taken, "answer", text="您好，电梯明年三月开工。")
    assert "退回我修改的" not in page(officer, "/staff/signing")


@pytest.mark.parametrize("how", ["answered", "closed", "sealed"])
def test_a_returned_answer_leaves_the_list_with_the_work(conn: Connection, taken: int, how: str) -> None:
    cy, bo = person(conn, Role.OFFICER, "cy"), person(conn, Role.MANAGER)
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    triage.return_answer(conn, taken, 2, message, "请写明月份", bo, NOW)
    assert [line.opinion_id for line in signing.returned(conn, cy.id, NOW.date(), sealed=False, limit=5)] == [taken]
    if how == "answered":
        triage.answer(conn, taken, 3, WORDS, bo, NOW, delay=NOW - NOW)
    elif how == "closed":
        triage.close(conn, taken, 3, Outcome.NOTED, "", bo, NOW)
    else:
        triage.seal(conn, taken, 3, Seal.SEALED, bo, NOW)
    assert signing.returned(conn, cy.id, NOW.date(), sealed=False, limit=5) == []
    assert signing.todo(conn, cy.id, NOW.date(), sealed=False) == 0


def test_what_was_returned_to_who_left_is_there_for_the_others(conn: Connection, taken: int) -> None:
    cy, bo = person(conn, Role.OFFICER, "cy"), person(conn, Role.MANAGER)
    message = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    triage.return_answer(conn, taken, 2, message, "请写明月份", bo, NOW)
    assert signing.returned(conn, bo.id, NOW.date(), sealed=False, limit=5) == []
    accounts.set_disabled(conn, "cy", True, NOW)
    assert [line.opinion_id for line in signing.returned(conn, bo.id, NOW.date(), sealed=False, limit=5)] == [taken]
    assert signing.todo(conn, bo.id, NOW.date(), sealed=False) == 1
