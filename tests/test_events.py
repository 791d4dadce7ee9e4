"""Histories: the database refuses changes, and what slips past it is found."""

from datetime import timedelta

import pytest
from builders import NOW, opinion

from intake import inspection
from intake.db import Connection, transaction
from intake.housekeeping import seal
from intake.store import events

pytestmark = pytest.mark.both
TOMORROW = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'closed'",
        "DELETE FROM event",
        "UPDATE day_seal SET digest = ''",
        "DELETE FROM day_seal",
    ],
)
def test_the_database_refuses_to_change_history(conn: Connection, statement: str) -> None:
    opinion(conn)
    seal(conn, TOMORROW)
    with pytest.raises(Exception, match="append-only"):
        conn.execute(statement)


def test_replacing_an_event_is_refused(conn: Connection) -> None:
    receipt = opinion(conn)
    columns = "subject_id, seq, kind, at, staff_id, data, words_id, words_digest, hash"
    verb = "INSERT OR REPLACE" if conn.dialect == "sqlite" else "INSERT"
    with pytest.raises(Exception, match="append-only|duplicate key"):
        conn.execute(
            f"{verb} INTO event ({columns}) SELECT subject_id, seq, 'closed', at, staff_id, data, words_id, "
            "words_digest, hash FROM event WHERE subject_id = :id",
            {"id": receipt.opinion_id},
        )


def test_an_untouched_history_is_sound(conn: Connection) -> None:
    for _ in range(3):
        receipt = opinion(conn)
        note(conn, receipt.opinion_id, "来电核实")
    seal(conn, TOMORROW)
    assert list(inspection.findings(conn)) == []


def test_a_changed_event_is_found(conn: Connection) -> None:
    receipt = opinion(conn)
    unlocked(conn, "UPDATE event SET staff_id = NULL, kind = 'closed' WHERE subject_id = :id", receipt.opinion_id)
    assert any("was changed" in finding for finding in inspection.findings(conn))


def test_a_missing_event_is_found(conn: Connection) -> None:
    receipt = opinion(conn)
    note(conn, receipt.opinion_id, "一")
    note(conn, receipt.opinion_id, "二")
    unlocked(conn, "DELETE FROM event WHERE subject_id = :id AND seq = 2", receipt.opinion_id)
    assert any("event 2 is missing" in finding for finding in inspection.findings(conn))


def test_a_chain_cut_at_its_end_is_found_once_the_day_is_sealed(conn: Connection) -> None:
    receipt = opinion(conn)
    note(conn, receipt.opinion_id, "一")
    assert seal(conn, TOMORROW) == 1
    unlocked(conn, "DELETE FROM event WHERE subject_id = :id AND seq = 2", receipt.opinion_id)
    assert any("not those that were sealed" in finding for finding in inspection.findings(conn))


def test_changed_words_are_found_and_erased_words_are_not(conn: Connection) -> None:
    receipt = opinion(conn)
    note(conn, receipt.opinion_id, "原来的话")
    conn.execute("UPDATE words SET text = NULL")
    assert list(inspection.findings(conn)) == []
    conn.execute("UPDATE words SET text = '别的话'")
    assert any("words of event" in finding for finding in inspection.findings(conn))


def test_a_history_recomputed_without_the_key_is_found(conn: Connection) -> None:
    receipt = opinion(conn)
    unlocked(conn, "UPDATE event SET hash = :forged WHERE subject_id = :id", receipt.opinion_id, forged="0" * 64)
    assert any("was changed" in finding for finding in inspection.findings(conn))


def test_a_day_is_sealed_once_it_is_over(conn: Connection) -> None:
    opinion(conn)
    assert seal(conn, NOW) == 0
    assert seal(conn, TOMORROW) == 1
    assert seal(conn, TOMORROW) == 0


def test_a_gap_in_the_register_is_found(conn: Connection) -> None:
    first = opinion(conn)
    opinion(conn)
    conn.execute("DELETE FROM register WHERE opinion_id = :id", {"id": first.opinion_id})
    found = list(inspection.findings(conn))
    assert any("登记簿" in finding and "2026" in finding for finding in found)
    assert any("缺少登记编号" in finding for finding in found)


def test_changed_bytes_are_found(conn: Connection) -> None:
    conn.execute("UPDATE blob_chunk SET data = :data", {"data": b"forged"})
    assert any("指纹" in finding for finding in inspection.findings(conn))


def note(conn: Connection, subject_id: int, words: str) -> None:
    with transaction(conn):
        events.append(conn, subject_id, "noted", NOW, words=words)


def unlocked(conn: Connection, statement: str, subject_id: int, **values: str) -> None:
    """Change history as somebody with the database file could."""
    triggers = ("event_never_changed", "event_never_deleted")
    for name in triggers:
        conn.execute(f"DROP TRIGGER {name}" + ("" if conn.dialect == "sqlite" else " ON event"))
    conn.execute(statement, {"id": subject_id, **values})
