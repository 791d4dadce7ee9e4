"""How many opinions are of each kind, for the list's counts: fresh while counting is cheap, else not quite so."""

import time

from intake.db import Connection
from intake.store import queue
from intake.store.queue import Group

_CHEAP = 0.02  # seconds of counting that every page may cost
_SHARE = 100  # where it costs more, it is done again after so many times as long


class Tally:
    """The last count, for readers who may see sealed items and for others; one for each application."""

    def __init__(self) -> None:
        self._kept: dict[bool, tuple[float, list[Group]]] = {}

    def groups(self, conn: Connection, *, sealed: bool) -> list[Group]:
        """The open opinions by kind, counted a hundred times the cost of counting ago at most."""
        until, groups = self._kept.get(sealed, (0.0, []))
        began = time.monotonic()
        if began < until:
            return groups
        groups = queue.tally(conn, sealed=sealed)
        took = time.monotonic() - began
        self._kept[sealed] = (began + took * _SHARE if took > _CHEAP else 0.0, groups)
        return groups
