"""What is held for a look, what is told about it, and that nothing is refused."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from public_pages import code, every_opinion, send, worked

from intake import clock
from intake.db import Connection
from intake.web import caution


def held(conn: Connection) -> list[str | None]:
    return [opinion.held for opinion in every_opinion(conn)]


@pytest.mark.both
def test_a_form_without_the_work_is_held_and_gets_its_receipt(client: FlaskClient, conn: Connection) -> None:
    response = send(client, proof="")
    assert code(response.text)
    assert "先由工作人员看一遍" not in response.text
    (reason,) = held(conn)
    assert reason is not None
    assert "防滥用计算" in reason


def test_work_counts_for_one_opinion(client: FlaskClient, conn: Connection) -> None:
    once = worked(client)
    send(client, body="第一件：电梯", proof=once)
    send(client, body="第二件：垃圾", proof=once)
    first, second = held(conn)
    assert first is None
    assert "重复使用" in str(second)


def test_what_is_filled_in_faster_than_a_person_can_is_held(client: FlaskClient, conn: Connection) -> None:
    send(client, proof=worked(client, timedelta(seconds=1)))
    assert "不到 3 秒" in str(held(conn)[0])


def test_a_whole_network_is_counted_too_and_the_visitor_is_told(client: FlaskClient, conn: Connection) -> None:
    for n in range(101):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n}"
        response = send(client, key=f"key-number-{n:012}", body=f"第 {n} 件")
    assert held(conn)[:100] == [None] * 100
    assert "同一网段" in str(held(conn)[100])
    assert "先由工作人员看一遍再办理" in response.text


def test_the_same_text_again_and_again_is_looked_at(client: FlaskClient, conn: Connection) -> None:
    for n in range(31):
        client.environ_base["REMOTE_ADDR"] = f"10.{n}.0.1"
        send(client, key=f"key-number-{n:012}", body=f"您好！强烈要求立即解决我们小区的停车难问题{'！' * n}")
    assert held(conn)[:30] == [None] * 30
    assert "内容相同" in str(held(conn)[30])


def test_a_challenge_is_never_cached_and_needs_no_cookie(client: FlaskClient, conn: Connection) -> None:
    first, second = client.get("/opinion/challenge"), client.get("/opinion/challenge")
    assert first.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in first.headers
    assert first.json != second.json
    assert (first.json or {})["maxnumber"] == 100_000


def test_nothing_that_is_counted_can_be_read(client: FlaskClient, conn: Connection) -> None:
    client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    send(client, body="强烈要求解决停车难问题")
    subjects = [row["subject"] for row in conn.execute("SELECT subject FROM attempt").fetchall()]
    assert len(subjects) == 4
    assert not any("192.0.2" in subject or "停车" in subject for subject in subjects)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("x", "unknown"),
    ],
)
def test_a_visitor_is_an_address_or_a_household(address: str | None, network: str) -> None:
    assert caution.network(address) == network


def test_limits_end(client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(31):
        send(client, key=f"key-number-{n:012}", body=f"请把路灯修好{n}")
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    send(client, key="an-hour-later-at-least")
    assert held(conn)[-1] is None
