"""Reminders to units: once at each stage, by mails that say what is due and nothing of what was written."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import NOW, opinion, person
from handed import BODY, given, last

from intake import triage
from intake.channels.mail import letters
from intake.config import Config
from intake.db import Connection, transaction
from intake.duty import Limit, LimitKind, Stage
from intake.model import Channel, Role, Seal, Staff
from intake.store import events, handovers, opinions, outbox, staff
from intake.units import acts, reminding

pytestmark = pytest.mark.both
DAY = timedelta(days=1)
TODAY = date(2026, 11, 18)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def housing(conn: Connection) -> Staff:
    """Somebody of the housing bureau, which has an address."""
    found = person(conn, Role.UNIT, "fang", unit="区房管局")
    with transaction(conn):
        staff.set_unit(conn, replace(staff.units(conn)[0], email="fang@example.org"))
    return found


@pytest.fixture
def taken(conn: Connection) -> int:
    """A call with a name, a number and an address in it."""
    return opinion(conn, channel=Channel.PHONE, body=BODY, name="王大明", phone="13812341234").opinion_id


def test_units_are_reminded_once_at_each_stage(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    config = replace(config, overdue_mail="head@example.org, ")
    handover_id = given(conn, taken, bo, housing, limit=Limit(5, LimitKind.WORKING))  # due on the 25th
    stages = []
    for day in range(30):
        now = NOW + day * DAY
        while reminding.work(conn, config, now):
            pass
        kind, data, _ = last(conn, taken)
        if kind == "reminded" and events.history(conn, taken)[-1].at == now:
            stages.append((TODAY + day * DAY, data["stage"], data["told"]))
    assert stages == [
        (date(2026, 11, 23), Stage.SOON, 1),
        (date(2026, 11, 26), Stage.YELLOW, 1),
        (date(2026, 12, 2), Stage.RED, 1),
    ]
    assert handovers.by_id(conn, handover_id).reminded == Stage.RED
    with transaction(conn):
        sent = sorted((one.kind, one.recipient) for one in outbox.lease(conn, NOW + 40 * DAY))
    assert sent == [
        ("handover", "fang@example.org"),
        *[("remind", "fang@example.org")] * 3,
        ("remind", "head@example.org"),
    ]


def test_granted_time_starts_the_reminders_anew(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing, limit=Limit(1, LimitKind.WORKING))
    reminding.work(conn, config, NOW + 3 * DAY)
    assert handovers.by_id(conn, handover_id).reminded == Stage.YELLOW
    acts.ask_time(conn, handover_id, 1, 10, "须会商", housing, NOW + 3 * DAY)
    acts.decide_time(conn, handover_id, 2, True, "", bo, NOW + 3 * DAY)
    assert handovers.by_id(conn, handover_id).reminded == Stage.AHEAD
    reminding.work(conn, config, NOW + 3 * DAY)
    assert handovers.by_id(conn, handover_id).reminded == Stage.AHEAD


def mails(conn: Connection, config: Config, now: datetime) -> list[str]:
    """What the mails that wait say."""
    with transaction(conn):
        waiting = outbox.lease(conn, now)
    written = [letters.write(conn, config, [one], now) for one in waiting]
    return [f"{letter.subject}\n{letter.text}" for letter in written if letter is not None]


def test_mails_to_a_unit_say_what_is_due_and_nothing_of_the_words(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    config = replace(config, smtp_host="smtp.example.org", mail_from="office@example.org", red_card="红牌")
    given(conn, taken, bo, housing, limit=Limit(1, LimitKind.WORKING))
    number = opinions.by_id(conn, taken).number
    [told] = mails(conn, config, NOW)
    assert told.startswith(f"交办件 {number}，请于2026年11月19日前办结\n")
    reminding.work(conn, config, NOW + 20 * DAY)
    [reminder] = [mail for mail in mails(conn, config, NOW + 20 * DAY) if mail.startswith(f"红牌：交办件 {number}\n")]
    for words in ("电梯", "王大明", "13812341234"):
        assert words not in told + reminder


def test_no_mail_leaves_about_what_was_sealed_meanwhile(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    given(conn, taken, bo, housing)
    triage.seal(conn, taken, opinions.by_id(conn, taken).version, Seal.SEALED, bo, NOW)
    assert mails(conn, replace(config, mail_from="office@example.org"), NOW) == []
