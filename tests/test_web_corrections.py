"""Slips of the office's own typing: set right with the original kept, who and why in the history, contacts hidden."""

import pytest
from builders import NOW, issue_id, opinion, person
from desk_pages import LIFT, form, last, logged_in, send
from flask import Flask
from flask.testing import FlaskClient
from pages import page, token
from werkzeug.test import TestResponse

from intake import enrich, indexing, likeness
from intake.db import Connection
from intake.desk import correcting
from intake.errors import Conflict, Invalid, Refused
from intake.learning.suggester import Suggester
from intake.model import Channel, LinkState, Role, Seal
from intake.store import contacts, corrections, documents, events, links, opinions

WASTE = "定海路街道的垃圾分类亭房没有建好，垃圾分类宣传也没有做。"


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def correct(client: FlaskClient, opinion_id: int, **fields: object) -> TestResponse:
    html = page(client, f"/staff/desk/correct/{opinion_id}")
    version = html.split('name="version" value="')[1].split('"')[0]
    data = {"csrf_token": token(html), "version": version, **fields}
    return client.post(f"/staff/desk/correct/{opinion_id}", data=data)


@pytest.mark.both
def test_a_correction_changes_the_text_and_keeps_the_original(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=WASTE, phone="13812345678")
    said = last(conn)
    response = correct(clerk, said.id, body=LIFT, phone="139 0000 0001", reason="听错了")
    assert response.status_code == 303, response.text
    assert (opinions.by_id(conn, said.id).body, opinions.by_id(conn, said.id).phone) == (LIFT, "139 0000 0001")
    assert {(one.field, one.before) for one in corrections.of_opinion(conn, said.id)} == {
        ("body", WASTE),
        ("phone", "13812345678"),
    }
    event = events.history(conn, said.id)[-1]
    assert (event.kind, event.data, event.words) == ("corrected", {"fields": ["body", "phone"]}, "听错了")
    assert "更正反映内容、电话" in page(clerk, f"/staff/queue/{said.id}")


@pytest.mark.both
def test_what_the_machine_said_is_said_of_the_new_words(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=WASTE)
    said = last(conn)
    correct(clerk, said.id, body=LIFT)
    enrich.work(conn, Suggester(), NOW.replace(year=2040))
    likeness.work(conn, NOW.replace(year=2040))
    while indexing.work(conn, NOW.replace(year=2040)):
        pass
    best = next(link for link in links.of_opinion(conn, said.id) if link.state == LinkState.SUGGESTED)
    assert best.issue_id == issue_id(conn, "加装电梯")
    assert all(piece.end <= len(LIFT) for link in links.of_opinion(conn, said.id) for piece in link.evidence)
    text = " ".join(piece.text for piece in documents.texts(conn, [said.id])[said.id])
    assert "电梯" in text
    assert "亭房" not in text


def test_the_repeat_caller_is_found_by_the_corrected_number(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT, phone="13812345678")
    correct(clerk, last(conn).id, phone="13900000001")
    assert [one.id for one in contacts.earlier(conn, phone="13900000001")] == [last(conn).id]
    assert contacts.earlier(conn, phone="13812345678") == []


def test_contacts_stay_hidden_and_an_empty_field_leaves_them(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT, phone="13812345678", name="张大爷")
    said = last(conn)
    html = page(clerk, f"/staff/desk/correct/{said.id}")
    assert "13812345678" not in html
    assert "138****5678" in html
    correct(clerk, said.id, body="更正后的文字", phone="", name="无")
    now = opinions.by_id(conn, said.id)
    assert (now.phone, now.name) == ("13812345678", "")


def test_the_contacts_that_stood_there_are_shown_on_the_record(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT, phone="13812345678")
    said = last(conn)
    correct(clerk, said.id, phone="13900000001")
    html = page(clerk, f"/staff/desk/correct/{said.id}")
    assert "13812345678" not in html
    shown = clerk.post(f"/staff/desk/correct/{said.id}/originals", data={"csrf_token": token(html)})
    assert "13812345678" in shown.text
    assert events.history(conn, said.id)[-1].kind == "contacts_seen"


def test_what_a_citizen_wrote_is_never_changed(clerk: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    assert "不能更正" in page(clerk, f"/staff/desk/correct/{receipt.opinion_id}")
    said = opinions.by_id(conn, receipt.opinion_id)
    with pytest.raises(Invalid, match="不能更正"):
        correcting.correct(conn, said.id, said.version, {"body": "改"}, "", person(conn, Role.MANAGER), NOW)


@pytest.mark.parametrize(
    ("fields", "words"), [({"body": LIFT}, "没有改动任何内容"), ({"body": " "}, "反映内容不能为空")]
)
def test_nothing_changed_and_no_text_are_refused(
    clerk: FlaskClient, conn: Connection, fields: dict[str, str], words: str
) -> None:
    send(clerk, body=LIFT)
    response = correct(clerk, last(conn).id, reason="写了原因", **fields)
    assert response.status_code == 422
    assert words in response.text
    assert "写了原因" in response.text


def test_who_comes_second_keeps_what_they_typed(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT)
    said = last(conn)
    html = page(clerk, f"/staff/desk/correct/{said.id}")
    correct(clerk, said.id, body="别人先改了")
    data = {"csrf_token": token(html), "version": said.version, "body": "后来的更正"}
    response = clerk.post(f"/staff/desk/correct/{said.id}", data=data)
    assert response.status_code == 409
    assert "后来的更正" in response.text


def test_a_report_that_comes_to_light_is_put_aside_for_who_may_see_it(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT)
    said = last(conn)
    correct(clerk, said.id, body="我要举报某主任受贿")
    assert opinions.by_id(conn, said.id).seal == Seal.PROPOSED
    assert clerk.get(f"/staff/desk/correct/{said.id}").status_code == 404


def test_who_enters_nothing_corrects_nothing(conn: Connection) -> None:
    bo = person(conn, Role.ADMINISTRATOR)
    receipt = opinion(conn, channel=Channel.PHONE, entered_by=bo.id)
    with pytest.raises(Refused):
        correcting.correct(conn, receipt.opinion_id, 1, {"body": "改"}, "", bo, NOW)


def test_an_older_version_is_refused(conn: Connection) -> None:
    bo = person(conn, Role.CLERK)
    receipt = opinion(conn, channel=Channel.PHONE, entered_by=bo.id)
    correcting.correct(conn, receipt.opinion_id, 1, {"body": "先改"}, "", bo, NOW)
    with pytest.raises(Conflict):
        correcting.correct(conn, receipt.opinion_id, 1, {"body": "后改"}, "", bo, NOW)
    assert [one.before for one in corrections.of_opinion(conn, receipt.opinion_id)] != ["先改"]


def test_a_form_of_the_desk_is_no_way_round(clerk: FlaskClient, conn: Connection) -> None:
    typed = {**form(clerk), "body": LIFT}
    clerk.post("/staff/desk/phone", data=typed)
    clerk.post("/staff/desk/phone", data={**typed, "body": "改写"})
    assert last(conn).body == LIFT
