"""Issuing a digest by two persons, and without its full annex."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import PASSWORD, person
from digest_week import OVER, WEEK, counted, day, golden, many, small_week
from flask.testing import FlaskClient
from pages import log_in, page, post

from intake.app import create_app
from intake.config import Config
from intake.db import Connection
from intake.digest import annex, standing
from intake.digest.forms import FORMS
from intake.digest.issue import current, find, issue
from intake.digest.paper import compose
from intake.digest.proposing import submit, take_back
from intake.digest.quotes import chosen, quotes
from intake.digest.types import NOT_CHOSEN, Snapshot
from intake.errors import Conflict, Invalid, Refused
from intake.model import Role, Staff
from intake.store import digest_proposals, events
from intake.store.offices import OFFICE_ID

pytestmark = pytest.mark.both
PAGE = f"/staff/digest/{WEEK.period.key}"


@pytest.fixture
def two(config: Config) -> Config:
    return replace(config, digest_signing="two")


def other(conn: Connection, role: Role = Role.MANAGER) -> Staff:
    return person(conn, role, "cy")


def test_one_puts_it_forward_and_another_issues_it(conn: Connection, two: Config) -> None:
    bo, cy = small_week(conn), other(conn)
    assert submit(conn, two, WEEK, bo, OVER, annex=False) is None
    assert find(conn, WEEK) is None
    edition = submit(conn, two, WEEK, cy, OVER, annex=True)
    assert edition is not None
    assert edition.issued_by == "岑宜"
    assert digest_proposals.find(conn, WEEK.period.key, 0) is None
    assert any(line["withheld"] == NOT_CHOSEN for line in current(conn, two, WEEK, OVER)["opinions"]) is False
    assert submit(conn, two, WEEK, bo, OVER, annex=True) == edition
    assert [event.kind for event in events.history(conn, OFFICE_ID)][-1] == "digest_proposed"


def test_nobody_issues_what_he_put_forward_himself(conn: Connection, two: Config) -> None:
    bo = small_week(conn)
    assert submit(conn, two, WEEK, bo, OVER, annex=True) is None
    with pytest.raises(Conflict, match="另一人编发"):
        submit(conn, two, WEEK, bo, OVER, annex=True)
    with pytest.raises(Conflict, match="另一人编发"):
        issue(conn, two, WEEK, bo, OVER)
    assert find(conn, WEEK) is None


def test_it_is_given_back_and_put_forward_anew(conn: Connection, two: Config) -> None:
    bo, cy = small_week(conn), other(conn)
    with pytest.raises(Conflict):
        take_back(conn, WEEK, cy, OVER)
    submit(conn, two, WEEK, bo, OVER, annex=True)
    take_back(conn, WEEK, cy, OVER)
    assert submit(conn, two, WEEK, cy, OVER, annex=True) is None
    edition = submit(conn, two, WEEK, bo, OVER, annex=True)
    assert edition is not None
    assert edition.issued_by == "包宝"


def test_a_running_week_is_not_put_forward_and_others_may_not(conn: Connection, two: Config) -> None:
    bo = small_week(conn)
    with pytest.raises(Invalid):
        submit(conn, two, WEEK, bo, day(5), annex=True)
    clerk = other(conn, Role.CLERK)
    with pytest.raises(Refused):
        submit(conn, two, WEEK, clerk, OVER, annex=True)
    submit(conn, two, WEEK, bo, OVER, annex=True)
    for act in (lambda: submit(conn, two, WEEK, clerk, OVER, annex=True), lambda: take_back(conn, WEEK, clerk, OVER)):
        with pytest.raises(Refused):
            act()


def test_the_worker_issues_nothing_where_it_takes_two(conn: Connection, two: Config) -> None:
    small_week(conn)
    config, monday = replace(two, digest_issue="issue"), OVER.replace(hour=0) + timedelta(minutes=1)
    while standing.work(conn, config, monday):
        pass
    assert find(conn, WEEK) is None


def test_the_page_leads_through_it(conn: Connection, two: Config) -> None:
    small_week(conn)
    other(conn)
    app = create_app(two)
    bo, cy = app.test_client(), app.test_client()
    log_in(bo, "bo", PASSWORD)
    log_in(cy, "cy", PASSWORD)
    assert "送签</button>" in page(bo, PAGE)
    assert post(bo, PAGE, annex="1").status_code == 303
    assert "编发并定稿" not in page(bo, PAGE)
    assert "<h2>已送签</h2>" in page(cy, "/staff/digest")
    assert "附全部来件原文，由另一名负责人编发" in page(cy, PAGE)
    assert post(cy, f"{PAGE}/return", source=PAGE).status_code == 303
    post(cy, PAGE, annex="1")
    assert "撤回</button>" in page(cy, PAGE)
    assert post(bo, PAGE).status_code == 303
    assert "由包宝签发" in page(bo, PAGE)
    assert "已送签" not in page(cy, "/staff/digest")
    app.extensions["intake"].database.close()


def test_without_the_full_annex_only_chosen_words_leave_in_any_form(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    every = counted(conn, config)
    issue(conn, config, WEEK, bo, OVER, annex=False)
    found = current(conn, config, WEEK, OVER)
    assert [line["number"] for line in found["opinions"]] == [line["number"] for line in every["opinions"]]
    assert found["totals"] == every["totals"]
    assert found["issues"] == every["issues"]
    kept = chosen(every)
    for line in found["opinions"]:
        assert bool(line["text"]) == (line["number"] in kept)


def test_the_page_of_one_who_issues_asks_for_the_annex(staff_client: FlaskClient, conn: Connection) -> None:
    html = page(staff_client, "/staff/digest/2026-W01")
    assert re.search(r'name="annex"[^>]* checked', html)


@pytest.fixture
def large() -> Snapshot:
    """Forty opinions about one entry, of which three are typical."""
    return many(golden(), 40)


@pytest.mark.parametrize("form", FORMS)
def test_words_that_were_not_chosen_are_in_no_form(large: Snapshot, form: str) -> None:
    found = annex.without(large)
    assert annex.without(found) == found
    assert quotes(found) == quotes(large)
    assert sum(bool(line["text"]) for line in found["opinions"]) == 3
    FORMS[form].render(found)
    gone = [line["text"] for line in large["opinions"] if line["number"] not in chosen(large)]
    said = str(compose(found)) + FORMS["csv"].render(found).decode() + FORMS["json"].render(found).decode()
    assert not any(text in said for text in gone)


def test_a_small_week_without_its_annex_says_that_words_are_chosen() -> None:
    week = many(golden(), 5)
    assert "意见原文" in str(compose(week))
    assert "意见摘录" in str(compose(annex.without(week)))
    assert "选录各件的全文见同期" in str(compose(annex.without(week)))
