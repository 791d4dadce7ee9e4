"""How many opinions are of each kind, for the list's counts: fresh while counting is cheap, else a little old."""

import threading
import time
from dataclasses import dataclass

from intake.db import Connection, Database
from intake.store import queue
from intake.store.queue import Group

_CHEAP = 0.02  # seconds of counting that every page may cost
_SHARE = 100  # where it costs more, it is done again after so many times as long, while pages show the last count


@dataclass(slots=True)
class _Count:
    groups: list[Group]
    took: float
    until: float


class Tally:
    """The last count, for readers who may see sealed items and for others; one for each application."""

    def __init__(self) -> None:
        self._last: dict[bool, _Count] = {}

    def groups(self, conn: Connection, database: Database, *, sealed: bool) -> list[Group]:
        """The open opinions by kind but those kept from the reader; where counting is dear, as of some seconds ago."""
        return self._every(conn, database, sealed) + queue.kept_away(conn, sealed=sealed)

    def _every(self, conn: Connection, database: Database, sealed: bool) -> list[Group]:
        last = self._last.get(sealed)
        if last is None or last.took < _CHEAP:
            return self._count(conn, sealed)
        if time.monotonic() > last.until:
            last.until = float("inf")  # one recount at a time
            threading.Thread(target=self._recount, args=(database, sealed), daemon=True).start()
        return last.groups

    def _recount(self, database: Database, sealed: bool) -> None:
        with database.connection() as conn:
            self._count(conn, sealed)

    def _count(self, conn: Connection, sealed: bool) -> list[Group]:
        began = time.monotonic()
        groups = queue.tally(conn, sealed=sealed)
        took = time.monotonic() - began
        self._last[sealed] = _Count(groups, took, began + took * _SHARE)
        return groups
