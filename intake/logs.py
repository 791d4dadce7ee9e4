"""Logging to standard error without personal data: of an error its class and where it happened, not its words.

An error's words may hold what a citizen typed. They are logged only where we wrote them ourselves or where they come
from the system or the database, and of a database's only the first line: the second one quotes values.
"""

import logging
import traceback
from types import TracebackType

from intake.errors import IntakeError

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Formatter(logging.Formatter):
    def formatException(self, ei: _ExcInfo) -> str:
        kind, error, trace = ei
        if kind is None or error is None:
            return ""
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__module__}.{kind.__qualname__}{_words(error)}"


def _words(error: BaseException) -> str:
    known = isinstance(error, IntakeError | OSError) or type(error).__module__.startswith(("sqlite3", "psycopg"))
    first = str(error).partition("\n")[0][:300]
    return f": {first}" if known and first else ""


def set_up(level: int = logging.WARNING) -> None:
    """Log from now on; called once by what starts a process."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
