"""Letters with which opinions went to another body, and the receipts that came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.errors import NotFound
from intake.ids import new_id
from intake.model import Disposal
from intake.store.digests import SCOPE, SHOWN
from intake.store.offices import OFFICE_ID

_COLUMNS = "id, year, number, disposal, addressee, note, made_by, made_at, received_on, their_number"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One letter; `number` counts from 1 each year, `their_number` is the other side's."""

    id: int
    year: int
    number: int
    disposal: Disposal
    addressee: str
    note: str
    made_by: int
    made_at: datetime
    received_on: date | None
    their_number: str
    opinion_ids: tuple[int, ...]

    @property
    def sign(self) -> str:
        """As it is cited: 〔2026〕3号."""
        return f"〔{self.year}〕{self.number}号"


@dataclass(frozen=True, slots=True)
class Routed:
    """What went to one body in a span: opinions that may be shown and such that are only counted.

    `letters` had shown ones; for `returned` of those the other side's receipt came back.
    """

    disposal: Disposal
    addressee: str
    letters: int
    shown: int
    returned: int
    restricted: int


def add(
    conn: Connection,
    year: int,
    disposal: Disposal,
    addressee: str,
    note: str,
    opinion_ids: Sequence[int],
    staff_id: int,
    now: datetime,
) -> int:
    """A new letter with the next number of its year; its id.  Writers queue up for the number."""
    if conn.dialect == "postgres":
        conn.execute("LOCK TABLE transfer IN SHARE ROW EXCLUSIVE MODE")
    transfer_id = new_id(now)
    conn.execute(
        """INSERT INTO transfer (id, year, number, disposal, addressee, note, made_by, made_at)
        VALUES (:id, :year, (SELECT COALESCE(MAX(number), 0) + 1 FROM transfer WHERE year = :year),
            :disposal, :addressee, :note, :by, :at)""",
        {
            "id": transfer_id,
            "year": year,
            "disposal": disposal,
            "addressee": addressee,
            "note": note,
            "by": staff_id,
            "at": to_text(now),
        },
    )
    conn.executemany(
        "INSERT INTO transfer_item (transfer_id, position, opinion_id) VALUES (:id, :position, :opinion)",
        [
            {"id": transfer_id, "position": position, "opinion": opinion_id}
            for position, opinion_id in enumerate(opinion_ids)
        ],
    )
    return transfer_id


def acknowledge(conn: Connection, transfer_id: int, received_on: date, their_number: str) -> None:
    """The other side's receipt came back."""
    conn.execute(
        "UPDATE transfer SET received_on = :day, their_number = :number WHERE id = :id",
        {"id": transfer_id, "day": received_on.isoformat(), "number": their_number},
    )


def by_id(conn: Connection, transfer_id: int) -> Transfer:
    """One letter.  Raises NotFound."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM transfer WHERE id = :id", {"id": transfer_id}).fetchone()
    if row is None:
        raise NotFound("没有这份函")
    return _transfer(conn, row)


def latest(conn: Connection, limit: int = 100) -> list[Transfer]:
    """The newest letters, newest first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM transfer ORDER BY year DESC, number DESC LIMIT :limit", {"limit": limit}
    ).fetchall()
    return [_transfer(conn, row) for row in rows]


def routed(conn: Connection, start: datetime, end: datetime, circular_id: int) -> list[Routed]:
    """What went out from `start` until before `end`, most first; a `circular_id` of 0 stands for all circulars."""
    rows = conn.execute(
        f"""SELECT t.disposal, t.addressee, COUNT(DISTINCT CASE WHEN {SHOWN} THEN t.id END) AS letters,
            SUM(CASE WHEN {SHOWN} THEN 1 ELSE 0 END) AS shown, COUNT(*) AS n,
            SUM(CASE WHEN {SHOWN} AND t.received_on IS NOT NULL THEN 1 ELSE 0 END) AS returned
        FROM transfer t JOIN transfer_item i ON i.transfer_id = t.id JOIN opinion o ON o.id = i.opinion_id
        WHERE t.made_at >= :start AND t.made_at < :end AND {SCOPE} GROUP BY t.disposal, t.addressee""",
        {"start": to_text(start), "end": to_text(end), "office": OFFICE_ID, "circular": circular_id},
    )
    found = [
        Routed(
            Disposal(row["disposal"]),
            row["addressee"],
            int(row["letters"]),
            int(row["shown"]),
            int(row["returned"]),
            int(row["n"]) - int(row["shown"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each.shown, each.disposal, each.addressee))


def addressees(conn: Connection) -> list[str]:
    """Whom letters went to before, by name."""
    return [row["addressee"] for row in conn.execute("SELECT DISTINCT addressee FROM transfer ORDER BY addressee")]


def _transfer(conn: Connection, row: Row) -> Transfer:
    items = conn.execute(
        "SELECT opinion_id FROM transfer_item WHERE transfer_id = :id ORDER BY position", {"id": row["id"]}
    )
    return Transfer(
        id=row["id"],
        year=row["year"],
        number=row["number"],
        disposal=Disposal(row["disposal"]),
        addressee=row["addressee"],
        note=row["note"],
        made_by=row["made_by"],
        made_at=from_text(row["made_at"]),
        received_on=date.fromisoformat(row["received_on"]) if row["received_on"] else None,
        their_number=row["their_number"],
        opinion_ids=tuple(item["opinion_id"] for item in items),
    )
