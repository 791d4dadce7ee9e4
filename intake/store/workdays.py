"""The days that an office entered in its calendar."""

from collections.abc import Iterable
from datetime import date

from intake.db import Connection
from intake.workdays import Calendar, Own


def calendar(conn: Connection) -> Calendar:
    """The calendar with the office's own days."""
    rows = conn.execute("SELECT day, works, name FROM workday ORDER BY day")
    return Calendar({date.fromisoformat(row["day"]): Own(bool(row["works"]), row["name"]) for row in rows})


def put(conn: Connection, days: Iterable[date], own: Own) -> None:
    """Enter days, in place of what the office had entered for them."""
    conn.executemany(
        """INSERT INTO workday (day, works, name) VALUES (:day, :works, :name)
        ON CONFLICT (day) DO UPDATE SET works = excluded.works, name = excluded.name""",
        [{"day": day.isoformat(), "works": int(own.works), "name": own.name} for day in days],
    )


def remove(conn: Connection, first: date, last: date) -> None:
    """Forget what the office entered from `first` to `last`."""
    conn.execute(
        "DELETE FROM workday WHERE day >= :first AND day <= :last",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
