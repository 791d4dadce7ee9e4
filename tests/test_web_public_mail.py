"""A receipt by mail for who holds it: to any address, never with the opinion's words, not too often."""

from dataclasses import replace

import pytest
from builders import opinion
from flask.testing import FlaskClient
from pages import check
from public_pages import code, every_opinion, send
from werkzeug.test import TestResponse

from intake import clock
from intake.channels.mail import letters
from intake.config import Config
from intake.db import Connection
from intake.store import outbox


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, smtp_host="mail.example.com", mail_from="office@example.com")


def mail(client: FlaskClient, code: str, email: str, path: str = "/lookup/mail") -> TestResponse:
    response = client.post(path, data={"code": code, "email": email})
    check(response.text)
    return response


@pytest.mark.both
def test_the_holder_of_a_receipt_gets_it_by_mail(client: FlaskClient, conn: Connection) -> None:
    received = send(client)
    assert 'action="/lookup/mail"' in received.text
    answer = mail(client, code(received.text), "Ann@example.com")
    assert answer.status_code == 200
    assert "回执会发到 Ann@example.com" in answer.text
    (outgoing,) = outbox.lease(conn, clock.now())
    assert (outgoing.kind, outgoing.recipient) == ("ack", "Ann@example.com")
    (taken,) = every_opinion(conn)
    assert (outgoing.opinion_id, taken.email) == (taken.id, "")


@pytest.mark.parametrize("email", ["", "nobody", "a b@example.com", "a@example.com\nBcc: b@example.com"])
def test_what_is_no_address_is_told_beside_the_field(client: FlaskClient, conn: Connection, email: str) -> None:
    answer = mail(client, opinion(conn).code, email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'id="words-error"' not in answer.text
    assert outbox.lease(conn, clock.now()) == []


def test_an_address_gets_one_a_day_and_a_receipt_three(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for n in range(3):
        assert mail(client, receipt.code, f"n{n}@example.com").status_code == 200
    assert "今天已经发送过 3 次" in mail(client, receipt.code, "n4@example.com").text
    assert len(outbox.lease(conn, clock.now())) == 3
    other = opinion(conn, body="另一件")
    assert mail(client, other.code, "n0@example.com").status_code == 200
    assert outbox.lease(conn, clock.now()) == [], "the second one of a day waits"


def test_a_network_cannot_bother_many_people(client: FlaskClient, conn: Connection) -> None:
    codes = [opinion(conn, body=f"第 {n} 件").code for n in range(11)]
    answers = [mail(client, code, f"n{n}@example.com").status_code for n, code in enumerate(codes)]
    assert answers == [200] * 10 + [422]


def test_nothing_is_mailed_of_what_a_person_has_not_looked_at(client: FlaskClient, conn: Connection) -> None:
    received = send(client, proof="")
    assert 'action="/lookup/mail"' not in received.text
    assert "先由工作人员看过" in mail(client, code(received.text), "ann@example.com").text
    assert outbox.lease(conn, clock.now()) == []


def test_a_wrong_code_mails_nothing(client: FlaskClient, conn: Connection) -> None:
    assert mail(client, "1234", "ann@example.com", "/en/lookup/mail").status_code == 422
    assert outbox.lease(conn, clock.now()) == []


def test_it_is_offered_in_english_too(client: FlaskClient, conn: Connection) -> None:
    html = client.post("/en/lookup", data={"code": opinion(conn).code}).text
    assert "Send the receipt to my e-mail address" in html


def test_who_wrote_on_an_english_page_gets_english_words(client: FlaskClient, conn: Connection, config: Config) -> None:
    send(client, path="/en/opinion", body="The lift is broken", email="ann@example.com")
    letter = letters.write(conn, config, outbox.lease(conn, clock.now()), clock.now())
    assert letter is not None
    assert "We have received your comment. Register number: " + every_opinion(conn)[0].number in letter.text
    assert "The lift is broken" not in letter.text
    send(client, body="电梯坏了", email="bo@example.com")
    letter = letters.write(conn, config, outbox.lease(conn, clock.now()), clock.now())
    assert letter is not None
    assert "We have received" not in letter.text
