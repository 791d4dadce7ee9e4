"""Issuing a digest: numbers, frozen bytes, two at once."""

import hashlib
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import person
from digest_week import HOMES, OVER, WEEK, counted, day, decide, small_week, taken, version

from intake import triage
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest.forms import FORMS
from intake.digest.issue import current, issue, rendered
from intake.digest.periods import Scope, parse
from intake.errors import DatabaseError, Invalid, NotFound, Refused
from intake.model import Role
from intake.store import circulars, editions, events

pytestmark = pytest.mark.both
LATER = OVER + timedelta(weeks=1)


def test_digests_are_numbered_on_from_the_first(conn: Connection, config: Config) -> None:
    bo, config = small_week(conn), replace(config, digest_first_number=31)
    numbers = [
        issue(conn, config, Scope(parse(key)), bo, OVER).number
        for key in ("2026-W46", "2026-W47", "2026-W46", "2026-10")
    ]
    assert numbers == [31, 32, 31, 33]


def test_an_issued_digest_keeps_its_bytes_whatever_happens(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    issue(conn, config, WEEK, bo, OVER)
    first = rendered(conn, config, WEEK, list(FORMS), OVER)
    lift = int(counted(conn, config)["opinions"][1]["id"])
    triage.confirm(conn, lift, version(conn, lift), [], bo, LATER)
    taken(conn, day(2), body="补登的一件")
    assert counted(conn, config, now=LATER)["totals"]["registered"] == 11
    assert rendered(conn, replace(config, office="改了名的办公室"), WEEK, list(FORMS), LATER) == first
    assert current(conn, config, WEEK, LATER)["totals"]["registered"] == 10


def test_a_frozen_digest_is_stored_and_not_made_anew(conn: Connection, config: Config) -> None:
    edition = issue(conn, config, WEEK, small_week(conn), OVER)
    stored = {form: editions.blob(conn, edition.id, form) for form in FORMS}
    given = rendered(conn, config, WEEK, list(FORMS), LATER)
    assert {form: hashlib.sha256(data).hexdigest() for form, data in given.items()} == stored


def test_the_history_holds_the_hash_of_every_form(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    edition = issue(conn, config, WEEK, bo, OVER)
    (event,) = events.history(conn, edition.id)
    assert (event.kind, event.staff_id, event.data["number"]) == ("digest_issued", bo.id, 1)
    assert event.data["forms"] == {form: editions.blob(conn, edition.id, form) for form in FORMS}


def test_what_is_issued_is_the_draft_with_number_and_signer(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    draft = counted(conn, config)
    issue(conn, config, WEEK, bo, OVER)
    frozen = current(conn, config, WEEK, LATER)
    assert frozen == {**draft, "number": 1, "issued_by": "包宝"}


def test_a_week_that_is_not_over_is_not_issued(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    with pytest.raises(Invalid, match="还没有结束"):
        issue(conn, config, WEEK, bo, day(8, 0) - timedelta(milliseconds=1))
    assert editions.every(conn) == []
    assert issue(conn, config, WEEK, bo, day(8, 0)).number == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR])
def test_only_a_manager_issues(conn: Connection, config: Config, role: Role) -> None:
    with pytest.raises(Refused):
        issue(conn, config, WEEK, person(conn, role), OVER)
    assert editions.every(conn) == []


def test_two_who_issue_at_once_get_one_digest(conn: Connection, config: Config, database: Database) -> None:
    bo, found = small_week(conn), []
    ready = threading.Barrier(4)

    def run(scope: Scope) -> None:
        with database.connection() as own:
            ready.wait()
            found.append(issue(own, config, scope, bo, OVER))

    scopes = [WEEK, WEEK, WEEK, Scope(parse("2026-W46"))]
    threads = [threading.Thread(target=run, args=(scope,)) for scope in scopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(e.period, e.number) for e in found} == {(e.period, e.number) for e in editions.every(conn)}
    assert sorted(e.number for e in editions.every(conn)) == [1, 2]


def test_one_circular_and_all_are_two_digests(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    one = issue(conn, config, Scope(WEEK.period, circulars.every(conn)[0].id), bo, OVER)
    every = issue(conn, config, WEEK, bo, OVER)
    assert (one.number, every.number) == (1, 2)
    assert current(conn, config, WEEK, OVER)["circular"] == ""


def test_a_form_that_there_is_none_of_is_not_found(conn: Connection, config: Config) -> None:
    with pytest.raises(NotFound):
        rendered(conn, config, WEEK, ["odt"], OVER)


def test_figures_that_do_not_add_up_are_never_handed_out(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    homes = taken(conn, day(6), body="旧改")
    decide(conn, homes, bo, day(6), [HOMES])
    with transaction(conn):
        circulars.set_state(conn, circulars.every(conn)[0].id, "draft")  # its entries are no longer listed
    with pytest.raises(DatabaseError, match="does not add up"):
        counted(conn, config)
