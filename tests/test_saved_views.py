"""Saved lists of the queue: own and shared ones, who opens and deletes them; what one has in hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page, post

from intake import saved_views, triage
from intake.db import Connection
from intake.errors import Invalid, NotFound
from intake.model import Role
from intake.store import events, queue
from intake.store import saved_views as store
from intake.store.filters import Filter

pytestmark = pytest.mark.both
QUEUE = "/staff/queue"


def test_own_ones_come_before_what_others_share_and_theirs_stay_theirs(conn: Connection) -> None:
    bo, cy = person(conn), person(conn, Role.CLERK, "cy")
    saved_views.save(conn, "共用的", "held=1", cy, NOW, shared=True)
    saved_views.save(conn, "别人的", "held=1", cy, NOW, shared=False)
    saved_views.save(conn, " 我的 ", "channel=phone", bo, NOW, shared=False)
    assert [view.name for view in store.seen_by(conn, bo.id)] == ["我的", "共用的"]
    [saved] = [event for event in events.history(conn, bo.id) if event.kind == "view_saved"]
    assert (saved.data, saved.words) == ({"shared": False}, None)


def test_names_are_a_persons_own_and_few(conn: Connection) -> None:
    bo, cy = person(conn), person(conn, Role.CLERK, "cy")
    for n in range(saved_views.MOST):
        saved_views.save(conn, f"列表{n}", "", bo, NOW, shared=False)
    saved_views.save(conn, "列表0", "", cy, NOW, shared=False)
    for name in ("列表0", "又一个", " ", "长" * 21):
        with pytest.raises(Invalid):
            saved_views.save(conn, name, "", bo, NOW, shared=False)
    assert len(store.seen_by(conn, bo.id)) == saved_views.MOST
    assert [event.kind for event in events.history(conn, bo.id)].count("view_saved") == saved_views.MOST


def test_it_is_deleted_by_its_owner_or_shared_by_who_manages(conn: Connection) -> None:
    bo, cy = person(conn, Role.CLERK), person(conn, Role.CLERK, "cy")
    head = person(conn, Role.MANAGER, "head")
    own = saved_views.save(conn, "我的", "", bo, NOW, shared=False)
    shared = saved_views.save(conn, "共用的", "", bo, NOW, shared=True)
    for view_id, by in ((own, cy), (own, head), (shared, cy)):
        with pytest.raises(NotFound):
            saved_views.delete(conn, view_id, by, NOW)
    saved_views.delete(conn, own, bo, NOW)
    saved_views.delete(conn, shared, head, NOW)
    with pytest.raises(NotFound):
        saved_views.delete(conn, own, bo, NOW)
    assert store.seen_by(conn, bo.id) == []
    assert [event.staff_id for event in events.history(conn, bo.id) if event.kind == "view_deleted"] == [bo.id, head.id]


def test_the_present_list_is_saved_with_what_the_queue_knows_only(
    app: Flask, staff_client: FlaskClient, conn: Connection
) -> None:
    person(conn, Role.CLERK, "cy")
    other = app.test_client()
    log_in(other, "cy", PASSWORD)
    where = "status=&channel=phone&text=%E7%94%B5%E6%A2%AF&planted=1"
    saved = post(staff_client, f"{QUEUE}/views?{where}", source=QUEUE, name="电话", shared="1")
    assert saved.status_code == 303
    html = page(other, QUEUE)
    assert "电话（共用）" in html
    assert "planted" not in html
    assert "删除“电话”" not in html
    assert "删除“电话”" in page(staff_client, QUEUE)
    [view] = store.seen_by(conn, 0)
    assert view.query == "status=&channel=phone&text=%E7%94%B5%E6%A2%AF"
    post(other, f"{QUEUE}/views/{view.id}/delete", source=QUEUE)
    assert "电话（共用）" in page(other, QUEUE)
    post(staff_client, f"{QUEUE}/views/{view.id}/delete", source=QUEUE)
    assert "电话（共用）" not in page(other, QUEUE)


def test_a_list_of_one_contact_is_not_saved(staff_client: FlaskClient, conn: Connection) -> None:
    post(staff_client, f"{QUEUE}/views?contact=abc", source=QUEUE, name="某人", shared="1")
    assert store.seen_by(conn, 0) == []


def test_what_one_has_in_hand_is_a_list_until_it_runs_out(conn: Connection) -> None:
    bo, cy = person(conn), person(conn, Role.CLERK, "cy")
    mine, theirs = opinion(conn).opinion_id, opinion(conn).opinion_id
    triage.claim(conn, mine, bo, NOW)
    triage.claim(conn, theirs, cy, NOW)
    wanted = Filter(mine=True, reader=bo.id, fresh=NOW - triage.HELD)
    assert [line.id for line in queue.page(conn, wanted)] == [mine]
    assert queue.count(conn, replace(wanted, text="没有的词")) == 0
    assert queue.page(conn, replace(wanted, fresh=NOW + timedelta(hours=1))) == []


def test_the_address_asks_for_ones_own(staff_client: FlaskClient, conn: Connection) -> None:
    opinion(conn)
    html = page(staff_client, f"{QUEUE}?mine=1")
    assert "共 0 件" in html
    assert "mine=1" in page(staff_client, QUEUE)
