"""Giving opinions to another body that is competent for them (转送、移送): one letter for several, and its receipt."""

from collections.abc import Sequence
from datetime import date, datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.model import Disposal, Opinion, Staff, Status
from intake.store import claims, events, handovers, opinions, transfers
from intake.store.transfers import Transfer
from intake.triage.accusing import demand_not_accused
from intake.triage.looking import demand_open, look, words

NOTE = 2_000  # characters
ADDRESSEE = 60
MOST = 100  # opinions in one letter


def transfer(
    conn: Connection,
    opinion_ids: Sequence[int],
    disposal: Disposal,
    addressee: str,
    note: str,
    by: Staff,
    now: datetime,
) -> int:
    """Give opinions to another body; the letter's id. The work on them ends, each history says where they went.

    All or nothing.  Raises Invalid, NotFound, Refused, Conflict.
    """
    accounts.demand(by, Permission.HAND_OVER)
    addressee, note = words(" ".join(addressee.split()), ADDRESSEE), words(note, NOTE)
    kept = list(dict.fromkeys(opinion_ids))
    if disposal not in (Disposal.FORWARDED, Disposal.TRANSFERRED):
        raise Invalid("请选择转送或移送")
    if not addressee:
        raise Invalid("请填写受文单位")
    if not 1 <= len(kept) <= MOST:
        raise Invalid(f"一份函请列 1 至 {MOST} 件")
    found = [look(conn, opinion_id, by) for opinion_id in kept]
    for opinion in found:
        _demand_fit(opinion, addressee)
    with transaction(conn):
        year = now.astimezone(conn.zone).year
        transfer_id = transfers.add(conn, year, disposal, addressee, note, kept, by.id, now)
        for opinion in sorted(found, key=lambda opinion: opinion.id):  # always in the same order: writers never cross
            opinions.change(
                conn, opinion.id, opinion.version, status=Status.CLOSED, disposal=disposal, outcome=None, held=None
            )
            handovers.finish(conn, opinion.id, now)
            claims.leave(conn, opinion.id)
            data = {"transfer": transfer_id, "disposal": disposal}
            events.append(conn, opinion.id, "transferred", now, staff_id=by.id, data=data, words=addressee)
    return transfer_id


def acknowledge(
    conn: Connection, transfer_id: int, received_on: date, their_number: str, by: Staff, now: datetime
) -> None:
    """Write down the other side's receipt and number."""
    accounts.demand(by, Permission.HAND_OVER)
    sent, their_number = transfers.by_id(conn, transfer_id), words(" ".join(their_number.split()), ADDRESSEE)
    today = now.astimezone(conn.zone).date()
    if not sent.made_at.astimezone(conn.zone).date() <= received_on <= today:
        raise Invalid("收到日期应在发函之日和今天之间")
    with transaction(conn):
        transfers.acknowledge(conn, transfer_id, received_on, their_number)
        for opinion_id in sorted(sent.opinion_ids):
            data = {"transfer": transfer_id, "received": received_on.isoformat()}
            events.append(conn, opinion_id, "transfer_received", now, staff_id=by.id, data=data, words=their_number)


def contents(conn: Connection, sent: Transfer, by: Staff) -> tuple[list[Opinion], int]:
    """The opinions of a letter that this person may see, and how many others it has."""
    seen = []
    for opinion_id in sent.opinion_ids:
        try:
            seen.append(look(conn, opinion_id, by))
        except NotFound:
            continue
    return seen, len(sent.opinion_ids) - len(seen)


def _demand_fit(opinion: Opinion, addressee: str) -> None:
    try:
        demand_open(opinion)
        demand_not_accused(opinion, addressee)
    except Invalid as error:
        raise Invalid(f"{opinion.number}：{error}") from None
