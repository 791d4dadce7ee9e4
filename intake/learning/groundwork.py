"""The linker before it learns from anybody: over the catalogue as it stands and the office's own words."""

import threading

from intake.db import Connection
from intake.linking import thesaurus
from intake.linking.linker import Linker
from intake.linking.thesaurus import Thesaurus
from intake.linking.types import Target
from intake.model import Issue
from intake.resources import folder
from intake.store import circulars, own_words


class Groundwork:
    """Built anew when catalogue or own words have changed.  One for a process; who comes while it is built waits."""

    def __init__(self) -> None:
        self._building = threading.Lock()
        self._stamp = ""
        self._linker: Linker | None = None

    def linker(self, conn: Connection) -> Linker | None:
        """The same object as long as nothing has changed; None without a circular."""
        with self._building:
            stamp = f"{circulars.stamp(conn)} {own_words.stamp(conn)}"
            if stamp != self._stamp:
                self._linker = _build(conn)
                self._stamp = stamp
            return self._linker


def words(conn: Connection) -> Thesaurus:
    """What is known of public life here: the seeds with the office's own words.  Raises Invalid."""
    known = thesaurus.load(folder("seeds") / "thesaurus.toml")
    return thesaurus.extended(known, [(own.concept, own.words, own.sure) for own in own_words.every(conn)])


def _build(conn: Connection) -> Linker | None:
    issues = circulars.linkable(conn)
    return Linker.build([_target(issue) for issue in issues], (), words(conn)) if issues else None


def _target(issue: Issue) -> Target:
    return Target(str(issue.id), issue.title, issue.text, issue.path, issue.kind)
