"""The counts beside the list: fresh while they are cheap, else the last ones while new ones are made."""

import time

import pytest
from builders import opinion

from intake.db import Connection, Database
from intake.web import tally
from intake.web.tally import Tally

pytestmark = pytest.mark.both


def total(counts: Tally, conn: Connection, database: Database) -> int:
    return sum(group.count for group in counts.groups(conn, database, sealed=False))


def test_cheap_counts_are_always_fresh(conn: Connection, database: Database) -> None:
    counts = Tally()
    for expected in (1, 2, 3):
        opinion(conn)
        assert total(counts, conn, database) == expected


def test_dear_counts_are_shown_as_they_were_and_made_anew_beside(
    conn: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "_CHEAP", 0.0)
    monkeypatch.setattr(tally, "_SHARE", 0)
    counts = Tally()
    opinion(conn)
    assert total(counts, conn, database) == 1
    opinion(conn)
    assert total(counts, conn, database) == 1
    waited = time.monotonic() + 10
    while total(counts, conn, database) == 1:
        assert time.monotonic() < waited, "the counts were never made anew"
        time.sleep(0.01)


def test_who_may_not_see_reports_does_not_get_the_others_counts(conn: Connection, database: Database) -> None:
    counts = Tally()
    opinion(conn, body="举报某主任收受贿赂，请为我保密")
    assert len(counts.groups(conn, database, sealed=True)) == 1
    assert counts.groups(conn, database, sealed=False) == []
