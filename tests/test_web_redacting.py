"""Redaction on pages: who may reads what is hidden, marked; everybody else, inside and outside, reads blots."""

from urllib.parse import quote

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from letters import letter
from pages import log_in, page
from queue_pages import act, now_is

from intake import followup, redaction, triage
from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival
from intake.channels.mail.message import parse
from intake.db import Connection, transaction
from intake.model import Role, Seal, StoredFile
from intake.store import blobs, mails, opinions, redactions
from intake.store.mails import Entry
from intake.text.stretches import BLOT

pytestmark = pytest.mark.both
NAME = "王小明"
BLOTS = BLOT * 3
BODY = f"{NAME}不同意装电梯，他的电话是13812345678。"


@pytest.fixture
def taken(conn: Connection) -> int:
    return opinion(conn, body=BODY, subject=f"{NAME}的事").opinion_id


def client_of(app: Flask, conn: Connection, role: Role, login: str = "cy") -> FlaskClient:
    person(conn, role, login)
    client = app.test_client()
    log_in(client, login, PASSWORD)
    return client


def hide(client: FlaskClient, taken: int, **fields: object) -> None:
    response = act(client, taken, "redact", **{"words": NAME, "reason": "涉及他人", **fields})
    assert response.status_code == 303, response.text[:300]


def redaction_id(conn: Connection, taken: int) -> str:
    return str(redactions.of_opinion(conn, taken)[-1].id)


def test_what_a_program_found_is_ticked_and_hidden(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    html = page(staff_client, f"/staff/queue/{taken}")
    assert 'value="13812345678"' in html
    assert '<span class="tag">电话</span>' in html
    hide(staff_client, taken, words="", proposed="13812345678")
    assert now_is(conn, taken).body == f"{NAME}不同意装电梯，他的电话是{BLOT * 11}。"
    assert 'value="13812345678"' not in page(staff_client, f"/staff/queue/{taken}")


def test_who_may_reads_the_words_marked_and_others_read_blots(
    app: Flask, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    followup.add(conn, taken, f"{NAME}又来了", NOW)
    hide(staff_client, taken)
    html = page(staff_client, f"/staff/queue/{taken}")
    marked = f'<span class="only-read">（已遮盖：</span>{NAME}<span class="only-read">）</span>'
    assert html.count(marked) == 3  # subject, text, addition
    assert "遮盖文字：涉及他人" in html
    clerk = client_of(app, conn, Role.CLERK)
    for path in (f"/staff/queue/{taken}", "/staff/queue", f"/staff/search?q={NAME}", "/staff/register?day=2026-11-18"):
        assert NAME not in page(clerk, path).replace(f'value="{NAME}"', "").replace(f"“{NAME}”", ""), path
    assert f"{BLOTS}不同意装电梯" in page(clerk, f"/staff/queue/{taken}")
    assert "遮盖文字 <kbd>" not in page(clerk, f"/staff/queue/{taken}")
    assert act(clerk, taken, "unredact", redaction=redaction_id(conn, taken)).status_code == 403


def test_what_was_typed_stays_where_nothing_was_hidden(staff_client: FlaskClient, taken: int) -> None:
    response = act(staff_client, taken, "redact", words="没有这句", reason="涉及他人", proposed="13812345678")
    assert response.status_code == 303
    response = act(staff_client, taken, "redact", words="没有这句", reason="涉及他人")
    assert response.status_code == 422
    assert "里都没有这些文字" in response.text
    assert "没有这句</textarea>" in response.text
    assert 'value="涉及他人"' in response.text


def test_words_are_given_back(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    hide(staff_client, taken)
    assert act(staff_client, taken, "unredact", redaction=redaction_id(conn, taken)).status_code == 303
    assert now_is(conn, taken).body == BODY
    assert "恢复遮盖的文字" in page(staff_client, f"/staff/queue/{taken}")


def test_an_officer_asks_and_another_person_deletes(
    app: Flask, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    officer = client_of(app, conn, Role.OFFICER)
    hide(officer, taken)
    made = redaction_id(conn, taken)
    assert "提出永久删除" in page(officer, f"/staff/queue/{taken}")
    act(officer, taken, "delete_words", redaction=made)
    html = page(officer, f"/staff/queue/{taken}")
    assert "须由他人确认" in html
    assert "delete_words" not in html
    assert "岑宜提出永久删除遮盖的文字" in page(staff_client, "/staff/signing")
    assert act(officer, taken, "delete_words", redaction=made).status_code == 422
    act(staff_client, taken, "leave_words", redaction=made)
    assert "不同意永久删除，保持遮盖" in page(officer, f"/staff/queue/{taken}")
    act(officer, taken, "delete_words", redaction=made)
    act(staff_client, taken, "delete_words", redaction=made)
    html = page(staff_client, f"/staff/queue/{taken}")
    assert "已永久删除" in html
    assert NAME not in html
    assert NAME not in page(staff_client, "/staff/signing")


def test_the_whole_mail_is_only_for_who_may_read_what_is_hidden(
    app: Flask, staff_client: FlaskClient, conn: Connection
) -> None:
    raw = letter(body=BODY)
    entry = filing.file(conn, [Arrival("a@example.cn/INBOX", 7, 1, NOW, raw, parse(raw))], lambda: NOW)[0]
    assert entry.opinion_id is not None
    path, clerk = f"/staff/queue/{entry.opinion_id}/files/1", client_of(app, conn, Role.CLERK)
    assert clerk.get(path).status_code == 200
    hide(staff_client, entry.opinion_id)
    assert clerk.get(path).status_code == 403
    assert "原邮件.eml" not in page(clerk, f"/staff/queue/{entry.opinion_id}")
    assert staff_client.get(path).status_code == 200
    act(staff_client, entry.opinion_id, "delete_words", redaction=redaction_id(conn, entry.opinion_id))
    assert staff_client.get(path).status_code == 404
    assert "永久删除遮盖的文字（原邮件一并删除）" in page(staff_client, f"/staff/queue/{entry.opinion_id}")


def test_a_mail_that_came_back_is_closed_with_the_words_it_quotes(
    app: Flask, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    blob = blobs.put(conn, letter(body=BODY), NOW)
    entry = Entry("a@example.cn/INBOX", 7, 9, "kept", "x", NOW, kind="bounce", blob=blob, opinion_id=taken)
    with transaction(conn):
        mails.put(conn, entry, NOW)
    clerk = client_of(app, conn, Role.CLERK)
    address = f"/staff/mail/raw?message={quote(entry.key)}"
    assert clerk.get(address).status_code == 200
    hide(staff_client, taken)
    assert clerk.get(address).status_code == 404
    assert staff_client.get(address).status_code == 200


def test_a_citizen_and_everybody_else_outside_reads_blots(
    app: Flask, client: FlaskClient, staff_client: FlaskClient, conn: Connection
) -> None:
    receipt = opinion(conn, body=BODY, phone="13900000001")
    act(staff_client, receipt.opinion_id, "answer", text=f"已请{NAME}说明")
    hide(staff_client, receipt.opinion_id)
    shown = client.post("/lookup", data={"code": receipt.code})
    assert f"已请{BLOTS}说明" in shown.text
    own = client.post("/lookup/data", data={"code": receipt.code, "contact": "13900000001"})
    assert BLOTS in own.text
    assert NAME not in shown.text + own.text


def test_all_that_a_sender_wrote_is_hidden_and_deleted_when_they_want_it(
    app: Flask, staff_client: FlaskClient, conn: Connection
) -> None:
    receipt = opinion(conn, body=BODY, name="李雷", phone="13900000001")
    photo = blobs.put(conn, b"%PDF-1.4", NOW)
    with transaction(conn):
        opinions.add_attachments(conn, receipt.opinion_id, (StoredFile(photo, "李雷.pdf", "application/pdf", 8),))
    clerk, path = client_of(app, conn, Role.CLERK), f"/staff/queue/{receipt.opinion_id}"
    assert clerk.get(f"{path}/files/1").status_code == 200
    assert act(staff_client, receipt.opinion_id, "redact_whole", reason="").status_code == 422
    assert act(staff_client, receipt.opinion_id, "redact_whole", reason="本人要求").status_code == 303
    assert clerk.get(f"{path}/files/1").status_code == 403
    html = page(clerk, path)
    assert "整件遮盖" in html  # in the history
    assert not [words for words in (BODY, NAME, "李雷.pdf") if words in html]
    html = page(staff_client, path)
    assert BODY in html
    assert "来件人写的全部文字" in html
    made = redaction_id(conn, receipt.opinion_id)
    assert act(staff_client, receipt.opinion_id, "delete_words", redaction=made).status_code == 303
    html = page(staff_client, path)
    assert "永久删除来件人写的全部文字、附件和联系方式" in html
    assert not [words for words in (BODY, NAME, "李雷") if words in html]
    left = now_is(conn, receipt.opinion_id)
    assert (left.name, left.phone, left.number) == ("", "", receipt.number)


def test_two_who_hide_at_once_see_each_other(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    html = staff_client.get(f"/staff/queue/{taken}").text
    hide(staff_client, taken)
    version = html.split('name="version" value="')[1].split('"')[0]
    response = act(staff_client, taken, "redact", words="装电梯", reason="另一处", version=version)
    assert response.status_code == 409
    assert "遮盖文字：涉及他人" in response.text


def test_a_sealed_opinion_keeps_its_redactions_to_its_readers(
    app: Flask, staff_client: FlaskClient, conn: Connection, taken: int
) -> None:
    bo = person(conn, Role.MANAGER, "dy")
    redaction.redact(conn, taken, 1, [NAME], "涉及他人", bo, NOW)
    redaction.delete(conn, taken, 2, redactions.of_opinion(conn, taken)[0].id, bo, NOW, alone=False)
    triage.seal(conn, taken, 3, Seal.SEALED, bo, NOW)
    officer = client_of(app, conn, Role.OFFICER)
    assert "提出永久删除" not in page(officer, "/staff/signing")
    assert "提出永久删除" in page(staff_client, "/staff/signing")
    assert officer.get(f"/staff/queue/{taken}").status_code == 404
