"""The one door: numbers, receipts, idempotence, what follows."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from builders import NOW, issue_id, opinion, submission

from intake import receipts
from intake.db import Connection, Database, transaction
from intake.errors import Invalid
from intake.model import Channel, LinkOrigin, Seal, Status
from intake.receive import ENRICH, receive
from intake.store import events, jobs, links, opinions, outbox

pytestmark = pytest.mark.both


def test_opinion_gets_receipt_number_and_first_event(conn: Connection) -> None:
    receipt = opinion(conn, body="电梯什么时候装")
    found = opinions.by_receipt(conn, receipt.code)
    assert (found.body, found.status, found.channel) == ("电梯什么时候装", Status.WAITING, Channel.WEB)
    assert re.fullmatch(r"\d{16}", receipt.code)
    assert receipt.number == found.number == "2026-000001"
    assert [e.kind for e in events.history(conn, found.id)] == ["received"]
    assert jobs.waiting(conn, ENRICH) == 1


def test_code_is_nowhere_in_the_database(conn: Connection) -> None:
    receipt = opinion(conn)
    row = conn.execute("SELECT hash FROM receipt").fetchone()
    assert row is not None
    assert receipt.code not in row["hash"]
    assert row["hash"] == receipts.lookup_hash(conn.keys, receipt.code)


def test_same_key_twice_gives_first_receipt_again(conn: Connection) -> None:
    form = submission()
    first, second = receive(conn, form, NOW), receive(conn, form, NOW + timedelta(minutes=1))
    assert (second.code, second.number, second.repeated) == (first.code, first.number, True)
    assert conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()["n"] == 1  # type: ignore[index]


def test_same_words_under_two_keys_count_twice(conn: Connection) -> None:
    assert opinion(conn, body="同样的话").number != opinion(conn, body="同样的话").number


def test_same_key_at_once_counts_once(database: Database, conn: Connection) -> None:
    form, codes, start = submission(), [], threading.Barrier(6)

    def send() -> None:
        with database.connection() as own:
            start.wait()
            codes.append(receive(own, form, NOW).code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 6
    assert len(set(codes)) == 1
    assert conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()["n"] == 1  # type: ignore[index]


def test_rollback_leaves_no_gap_in_the_register(conn: Connection) -> None:
    first = opinion(conn)
    with pytest.raises(RuntimeError), transaction(conn):
        conn.execute("DELETE FROM register WHERE opinion_id = :id", {"id": first.opinion_id})
        opinions.number(conn, first.opinion_id, 2026)
        raise RuntimeError
    assert opinion(conn).number == "2026-000002"


def test_register_year_is_the_offices(conn: Connection) -> None:
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert opinion(conn, now=new_year).number == "2027-000001"


def test_citizens_choice_is_kept_beside_and_confirms_nothing(conn: Connection) -> None:
    chosen = issue_id(conn, "加装电梯")
    receipt = opinion(conn, issue_id=chosen)
    [link] = links.of_opinion(conn, receipt.opinion_id)
    assert (link.issue_id, link.origin, link.linked_by) == (chosen, LinkOrigin.CITIZEN, None)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_unstorable_text_is_refused_in_words(conn: Connection, text: str) -> None:
    with pytest.raises(Invalid, match="无法保存"):
        opinion(conn, body=text)


def test_first_acknowledgement_goes_at_once_further_ones_wait_a_day(conn: Connection) -> None:
    for _ in range(3):
        opinion(conn, email="ann@example.org")
    assert len(due(conn, NOW)) == 1
    assert len(due(conn, NOW + timedelta(days=1))) >= 2


def test_held_opinion_is_stored_and_not_acknowledged(conn: Connection) -> None:
    receipt = opinion(conn, email="ann@example.org", held="too fast")
    assert opinions.by_id(conn, receipt.opinion_id).held == "too fast"
    assert due(conn, NOW) == []


def test_emergency_is_pinned_and_report_is_hidden(conn: Connection) -> None:
    urgent = opinion(conn, body="再不解决我就不想活了")
    report = opinion(conn, body="举报某主任收受贿赂，请为我保密")
    assert opinions.by_id(conn, urgent.opinion_id).urgent
    assert opinions.by_id(conn, report.opinion_id).seal == Seal.PROPOSED


def test_original_contact_stands_beside_its_hash(conn: Connection) -> None:
    receipt = opinion(conn, phone="＋86 138-1234 5678", email="Ann@Example.org")
    found = opinions.by_id(conn, receipt.opinion_id)
    assert (found.phone, found.email) == ("＋86 138-1234 5678", "Ann@Example.org")
    again = opinion(conn, phone="13812345678")
    hashes = conn.execute("SELECT DISTINCT phone_hash FROM opinion").fetchall()
    assert len(hashes) == 1, again


def due(conn: Connection, now: datetime) -> list[outbox.Outgoing]:
    with transaction(conn):
        return outbox.lease(conn, now)
