"""The second factor: codes by RFC 6238, each taken once, recovery, throttle, demanded by role, reset."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import NOW, PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post, token

from intake import clock, second_factor, totp
from intake.config import Config, load
from intake.db import Connection
from intake.errors import ConfigError, Invalid, Refused
from intake.model import Role, Staff
from intake.store import events, factors, staff

pytestmark = pytest.mark.both
SALT = "5a" * 16


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def code(conn: Connection, who: Staff, now: datetime, salt: str = SALT) -> str:
    return totp.code(second_factor.secret(conn, who.id, salt), totp.step_at(now))


def enrolled(conn: Connection, who: Staff, now: datetime = NOW) -> list[str]:
    return second_factor.enrol(conn, who, SALT, code(conn, who, now), now)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds: int, expected: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code(b"12345678901234567890", totp.step_at(at)) == expected


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    secret = b"12345678901234567890"
    typed = totp.code(secret, totp.step_at(NOW))
    for seconds, right in ((-30, True), (0, True), (59, True), (-31, False), (60, False)):
        assert (totp.step_of(secret, typed, NOW + timedelta(seconds=seconds)) is not None) == right


def test_a_code_is_taken_once(conn: Connection, bo: Staff) -> None:
    enrolled(conn, bo)
    later = NOW + timedelta(minutes=5)
    typed = code(conn, bo, later)
    second_factor.check(conn, bo, f" {typed[:3]} {typed[3:]} ", "::1", later)
    with pytest.raises(Refused):
        second_factor.check(conn, bo, typed, "::1", later)
    with pytest.raises(Refused):
        second_factor.check(conn, bo, code(conn, bo, later - timedelta(seconds=30)), "::1", later)


def test_the_code_of_the_enrolment_opens_nothing(conn: Connection, bo: Staff) -> None:
    enrolled(conn, bo)
    with pytest.raises(Refused):
        second_factor.check(conn, bo, code(conn, bo, NOW), "::1", NOW)


def test_a_recovery_code_works_once_and_is_stored_as_a_hash(conn: Connection, bo: Staff) -> None:
    codes = enrolled(conn, bo)
    assert len(set(codes)) == second_factor.RECOVERY
    second_factor.check(conn, bo, codes[3].upper(), "::1", NOW)
    with pytest.raises(Refused):
        second_factor.check(conn, bo, codes[3], "::1", NOW)
    assert factors.recovery_left(conn, bo.id) == second_factor.RECOVERY - 1
    stored = {row["hash"] for row in conn.execute("SELECT hash FROM recovery_code")}
    assert not stored & set(codes)
    assert [event.kind for event in events.history(conn, bo.id)][-2:] == ["factor_enrolled", "recovery_code_used"]


def test_ten_wrong_codes_close_the_door_for_a_while(conn: Connection, bo: Staff) -> None:
    enrolled(conn, bo)
    later = NOW + timedelta(minutes=5)
    for _ in range(10):
        with pytest.raises(Refused, match="不正确"):
            second_factor.check(conn, bo, "x", "::1", later)
    with pytest.raises(Refused, match="次数过多"):
        second_factor.check(conn, bo, code(conn, bo, later), "::1", later)
    after = later + timedelta(minutes=16)
    second_factor.check(conn, bo, code(conn, bo, after), "::1", after)


def test_a_wrong_code_enrols_nobody(conn: Connection, bo: Staff) -> None:
    with pytest.raises(Invalid):
        second_factor.enrol(conn, bo, SALT, "000 00", NOW)
    assert factors.salt_of(conn, bo.id) is None


def key_on(html: str) -> bytes:
    import base64

    found = re.search(r"密钥：<code>([A-Z2-7 ]+)</code>", html)
    assert found
    key = found[1].replace(" ", "")
    return base64.b32decode(key + "=" * (-len(key) % 8))


def test_who_enrolled_logs_in_in_two_steps(
    app: Flask, conn: Connection, bo: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    html = page(client, "/staff/second")
    secret = key_on(html)
    assert "data:image/png" in html
    refused = post(client, "/staff/second", code="1")
    assert refused.status_code == 422
    check(refused.text)
    done = post(client, "/staff/second", code=totp.code(secret, totp.step_at(clock.now())))
    check(done.text)
    assert len(re.findall(r"<li><code>", done.text)) == second_factor.RECOVERY
    assert "已启用" in page(client, "/staff/second")

    later = clock.now() + timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    other = app.test_client()
    first = post(other, "/staff/login", login="bo", password=PASSWORD, next="/staff/queue")
    check(first.text)
    assert other.get("/staff/queue").status_code == 303
    wrong = other.post("/staff/login/code", data={"csrf_token": token(first.text), "code": "1", "next": "/staff/queue"})
    assert wrong.status_code == 403
    check(wrong.text)
    right = {"csrf_token": token(first.text), "code": totp.code(secret, totp.step_at(later)), "next": "/staff/queue"}
    assert other.post("/staff/login/code", data=right).headers["Location"] == "/staff/queue"
    assert other.get("/staff/queue").status_code == 200
    assert app.test_client().post("/staff/login/code", data=right).status_code == 303


def test_logging_in_over_the_page_asks_for_the_code_too(
    app: Flask, conn: Connection, bo: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    codes = enrolled(conn, bo, now)
    client = app.test_client()
    fields = {"login": "bo", "password": PASSWORD}
    assert client.post("/staff/login/here", data=fields).status_code == 403
    assert client.get("/staff/queue").status_code == 303
    assert client.post("/staff/login/here", data={**fields, "code": codes[0]}).status_code == 200
    assert 'name="code"' in page(client, "/staff/queue")


@pytest.fixture
def strict(app: Flask, config: Config) -> Iterator[Flask]:
    """The application where managers must have a second factor."""
    services = app.extensions["intake"]
    app.extensions["intake"] = replace(services, config=replace(config, second_factor_roles="manager"))
    yield app
    app.extensions["intake"] = services


def test_a_role_that_must_have_one_sees_nothing_before(strict: Flask, conn: Connection, bo: Staff) -> None:
    person(conn, Role.CLERK, "cy")
    client, clerk = strict.test_client(), strict.test_client()
    log_in(client, "bo", PASSWORD)
    log_in(clerk, "cy", PASSWORD)
    assert client.get("/staff/queue").headers["Location"] == "/staff/second"
    assert client.post("/staff/queue/1/note").headers["Location"] == "/staff/second"
    assert clerk.get("/staff/queue").status_code == 200
    secret = key_on(page(client, "/staff/second"))
    post(client, "/staff/second", code=totp.code(secret, totp.step_at(clock.now())))
    assert client.get("/staff/queue").status_code == 200


def test_an_administrator_takes_a_lost_one_away(app: Flask, conn: Connection, bo: Staff) -> None:
    ann = person(conn, Role.ADMINISTRATOR, "ann")
    enrolled(conn, bo)
    admin = app.test_client()
    log_in(admin, "ann", PASSWORD)
    assert "取消动态口令" in page(admin, "/staff/accounts")
    post(admin, f"/staff/accounts/{bo.id}/factor", source="/staff/accounts")
    assert not staff.by_login(conn, "bo").second_factor
    assert factors.recovery_left(conn, bo.id) == 0
    last = events.history(conn, bo.id)[-1]
    assert (last.kind, last.staff_id) == ("factor_reset", ann.id)
    log_in(app.test_client(), "bo", PASSWORD)
    with pytest.raises(Invalid):
        second_factor.reset(conn, bo, NOW)


def test_the_setting_names_roles() -> None:
    assert load({"INTAKE_SECOND_FACTOR_ROLES": "manager,unit"}).factor_roles == {"manager", "unit"}
    with pytest.raises(ConfigError):
        load({"INTAKE_SECOND_FACTOR_ROLES": "king"})


def test_the_key_of_the_file_alone_gives_no_secret(conn: Connection, bo: Staff) -> None:
    enrolled(conn, bo)
    secret = totp.shown(second_factor.secret(conn, bo.id, SALT))
    row = conn.execute("SELECT * FROM staff WHERE id = :id", {"id": bo.id}).fetchone()
    assert row is not None
    assert secret not in {str(row[name]) for name in ("factor_salt", "password", "login")}


def test_a_half_log_in_of_a_client_without_password_is_none(client: FlaskClient) -> None:
    assert client.post("/staff/login/code", data={"code": "123456"}).status_code == 303


def test_recovery_codes_are_renewed_with_the_password(app: Flask, conn: Connection, bo: Staff) -> None:
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    secret = key_on(page(client, "/staff/second"))
    done = post(client, "/staff/second", code=totp.code(secret, totp.step_at(clock.now())))
    before = re.findall(r"<li><code>(.*?)</code>", done.text)
    wrong = post(client, "/staff/second/recovery", source="/staff/second", password="something-else")
    assert wrong.status_code == 422
    check(wrong.text)
    assert "密码不正确" in wrong.text
    renewed = post(client, "/staff/second/recovery", source="/staff/second", password=PASSWORD)
    check(renewed.text)
    after = re.findall(r"<li><code>(.*?)</code>", renewed.text)
    assert len(set(after) - set(before)) == second_factor.RECOVERY == factors.recovery_left(conn, bo.id)
    assert [event.kind for event in events.history(conn, bo.id)][-1] == "recovery_codes_renewed"
    with pytest.raises(Refused):
        second_factor.check(conn, bo, before[0], "::1", NOW)
    second_factor.check(conn, bo, after[0], "::1", NOW)


def test_there_is_nothing_to_renew_without_a_second_factor(conn: Connection, bo: Staff) -> None:
    with pytest.raises(Invalid):
        second_factor.renew(conn, bo, NOW)
    assert factors.recovery_left(conn, bo.id) == 0
