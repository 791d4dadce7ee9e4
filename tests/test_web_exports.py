"""Exports on a page: made by the worker, told how far, fetched in pieces, refused after a seal."""

import hashlib
import io
import secrets
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, person
from digest_week import day, small_week, taken, version
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake import clock, followup, triage
from intake.accounts import PERMISSIONS
from intake.config import Config
from intake.db import Connection, transaction
from intake.export import orders
from intake.model import Channel, Role, Seal
from intake.store import blobs, events, export_orders, staff
from intake.store.exports import Wanted

pytestmark = pytest.mark.both
HOME = "/staff/exports"


@pytest.fixture
def bo(app: Flask, conn: Connection) -> FlaskClient:
    """The manager of the small week, logged in."""
    small_week(conn)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    return client


def ordered(client: FlaskClient, conn: Connection, **fields: str) -> int:
    whole = {"form": "csv", "circular": "0", "channel": "", "status": "", **fields}
    assert post(client, HOME, **whole).status_code == 303
    return export_orders.of_staff(conn, staff.by_login(conn, "bo").id)[0].id


def made(client: FlaskClient, conn: Connection, config: Config, **fields: str) -> int:
    found = ordered(client, conn, **fields)
    assert orders.work(conn, config, clock.now())
    return found


def test_an_export_is_made_by_the_worker_and_handed_out(bo: FlaskClient, conn: Connection, config: Config) -> None:
    found = ordered(bo, conn)
    assert "0/10" in page(bo, HOME)
    assert bo.get(f"{HOME}/{found}").status_code == 404
    assert orders.work(conn, config, clock.now())
    assert not orders.work(conn, config, clock.now())
    assert f"{HOME}/{found}" in page(bo, HOME)
    response = bo.get(f"{HOME}/{found}")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.text.count("2026-0000") == 10
    assert "某人" not in response.text
    kinds = [event.kind for event in events.history(conn, staff.by_login(conn, "bo").id)]
    assert kinds[-4:] == ["export_ordered", "export_begun", "exported", "export_downloaded"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_download_goes_on_where_it_broke_off(
    bo: FlaskClient, conn: Connection, config: Config, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "CHUNK", 1000)
    found = made(bo, conn, config, form=form)
    whole = bo.get(f"{HOME}/{found}")
    assert (whole.status_code, int(whole.headers["Content-Length"])) == (200, len(whole.data))
    before = len(events.history(conn, staff.by_login(conn, "bo").id))
    rest = bo.get(f"{HOME}/{found}", headers={"Range": "bytes=1500-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.data) == (206, whole.data[1500:])
    some = bo.get(f"{HOME}/{found}", headers={"Range": "bytes=10-1999"})
    assert (some.data, some.headers["Content-Range"]) == (whole.data[10:2000], f"bytes 10-1999/{len(whole.data)}")
    assert bo.get(f"{HOME}/{found}", headers={"Range": "bytes=99999999-"}).status_code == 416
    assert len(events.history(conn, staff.by_login(conn, "bo").id)) == before


@pytest.mark.parametrize("pieces", ["bytes=1-", "bytes=-9999999", "bytes=5-6,9-10"])
def test_no_choice_of_pieces_hides_a_download(bo: FlaskClient, conn: Connection, config: Config, pieces: str) -> None:
    found = made(bo, conn, config)
    for _ in range(2):
        assert bo.get(f"{HOME}/{found}", headers={"Range": pieces}).status_code in (200, 206, 416)
    history = events.history(conn, staff.by_login(conn, "bo").id)
    assert [event.data["order"] for event in history if event.kind == "export_downloaded"] == [found]


def test_filters_narrow_it(bo: FlaskClient, conn: Connection, config: Config) -> None:
    found = made(bo, conn, config, channel=Channel.PHONE, since="2026-11-16", until="2026-11-22")
    assert bo.get(f"{HOME}/{found}").text.count("2026-0000") == 1
    assert "2026年11月16日—2026年11月22日" in page(bo, HOME)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"since": "2026-11-22", "until": "2026-11-16"}, "先后有误"),
        ({"since": "2030-01-01"}, "没有符合条件的意见"),
        ({"form": "exe"}, "请选择格式"),
    ],
)
def test_what_makes_no_sense_is_said(bo: FlaskClient, fields: dict[str, str], words: str) -> None:
    response = post(bo, HOME, **{"form": "csv", "circular": "0", "channel": "", "status": "", **fields})
    assert response.status_code == 422
    check(response.text)
    assert words in response.text


def test_what_was_sealed_since_is_handed_out_no_more(bo: FlaskClient, conn: Connection, config: Config) -> None:
    later = taken(conn, day(6), body="后来列为密件的话")
    found = made(bo, conn, config)
    triage.seal(conn, later, version(conn, later), Seal.SEALED, staff.by_login(conn, "bo"), clock.now())
    response = bo.get(f"{HOME}/{found}")
    assert (response.status_code, "后来列为密件" in response.text) == (409, False)


def test_what_an_addition_makes_a_report_is_handed_out_no_more(
    bo: FlaskClient, conn: Connection, config: Config
) -> None:
    later = taken(conn, day(6), body="电梯的事")
    found = made(bo, conn, config)
    followup.add(conn, later, "另外我要举报有人收受贿赂", clock.now())
    assert bo.get(f"{HOME}/{found}").status_code == 409


def test_it_is_for_who_asked_for_it_alone(app: Flask, bo: FlaskClient, conn: Connection, config: Config) -> None:
    found = made(bo, conn, config)
    for role, login, status in ((Role.MANAGER, "other", 404), (Role.OFFICER, "cy", 403)):
        person(conn, role, login)
        client = app.test_client()
        log_in(client, login, PASSWORD)
        assert client.get(f"{HOME}/{found}").status_code == status


def test_rights_lost_meanwhile_stop_it(
    bo: FlaskClient, conn: Connection, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ordered(bo, conn)
    monkeypatch.setitem(PERMISSIONS, Role.MANAGER, frozenset())
    orders.work(conn, config, clock.now())
    assert export_orders.by_id(conn, found).state == "failed"


def test_one_that_a_worker_died_over_is_made_by_the_next(bo: FlaskClient, conn: Connection, config: Config) -> None:
    found, now = ordered(bo, conn), clock.now()
    with transaction(conn):
        assert export_orders.lease(conn, now) is not None
    assert not orders.work(conn, config, now)
    assert orders.work(conn, config, now + timedelta(minutes=6))
    assert export_orders.by_id(conn, found).state == "ready"


def test_one_that_kills_every_worker_is_given_up(bo: FlaskClient, conn: Connection, config: Config) -> None:
    found, now = ordered(bo, conn), clock.now()
    for n in range(orders.TRIES):
        with transaction(conn):
            export_orders.lease(conn, now + n * timedelta(minutes=6))
    orders.work(conn, config, now + timedelta(hours=1))
    assert export_orders.by_id(conn, found).state == "failed"


def test_after_a_day_it_is_gone(bo: FlaskClient, conn: Connection, config: Config) -> None:
    made(bo, conn, config)
    orders.work(conn, config, clock.now() + timedelta(days=2))
    assert export_orders.of_staff(conn, staff.by_login(conn, "bo").id) == []
    later = clock.now() + timedelta(days=3)
    with transaction(conn):
        assert blobs.sweep(conn, later) >= 1


def test_nobody_asks_for_ever_more(bo: FlaskClient, conn: Connection) -> None:
    by = staff.by_login(conn, "bo")
    for _ in range(orders.MOST):
        orders.order(conn, "csv", Wanted(), by, clock.now())
    assert post(bo, HOME, form="csv", circular="0", channel="", status="").status_code == 422


def test_a_file_is_stored_piece_by_piece_as_its_bytes_would_be(conn: Connection) -> None:
    data = secrets.token_bytes(blobs.CHUNK * 2 + 17)
    stored = blobs.put_file(conn, io.BytesIO(data), NOW)
    assert stored == hashlib.sha256(data).hexdigest() == blobs.put(conn, data, NOW)
    assert blobs.get(conn, stored) == data
    assert [len(blobs.piece(conn, stored, seq)) for seq in range(4)] == [blobs.CHUNK, blobs.CHUNK, 17, 0]
    assert blobs.get(conn, blobs.put_file(conn, io.BytesIO(), NOW)) == b""
