"""What the machine says of a text: the linker as it stands, with the version of the model that is live."""

import threading

from intake.db import Connection
from intake.learning import lessons
from intake.learning.groundwork import Groundwork
from intake.linking.linker import Linker
from intake.linking.types import Example
from intake.model import Candidate, Evidence, Judgement, Suggested
from intake.store import models
from intake.store.models import Mark

NOTHING = Suggested((), Judgement(0.0, True, "none"))


class Suggester:
    """One for a process.  A `patient` one learns a new version before it answers; others answer as before meanwhile."""

    def __init__(self, groundwork: Groundwork | None = None, *, patient: bool = True) -> None:
        self._groundwork = groundwork or Groundwork()
        self._patient = patient
        self._changing = threading.RLock()
        self._base: Linker | None = None
        self._linker: Linker | None = None
        self._version = 0
        self._wanted = models.NONE

    def suggest(self, conn: Connection, text: str, chosen_issue_id: int | None = None) -> Suggested:
        """The machine's answer for a text; a few milliseconds once the linker is built."""
        linker, version = self._current(conn)
        if linker is None:
            return NOTHING
        answer = linker.suggest(text, None if chosen_issue_id is None else str(chosen_issue_id))
        candidates = tuple(
            Candidate(
                int(suggestion.key),
                suggestion.probability,
                tuple(Evidence(e.start, e.end, e.matched) for e in suggestion.evidence),
            )
            for suggestion in answer.suggestions
        )
        return Suggested(candidates, Judgement(answer.related, answer.abstain, answer.band, version))

    def concepts(self, conn: Connection) -> dict[int, list[str]]:
        """For each issue the matters of public life that lead to it, strongest first."""
        base = self._groundwork.linker(conn)
        return {int(key): names for key, names in base.concepts().items()} if base else {}

    def _current(self, conn: Connection) -> tuple[Linker | None, int]:
        base, live = self._groundwork.linker(conn), models.live(conn)
        with self._changing:
            if base is not self._base:
                self._base = self._linker = base
                self._version, self._wanted = 0, models.NONE
            if base is not None and live != self._wanted:
                self._wanted = live
                self._take_up(base, live, lessons.of_version(conn, live.version))
            return self._linker, self._version

    def _take_up(self, base: Linker, live: Mark, examples: list[Example]) -> None:
        if self._patient or not examples:
            self._learn(base, live, examples)
        else:
            threading.Thread(target=self._learn, args=(base, live, examples), name="learn", daemon=True).start()

    def _learn(self, base: Linker, live: Mark, examples: list[Example]) -> None:
        taught = base.taught(examples)
        with self._changing:
            if self._base is base and self._wanted == live:
                self._linker, self._version = taught, live.version
