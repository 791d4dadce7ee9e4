"""What the worker does by itself: last week's digest on the first working day, once; and whom it is mailed to."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import PASSWORD, opinion, person
from digest_week import OVER, WEEK, day, small_week, taken
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake import worker
from intake.channels.mail import letters, outbox
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest import standing
from intake.digest.issue import find, issue
from intake.digest.periods import Scope, parse
from intake.digest.subscribing import subscribe
from intake.errors import Refused
from intake.model import Role
from intake.store import editions, events, subscribers, workdays
from intake.store import outbox as mails
from intake.store.offices import OFFICE_ID
from intake.workdays import Own

pytestmark = pytest.mark.both
LIST = "/staff/digest/subscribers"
EIGHT = datetime(2026, 11, 23, 0, tzinfo=UTC)  # Monday, 8:00 in Shanghai
SECOND = timedelta(seconds=1)


def unattended(config: Config) -> Config:
    return replace(config, digest_issue="issue", smtp_host="mail.example.cn", mail_from="a@example.cn")


def test_a_draft_stands_ready_at_the_hour_and_not_before(conn: Connection, config: Config) -> None:
    small_week(conn)
    assert standing.work(conn, config, EIGHT - SECOND)  # the week before, not late yet
    assert not standing.work(conn, config, EIGHT - SECOND)
    assert standing.work(conn, config, EIGHT)
    assert not standing.work(conn, config, EIGHT + SECOND)
    assert editions.drafts(conn) == {"2026-W46": EIGHT - SECOND, "2026-W47": EIGHT}
    assert find(conn, WEEK) is None
    assert [event.kind for event in events.history(conn, OFFICE_ID)] == ["digest_drafted"] * 2


def test_where_it_is_set_the_digest_is_issued_and_mailed_once_to_each(conn: Connection, config: Config) -> None:
    bo, config = small_week(conn), unattended(config)
    subscribe(conn, "One@Example.cn", "张书记", bo, OVER, attached=True)
    config = replace(config, digest_mail="one@example.cn, two@example.cn")
    assert standing.work(conn, config, EIGHT)
    edition = find(conn, WEEK)
    assert edition is not None
    assert (edition.number, edition.issued_by, edition.issued_at) == (1, None, EIGHT)
    for _ in range(2):
        outbox.send_due(conn, config, EIGHT, send=lambda settings, mail: ())
    assert mails.mailed(conn, edition.id) == {"one@example.cn", "two@example.cn"}


def test_a_holiday_moves_it_to_the_next_working_day(conn: Connection, config: Config) -> None:
    small_week(conn)
    with transaction(conn):
        workdays.put(conn, [date(2026, 11, 23), date(2026, 11, 24)], Own(False, "放假"))
    assert not standing.work(conn, config, EIGHT + timedelta(days=1))
    assert standing.work(conn, config, EIGHT + timedelta(days=2))


def test_weeks_that_end_in_one_long_holiday_are_numbered_in_order(conn: Connection, config: Config) -> None:
    small_week(conn)
    with transaction(conn):
        workdays.put(conn, [date(2026, 11, 23) + timedelta(days=n) for n in range(7)], Own(False, "放假"))
    config, later = unattended(config), EIGHT + timedelta(days=7)
    while standing.work(conn, config, later):
        pass
    assert [(each.number, each.period) for each in editions.every(conn)] == [(2, "2026-W48"), (1, "2026-W47")]


def test_what_was_issued_by_hand_is_left_alone_and_old_weeks_are_left_to_people(
    conn: Connection, config: Config
) -> None:
    bo = small_week(conn)
    edition = issue(conn, config, WEEK, bo, EIGHT - timedelta(hours=1))
    standing.work(conn, unattended(config), EIGHT)
    assert editions.every(conn) == [edition]


def test_an_installation_without_an_opinion_has_no_draft(conn: Connection, config: Config) -> None:
    assert not standing.work(conn, config, EIGHT)


def test_two_workers_issue_one_digest(conn: Connection, config: Config, database: Database) -> None:
    small_week(conn)
    failed: list[Exception] = []

    def act() -> None:
        try:
            with database.connection() as own:
                standing.work(own, unattended(config), EIGHT)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [each.number for each in editions.every(conn)] == [1]
    assert sum(event.kind == "digest_drafted" for event in events.history(conn, OFFICE_ID)) == 1


def test_a_crash_between_issuing_and_noting_it_is_made_good(conn: Connection, config: Config) -> None:
    small_week(conn)
    issue(conn, config, WEEK, None, EIGHT)
    assert standing.work(conn, unattended(config), EIGHT + SECOND)
    assert len(editions.every(conn)) == 1


def test_the_worker_has_the_task(config: Config) -> None:
    assert "digest" in {task.name for task in worker.tasks(config)}


def test_a_link_is_mailed_where_somebody_wants_no_papers(conn: Connection, config: Config) -> None:
    bo, config = small_week(conn), replace(unattended(config), public_url="https://yijian.example.cn")
    subscribe(conn, "link@example.cn", "李区长", bo, OVER, attached=False)
    subscribe(conn, "paper@example.cn", "张书记", bo, OVER, attached=True)
    issue(conn, config, WEEK, bo, OVER)
    outbox._ask_for_digests(conn, config, OVER)
    with transaction(conn):
        due = mails.lease(conn, OVER)
    by = {one.recipient: letters.write(conn, config, [one], OVER) for one in due}
    link, paper = by["link@example.cn"], by["paper@example.cn"]
    assert link is not None
    assert paper is not None
    assert (len(link.attachments), len(paper.attachments)) == (0, 2)
    assert "https://yijian.example.cn/staff/digest/2026-W47\n" in link.text
    assert "见附件" in paper.text


def test_the_list_is_kept_by_who_issues(staff_client: FlaskClient, conn: Connection) -> None:
    opinion(conn)
    fields = {"name": "张书记", "address": "Zhang@Example.cn", "way": "link"}
    assert post(staff_client, LIST, **fields).status_code == 303
    assert "zhang@example.cn" in page(staff_client, LIST)
    again = post(staff_client, LIST, **fields)
    check(again.text)
    assert (again.status_code, "已经在名单上" in again.text) == (422, True)
    (one,) = subscribers.every(conn)
    assert not one.attached
    post(staff_client, f"{LIST}/remove", source=LIST, subscriber=one.id)
    assert subscribers.every(conn) == []
    kinds = [event.kind for event in events.history(conn, OFFICE_ID)]
    assert kinds[-2:] == ["digest_subscribed", "digest_unsubscribed"]


@pytest.mark.parametrize("address", ["", "zhang", "a@b", "a b@example.cn", "a@example.cn\r\nBcc: x@y.cn", "张@例.中国"])
def test_what_is_no_address_is_refused(staff_client: FlaskClient, conn: Connection, address: str) -> None:
    response = post(staff_client, LIST, name="张书记", address=address, way="attached")
    assert (response.status_code, subscribers.every(conn)) == (422, [])
    check(response.text)


def test_others_have_no_list(app: Flask, conn: Connection) -> None:
    cy = person(conn, Role.OFFICER, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert client.get(LIST).status_code == 403
    with pytest.raises(Refused):
        subscribe(conn, "a@example.cn", "甲", cy, OVER, attached=True)


def test_the_list_of_digests_says_which_draft_is_ready(staff_client: FlaskClient, conn: Connection) -> None:
    taken(conn, day(1))
    with transaction(conn):
        editions.drafted(conn, "2026-W47", EIGHT)
    assert Scope(parse("2026-W47")) == WEEK
    page(staff_client, "/staff/digest")
