"""What follows soon after an opinion was taken in: the linker's suggestions."""

import logging
from collections.abc import Sequence
from datetime import datetime

from intake.db import Connection, transaction
from intake.learning.suggester import Suggester
from intake.receive import ENRICH
from intake.store import choices, events, jobs, links, opinions, outbox

log = logging.getLogger(__name__)
RERANK = "rerank"
BATCH = 50


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
        suggested = suggester.suggest(conn, opinion.body, opinion.chosen_issue_id)
    except Exception as error:  # whatever the linker does, the opinion stands and the job is tried again
        log.exception("linking opinion %s failed", opinion_id)
        with transaction(conn):
            jobs.failed(conn, opinion_id, ENRICH, type(error).__name__, now)
        return
    with transaction(conn):
        links.suggest(conn, opinion_id, suggested, now)
        if opinions.by_id(conn, opinion_id).body != opinion.body:  # corrected or redacted meanwhile
            links.forget_evidence(conn, opinion_id)
            jobs.again(conn, opinion_id, ENRICH, now)
            return
        choices.forget(conn, opinion_id)
        opinions.mark_enriched(conn, opinion_id, now)
        if opinion.urgent and duty_email and opinion.enriched_at is None:
            outbox.add(conn, "alarm", duty_email, now, opinion_id=opinion_id)
            events.append(conn, opinion_id, "duty_told", now)
        for kind in further:
            jobs.add(conn, opinion_id, kind, now)
        jobs.done(conn, opinion_id, ENRICH)
