"""What follows soon after an opinion was taken in: the linker's suggestions, kept up to date with the catalogue."""

import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from intake.db import Connection, transaction
from intake.linking import thesaurus
from intake.linking.linker import Linker
from intake.linking.types import Example, Target
from intake.model import Candidate, Evidence, Issue, Judgement, Suggested
from intake.receive import ENRICH
from intake.resources import folder
from intake.store import choices, circulars, events, jobs, links, opinions, outbox

log = logging.getLogger(__name__)
RERANK = "rerank"
BATCH = 50
LEARN_EVERY = timedelta(minutes=1)
NOTHING = Suggested((), Judgement(0.0, True, "none"))


class Suggester:
    """The linker over the catalogue as it stands, built anew when catalogue or confirmed links have changed.

    One for a process; threads that come while it is being built wait.
    """

    def __init__(self) -> None:
        self._building = threading.Lock()
        self._linker: Linker | None = None
        self._catalogue = ""
        self._learned = -1
        self._built_at: datetime | None = None

    def suggest(self, conn: Connection, text: str, now: datetime, chosen_issue_id: int | None = None) -> Suggested:
        """The machine's answer for a text; a few milliseconds once the linker is built."""
        linker = self._current(conn, now)
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
        return Suggested(candidates, Judgement(answer.related, answer.abstain, answer.band))

    def _current(self, conn: Connection, now: datetime) -> Linker | None:
        with self._building:
            return self._built(conn, now)

    def _built(self, conn: Connection, now: datetime) -> Linker | None:
        catalogue = circulars.stamp(conn)
        if catalogue != self._catalogue or self._should_learn(conn, now):
            self._catalogue, self._learned, self._built_at = catalogue, links.stamp(conn), now
            self._linker = _build(conn)
        return self._linker

    def _should_learn(self, conn: Connection, now: datetime) -> bool:
        if self._built_at is not None and now - self._built_at < LEARN_EVERY:
            return False
        return links.stamp(conn) != self._learned


def _build(conn: Connection) -> Linker | None:
    issues = circulars.linkable(conn)
    if not issues:
        return None
    known = {issue.id for issue in issues}
    return Linker.build(
        [_target(issue) for issue in issues],
        [_example(confirmed, known) for confirmed in links.confirmed(conn) if _teaches(confirmed, known)],
        thesaurus.load(folder("seeds") / "thesaurus.toml"),
    )


def _target(issue: Issue) -> Target:
    return Target(str(issue.id), issue.title, issue.text, issue.path, issue.kind)


def _teaches(confirmed: links.Confirmed, known: set[int]) -> bool:
    """Whether it says something of this catalogue: a link to another one is not a link to none."""
    return not known.isdisjoint((*confirmed.issue_ids, *confirmed.rejected))


def _example(confirmed: links.Confirmed, known: set[int]) -> Example:
    def keys(ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(str(issue_id) for issue_id in ids if issue_id in known)

    return Example(confirmed.text, keys(confirmed.issue_ids), keys(confirmed.rejected), confirmed.weight)


def work(
    conn: Connection, suggester: Suggester, now: datetime, *, duty_email: str = "", further: Sequence[str] = ()
) -> int:
    """Do the jobs that are due, at most fifty; how many were taken up.  `further` are jobs that each then asks for."""
    with transaction(conn):
        due = jobs.lease(conn, ENRICH, now, BATCH)
    for opinion_id in due:
        _enrich(conn, suggester, opinion_id, now, duty_email, further)
    return len(due)


def _enrich(
    conn: Connection, suggester: Suggester, opinion_id: int, now: datetime, duty_email: str, further: Sequence[str]
) -> None:
    opinion = opinions.by_id(conn, opinion_id)
    try:
        suggested = suggester.suggest(conn, opinion.body, now, opinion.chosen_issue_id)
    except Exception as error:  # whatever the linker does, the opinion stands and the job is tried again
        log.exception("linking opinion %s failed", opinion_id)
        with transaction(conn):
            jobs.failed(conn, opinion_id, ENRICH, type(error).__name__, now)
        return
    with transaction(conn):
        links.suggest(conn, opinion_id, suggested, now)
        choices.forget(conn, opinion_id)
        opinions.mark_enriched(conn, opinion_id, now)
        if opinion.urgent and duty_email and opinion.enriched_at is None:
            outbox.add(conn, "alarm", duty_email, now, opinion_id=opinion_id)
            events.append(conn, opinion_id, "duty_told", now)
        for kind in further:
            jobs.add(conn, opinion_id, kind, now)
        jobs.done(conn, opinion_id, ENRICH)
